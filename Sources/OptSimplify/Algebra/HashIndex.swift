/// Places by hash: a table for keys that are hashes already, which keeps its memory when it is emptied.
struct HashIndex: Sendable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64 = 0
    /// Negative where the slot is free.
    var place: Int32 = -1
  }

  private var slots = Array(repeating: Slot(), count: 256)
  private var count = 0

  /// The place of a key, nil if it has none.
  subscript(key: UInt64) -> Int32? {
    let slot = slots[slot(of: key)]
    return slot.place < 0 ? nil : slot.place
  }

  /// Gives a key that has no place a place.
  mutating func insert(_ key: UInt64, _ place: Int32) {
    if 2 * count >= slots.count { grow() }
    slots[slot(of: key)] = Slot(key: key, place: place)
    count += 1
  }

  mutating func removeAll() {
    for index in slots.indices { slots[index].place = -1 }
    count = 0
  }

  /// The slot that holds a key, or in which it belongs.
  private func slot(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: key) & mask
    while slots[index].place >= 0, slots[index].key != key { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    for entry in old where entry.place >= 0 { slots[slot(of: entry.key)] = entry }
  }
}
