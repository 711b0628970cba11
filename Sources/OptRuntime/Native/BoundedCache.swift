import Synchronization

/// A bounded number of values by key, for any number of threads; the one made first is forgotten first.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entries {
    var values: [Key: Value] = [:]
    /// A ring of the keys, oldest at `oldest` once it is full.
    var order: [Key] = []
    var oldest = 0
  }

  private let capacity: Int
  private let entries = Mutex(Entries())

  /// An empty cache for a positive number of values.
  init(capacity: Int) {
    precondition(capacity > 0, "a cache without room")
    self.capacity = capacity
  }

  /// The number of values remembered.
  var count: Int { entries.withLock { $0.order.count } }

  /// Forgets all values.
  func removeAll() { entries.withLock { $0 = Entries() } }

  /// The value of a key, made unless it is known.
  ///
  /// Two threads that ask for the same new value may both make it; one of them is kept.
  func value<Failure>(
    for key: Key,
    make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let known = entries.withLock({ $0.values[key] }) { return known }
    let made = try make()
    return entries.withLock { entries in
      if let known = entries.values[key] { return known }
      if entries.order.count < capacity {
        entries.order.append(key)
      } else {
        entries.values[entries.order[entries.oldest]] = nil
        entries.order[entries.oldest] = key
        entries.oldest = (entries.oldest + 1) % capacity
      }
      entries.values[key] = made
      return made
    }
  }
}
