import Synchronization

/// Machine code of kernels compiled before, shared by all optimizers of the process.
///
/// A bounded number of kernels is remembered; the one compiled first is forgotten first. Code in use
/// outlives its entry.
final class NativeCodeCache: Sendable {
  /// The cache of the process.
  static let shared = NativeCodeCache(capacity: 1_024)

  private struct Key: Hashable {
    var kernel: MicroKernel
    var isa: InstructionSet
  }

  private struct Entries {
    var kernels: [Key: NativeKernel] = [:]
    /// A ring of the keys, oldest at `oldest` once it is full.
    var order: [Key] = []
    var oldest = 0
  }

  private let capacity: Int
  private let entries = Mutex(Entries())

  /// An empty cache for a positive number of kernels.
  init(capacity: Int) {
    precondition(capacity > 0, "a cache without room")
    self.capacity = capacity
  }

  /// The number of kernels remembered.
  var count: Int { entries.withLock { $0.order.count } }

  /// The machine code of a kernel, compiled unless it is known.
  ///
  /// Two threads that ask for the same new kernel may both compile it; one result is kept.
  func code(for kernel: MicroKernel, isa: InstructionSet) throws(NativeError) -> NativeKernel {
    let key = Key(kernel: kernel, isa: isa)
    if let known = entries.withLock({ $0.kernels[key] }) { return known }
    let compiled = try NativeKernel(kernel: kernel, isa: isa)
    return entries.withLock { entries in
      if let known = entries.kernels[key] { return known }
      if entries.order.count < capacity {
        entries.order.append(key)
      } else {
        entries.kernels[entries.order[entries.oldest]] = nil
        entries.order[entries.oldest] = key
        entries.oldest = (entries.oldest + 1) % capacity
      }
      entries.kernels[key] = compiled
      return compiled
    }
  }
}
