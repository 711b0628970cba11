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
  private let support: NativeSupport

  /// An empty cache for a positive number of kernels.
  init(capacity: Int, support: NativeSupport = .ofMachine) {
    kernels = BoundedCache(capacity: capacity)
    self.support = support
  }

  /// The number of kernels remembered.
  var count: Int { kernels.count }

  /// Forgets all code that nobody uses.
  func removeAll() { kernels.removeAll() }

  /// The machine code of a kernel, compiled unless it is known.
  ///
  /// Without instruction set (`isa` nil) there is none.
  func code(for kernel: MicroKernel, isa: InstructionSet?) throws(NativeError) -> NativeKernel {
    guard let isa else { throw .unsupported(.avx2) }
    return try kernels.value(for: Key(kernel: kernel, isa: isa)) { () throws(NativeError) in
      try NativeKernel(kernel: kernel, isa: isa, support: support)
    }
  }
}
