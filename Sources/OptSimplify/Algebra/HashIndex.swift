/// Places by hash: a table for keys that are hashes already, which keeps its memory when it is emptied.
struct HashIndex: Sendable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64 = 0
    var place: Int32 = 0
    /// How often the table had been emptied when the slot was filled; 0 in a slot that never was.
    var generation: UInt32 = 0
  }

  private var slots = Array(repeating: Slot(), count: 256)
  private var count = 0
  private var generation: UInt32 = 1

  /// The place of a key, nil if it has none.
  subscript(key: UInt64) -> Int32? {
    let slot = slots[slot(of: key)]
    return slot.generation == generation ? slot.place : nil
  }

  /// Gives a key that has no place a place.
  mutating func insert(_ key: UInt64, _ place: Int32) {
    if 2 * count >= slots.count { grow() }
    slots[slot(of: key)] = Slot(key: key, place: place, generation: generation)
    count += 1
  }

  /// Empties the table without touching its slots, unless so many generations have passed that one recurs.
  mutating func removeAll() {
    count = 0
    generation &+= 1
    if generation == 0 { self = HashIndex() }
  }

  /// The slot that holds a key, or in which it belongs.
  private func slot(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: key) & mask
    while slots[index].generation == generation, slots[index].key != key {
      index = (index + 1) & mask
    }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    for entry in old where entry.generation == generation { slots[slot(of: entry.key)] = entry }
  }
}
