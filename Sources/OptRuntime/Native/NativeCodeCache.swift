/// Machine code of kernels compiled before, shared by all optimizers of the process.
///
/// Code in use outlives its entry.
final class NativeCodeCache: Sendable {
  /// The cache of the process.
  static let shared = NativeCodeCache(capacity: 1_024)

  private struct Key: Hashable {
    var kernel: MicroKernel
    var isa: InstructionSet
  }

  private let kernels: BoundedCache<Key, NativeKernel>

  /// An empty cache for a positive number of kernels.
  init(capacity: Int) { kernels = BoundedCache(capacity: capacity) }

  /// The number of kernels remembered.
  var count: Int { kernels.count }

  /// Forgets all code that nobody uses.
  func removeAll() { kernels.removeAll() }

  /// The machine code of a kernel, compiled unless it is known.
  func code(for kernel: MicroKernel, isa: InstructionSet) throws(NativeError) -> NativeKernel {
    try kernels.value(for: Key(kernel: kernel, isa: isa)) { () throws(NativeError) in
      try NativeKernel(kernel: kernel, isa: isa)
    }
  }
}
