/// Finds an element of a growing list by its hash: a table of places with linear probing, which costs a
/// fraction of a dictionary's time.
struct PlaceTable {
  /// The upper half of an element's hash, and below it the element's place + 1; 0 where nothing is.
  private var entries: [UInt64]
  private var count = 0

  private static let placeMask: UInt64 = 0xFFFF_FFFF

  /// A table with room for so many elements before it grows.
  init(minimumCapacity: Int) {
    entries = []
    if minimumCapacity > 0 { grow(to: 2 * minimumCapacity) }
  }

  /// The place of the element of a hash for which a closure holds; if there is none, `next` from now on.
  @inline(__always)
  mutating func place(_ hash: PlaceHash, next: Int, where isSought: (Int) -> Bool) -> Int {
    if count * 2 >= entries.count { grow(to: max(32, 2 * entries.count)) }
    let tag = hash.bits & ~PlaceTable.placeMask
    var probe = slot(of: tag)
    while entries[probe] != 0 {
      let entry = entries[probe]
      let place = Int(entry & PlaceTable.placeMask) - 1
      if entry & ~PlaceTable.placeMask == tag, isSought(place) { return place }
      probe = (probe + 1) & (entries.count - 1)
    }
    entries[probe] = tag | UInt64(next + 1)
    count += 1
    return next
  }

  private func slot(of tag: UInt64) -> Int { Int(tag >> 32) & (entries.count - 1) }

  private mutating func grow(to minimumSize: Int) {
    let old = entries
    var size = 16
    while size < minimumSize { size *= 2 }
    entries = (0..<size).map { _ in 0 }
    for entry in old where entry != 0 {
      var probe = slot(of: entry)
      while entries[probe] != 0 { probe = (probe + 1) & (entries.count - 1) }
      entries[probe] = entry
    }
  }
}

/// A hash for a `PlaceTable`.
struct PlaceHash {
  fileprivate(set) var bits: UInt64 = 0

  /// Mixes a number in.
  @inline(__always)
  mutating func combine(_ value: UInt64) {
    let sum = bits ^ value
    // A multiplication moves every bit upwards only, hence the rotation.
    bits = (sum << 32 | sum >> 32) &* 0x9E37_79B9_7F4A_7C15
  }
}
