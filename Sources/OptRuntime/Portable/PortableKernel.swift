import OptShims

/// A kernel as a register machine over tiles that stay in the first-level cache.
///
/// Values of micro code live in slots of one tile each, which are used again after a value's last use;
/// input streams are operands in place. The loops are in C, once for every vector extension
/// (semantics rule 17); the widest one of the processor is taken.
final class PortableKernel: KernelExecutor, @unchecked Sendable {
  // Unchecked: the memory behind the pointers is written by `init` only.
  private let tiles: TileFunction
  private let memory: UnsafeMutableRawPointer

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
    memory = .allocate(
      byteCount: MemoryLayout<opt_tile_kernel>.stride + assignment.byteCount,
      alignment: MemoryLayout<opt_tile_kernel>.alignment
    )
    let kernel = memory.bindMemory(to: opt_tile_kernel.self, capacity: 1)
    // In the order of falling alignment, so that nothing needs a gap before it.
    var end = UnsafeMutableRawPointer(kernel + 1)
    kernel.initialize(
      to: opt_tile_kernel(
        code: nil,
        constants: end.append(assignment.constants),
        stores: nil,
        reductions: nil,
        code_count: Int32(assignment.code.count),
        slot_count: Int32(assignment.slotCount),
        input_count: Int32(micro.inputCount),
        uniform_count: Int32(micro.uniformCount),
        constant_count: Int32(assignment.constants.count),
        store_count: Int32(assignment.stores.count),
        reduction_count: Int32(assignment.reductions.count),
        tile: PortableKernel.tile(slots: assignment.slotCount + micro.inputCount)
      )
    )
    kernel.pointee.code = end.append(assignment.code)
    kernel.pointee.stores = end.append(assignment.stores)
    kernel.pointee.reductions = end.append(assignment.reductions)
    tiles = TileFunction(kernel: UnsafePointer(kernel), run: variant)
  }

  deinit { memory.deallocate() }

  var function: KernelFunction? { .tiles(tiles) }

  func run(_ arguments: KernelArguments) { tiles.call(arguments) }

  private static func tile(slots: Int) -> Int32 {
    var tile = 512
    while tile > 16 && tile * slots * 4 > tileMemory { tile /= 2 }
    return Int32(tile)
  }
}

/// A portable kernel as plain values; valid for as long as its `PortableKernel` lives.
struct TileFunction: BitwiseCopyable {
  let kernel: UnsafePointer<opt_tile_kernel>
  let run: opt_tile_run

  /// Runs the kernel.
  func call(_ arguments: KernelArguments) {
    // An imported pointer to pointers has optional elements, of the same layout.
    let inputs = UnsafeRawPointer(arguments.inputs)
      .assumingMemoryBound(to: UnsafePointer<Float>?.self)
    let outputs = UnsafeRawPointer(arguments.outputs)
      .assumingMemoryBound(to: UnsafeMutablePointer<Float>?.self)
    run(kernel, arguments.count, inputs, outputs, arguments.uniforms, arguments.reductions)
  }
}

extension TileAssignment {
  /// The bytes of all lists.
  fileprivate var byteCount: Int {
    constants.count * MemoryLayout<UInt32>.stride
      + code.count * MemoryLayout<opt_tile_instruction>.stride
      + stores.count * MemoryLayout<UInt16>.stride
      + reductions.count * MemoryLayout<opt_tile_reduction>.stride
  }
}

extension UnsafeMutableRawPointer {
  /// Copies elements to the address and goes on behind them; gives where they are.
  fileprivate mutating func append<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafePointer<Element> {
    let start = bindMemory(to: Element.self, capacity: elements.count)
    start.initialize(from: elements, count: elements.count)
    self += elements.count * MemoryLayout<Element>.stride
    return UnsafePointer(start)
  }
}
