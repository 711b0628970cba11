import OptShims

/// A kernel as a register machine over tiles that stay in the first-level cache.
///
/// Values of micro code live in slots of one tile each, which are used again after a value's last use;
/// input streams are operands in place. The loops are in C, once for every vector extension
/// (semantics rule 17); the widest one of the processor is taken.
final class PortableKernel: KernelExecutor, @unchecked Sendable {
  // Unchecked: the memory behind the pointers is written by `init` only.
  private let kernel: opt_tile_kernel
  private let variant: opt_tile_run
  private let code: UnsafeMutablePointer<opt_tile_instruction>
  private let constants: UnsafeMutablePointer<UInt32>
  private let stores: UnsafeMutablePointer<UInt16>
  private let reductions: UnsafeMutablePointer<opt_tile_reduction>

  /// The vector extensions the loops are compiled for.
  enum Variant: CaseIterable, Sendable {
    /// Plain C for every processor.
    case plain
    case avx2
    case avx512

    /// The loops, nil where the processor cannot execute them.
    var run: opt_tile_run? {
      switch self {
      case .plain: opt_tile_run_plain()
      case .avx2: opt_tile_run_avx2()
      case .avx512: opt_tile_run_avx512()
      }
    }
  }

  private static let best: opt_tile_run =
    opt_tile_run_avx512() ?? opt_tile_run_avx2() ?? opt_tile_run_plain()

  /// Bytes that the slots and a copy of the inputs may take; half of a small first-level cache.
  private static let tileMemory = 16_384

  /// Prepares a kernel; `variant` is the widest one unless a test wants another.
  convenience init(_ micro: MicroKernel) {
    self.init(micro, variant: PortableKernel.best)
  }

  /// Prepares a kernel for certain loops.
  init(_ micro: MicroKernel, variant: opt_tile_run) {
    let assignment = TileAssignment(micro)
    code = .copying(assignment.code)
    constants = .copying(assignment.constants)
    stores = .copying(assignment.stores)
    reductions = .copying(assignment.reductions)
    self.variant = variant
    kernel = opt_tile_kernel(
      code: UnsafePointer(code),
      constants: UnsafePointer(constants),
      stores: UnsafePointer(stores),
      reductions: UnsafePointer(reductions),
      code_count: Int32(assignment.code.count),
      slot_count: Int32(assignment.slotCount),
      input_count: Int32(micro.inputCount),
      uniform_count: Int32(micro.uniformCount),
      constant_count: Int32(assignment.constants.count),
      store_count: Int32(assignment.stores.count),
      reduction_count: Int32(assignment.reductions.count),
      tile: PortableKernel.tile(slots: assignment.slotCount + micro.inputCount)
    )
  }

  deinit {
    code.deallocate()
    constants.deallocate()
    stores.deallocate()
    reductions.deallocate()
  }

  func run(_ arguments: KernelArguments) {
    withUnsafePointer(to: kernel) { kernel in
      // An imported pointer to pointers has optional elements, of the same layout.
      let inputs = UnsafeRawPointer(arguments.inputs)
        .assumingMemoryBound(to: UnsafePointer<Float>?.self)
      let outputs = UnsafeRawPointer(arguments.outputs)
        .assumingMemoryBound(to: UnsafeMutablePointer<Float>?.self)
      variant(
        kernel,
        arguments.count,
        inputs,
        outputs,
        arguments.uniforms,
        arguments.reductions
      )
    }
  }

  private static func tile(slots: Int) -> Int32 {
    var tile = 512
    while tile > 16 && tile * slots * 4 > tileMemory { tile /= 2 }
    return Int32(tile)
  }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// New memory with the elements of an array.
  fileprivate static func copying(_ elements: [Pointee]) -> UnsafeMutablePointer {
    let memory = allocate(capacity: max(elements.count, 1))
    memory.initialize(from: elements, count: elements.count)
    return memory
  }
}
