/// A kernel as machine code of this processor.
final class NativeKernel: KernelExecutor, Sendable {
  /// The instruction set of the code.
  let isa: InstructionSet?

  private let memory: ExecutableMemory
  /// Where the code begins.
  let code: NativeFunction

  var function: KernelFunction? { .native(code) }

  private let reductions: [MicroKernel.Reduction.Kind]
  private let hasSums: Bool

  /// Generates the code of a kernel.
  init(
    kernel: MicroKernel,
    isa: InstructionSet,
    support: NativeSupport = .ofMachine
  ) throws(NativeError) {
    guard support.instructionSets.contains(isa) else { throw .unsupported(isa) }
    self.isa = isa
    reductions = kernel.reductions.map(\.kind)
    hasSums = reductions.contains(.sum)
    let (bytes, start) = NativeKernel.machineCode(of: kernel, isa)
    defer { bytes.deallocate() }
    memory = try support.executableCopy(UnsafeRawBufferPointer(bytes))
    code = NativeFunction(address: memory.address(start))
  }

  /// Constants and code of a kernel in memory that the caller frees, and where the function begins.
  static func machineCode(
    of kernel: MicroKernel,
    _ isa: InstructionSet
  ) -> (code: UnsafeMutableRawBufferPointer, entry: Int) {
    let nodes = InstructionSelection.nodes(of: kernel, for: isa)
    let allocated = RegisterAllocator.allocate(nodes, for: isa)
    let unroll = unroll(allocated, hasSums: kernel.reductions.contains { $0.kind == .sum }, isa)
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: KernelAssembler.capacity(allocated, unroll: unroll),
      alignment: 64
    )
    var assembler = KernelAssembler(allocated, of: kernel, unroll: unroll, for: isa, into: buffer)
    let entry = assembler.assemble()
    return (UnsafeMutableRawBufferPointer(rebasing: buffer[..<assembler.count]), entry)
  }

  /// Vectors in one round of the loop.
  private static func unroll(
    _ kernel: AllocatedKernel,
    hasSums: Bool,
    _ isa: InstructionSet
  ) -> Int {
    // The 16 lanes of a sum are one register of AVX-512 and two of AVX2.
    let least = hasSums ? MicroKernel.laneCount / isa.lanes : 1
    // Beside few instructions, those of the loop itself count.
    let shortBody = 40
    return kernel.body.count <= shortBody ? max(least, 2) : least
  }

  /// Executes the kernel on all elements.
  func run(_ arguments: KernelArguments) { run(arguments, in: 0..<arguments.count) }

  /// Executes the kernel on some elements; reductions are over these only.
  ///
  /// - Precondition: if the kernel has sums, the range begins at a multiple of the chunk length.
  func run(_ arguments: KernelArguments, in range: Range<Int>) {
    guard !reductions.isEmpty else {
      // Lanes of no reduction: the code does not touch them.
      code.call(arguments, arguments.reductions, range)
      return
    }
    for number in reductions.indices { arguments.reductions[number] = 0 }
    // A larger alignment than the allocator's own, or more than a kilobyte, would not be on the stack.
    let count = reductions.count * MicroKernel.laneCount
    withUnsafeTemporaryAllocation(
      byteCount: (count + MicroKernel.laneCount) * 4,
      alignment: 16
    ) { buffer in
      guard
        let base = buffer.baseAddress?.alignedUp(toMultipleOf: 64)
          .bindMemory(to: Float.self, capacity: count)
      else { return }
      let lanes = UnsafeMutableBufferPointer(start: base, count: count)
      let length = hasSums ? MicroKernel.chunkLength : max(range.count, 1)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: length) {
        code.call(arguments, base, start..<min(start + length, range.upperBound))
        fold(lanes, into: arguments.reductions)
      }
    }
  }

  /// Folds the lanes of one chunk, then the chunk into the results (semantics rule 20).
  private func fold(
    _ lanes: UnsafeMutableBufferPointer<Float>,
    into results: UnsafeMutablePointer<Float>
  ) {
    for (number, kind) in reductions.enumerated() {
      let first = number * MicroKernel.laneCount
      let own = lanes[first..<first + MicroKernel.laneCount]
      switch kind {
      case .sum: results[number] += own.reduce(0, +)
      case .maximum: results[number] = own.reduce(results[number], NativeKernel.larger)
      }
    }
  }

  private static func larger(_ a: Float, _ b: Float) -> Float {
    if a.isNaN { return a }
    return b > a || b.isNaN ? b : a
  }
}
