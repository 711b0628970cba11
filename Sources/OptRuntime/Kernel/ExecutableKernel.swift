/// What a back end makes of a kernel; the same value may run on several threads at once.
protocol KernelExecutor: Sendable {
  /// The kernel as plain values, where it can be called so.
  var function: KernelFunction? { get }

  /// The instruction set of the machine code.
  var isa: InstructionSet? { get }

  /// Runs the kernel over the memory of `arguments`.
  func run(_ arguments: KernelArguments)
}

/// A kernel that can be run: micro code prepared for one back end.
///
/// Every back end gives the same bits. A value is immutable and may be shared between threads.
package struct ExecutableKernel: Sendable {
  /// The micro code.
  package let kernel: MicroKernel

  /// The back end that runs it: the one asked for, or the portable one where that cannot be had.
  package let backend: Backend

  /// Why there is no machine code though it was asked for.
  package let fallbackReason: NativeError?

  /// What runs it.
  let executor: any KernelExecutor

  /// Prepares a kernel for a back end; machine code is of the widest instruction set unless another is
  /// wanted.
  package init(
    _ kernel: MicroKernel,
    backend: Backend,
    isa: InstructionSet? = InstructionSet.best
  ) {
    self.init(kernel, KernelTarget(backend: backend, isa: isa))
  }

  /// Prepares a kernel for a target.
  init(_ kernel: MicroKernel, _ target: KernelTarget) {
    switch target.backend {
    case .reference: self.init(kernel, .reference, ReferenceKernel(kernel))
    case .portable: self.init(kernel, .portable, PortableKernel(kernel))
    case .native:
      do throws(NativeError) {
        let code = try target.codes.code(for: kernel, isa: target.isa)
        self.init(kernel, .native, code)
      } catch {
        self.init(kernel, .portable, PortableKernel(kernel), fallbackReason: error)
      }
    }
  }

  /// Machine code that no cache knows, to measure its preparation; nil where there is none.
  package static func compiled(_ kernel: MicroKernel, isa: InstructionSet) -> ExecutableKernel? {
    (try? NativeKernel(kernel: kernel, isa: isa)).map { ExecutableKernel(kernel, .native, $0) }
  }

  /// Forgets all machine code that nobody uses, to measure the preparation of a whole rule.
  package static func forgetCompiled() { NativeCodeCache.shared.removeAll() }

  private init(
    _ kernel: MicroKernel,
    _ backend: Backend,
    _ executor: any KernelExecutor,
    fallbackReason: NativeError? = nil
  ) {
    self.kernel = kernel
    self.backend = backend
    self.executor = executor
    self.fallbackReason = fallbackReason
  }

  /// The kernel as plain values, where it can be called so.
  var function: KernelFunction? { executor.function }

  /// The instruction set of the machine code.
  var isa: InstructionSet? { executor.isa }

  /// Runs the kernel.
  ///
  /// - Precondition: there are as many pointers, uniforms and places for reductions as the kernel has
  ///   streams, slots and folds; streams hold `count` floats.
  @inline(__always)
  package func run(_ arguments: KernelArguments) {
    executor.run(arguments)
  }
}

extension KernelExecutor {
  var function: KernelFunction? { nil }

  var isa: InstructionSet? { nil }
}
