import OptRuntime

/// What steps of one size are measured against: loops over the same bytes, and the same loop in C.
struct LoopBounds {
  private enum Kind {
    case roof
    case yardstick
  }

  private var contenders: [(kind: Kind, threads: Int, work: TimedWork)] = []

  /// The loops for a step, on each of the numbers of threads; without a compiler there is no yardstick.
  init(
    _ profile: StepProfile,
    count: Int,
    threads: [Int],
    _ compiler: YardstickCompiler?
  ) throws {
    try addRoofs(FusedLoop.roofs(of: profile), threads, compiler)
    guard let compiler, let loop = FusedLoop(step: profile, count: count) else { return }
    let memory = LoopMemory(loop)
    let yardstick = try compiler.compile(loop)
    for threads in threads {
      let bodies = memory.slices(threads: threads).map { slice in
        { @Sendable in slice.run(yardstick.run) }
      }
      contenders.append((.yardstick, threads, TimedWork(together: bodies)))
    }
  }

  /// The loops, to be timed with the steps.
  var works: [TimedWork] { contenders.map(\.work) }

  /// The roof is the fastest way of touching the bytes; both are seconds by number of threads.
  func limits(
    _ results: [InterleavedTimer.Result]
  ) -> (roof: [Int: Double], yardstick: [Int: Double]) {
    func least(_ kind: Kind) -> [Int: Double] {
      let times = zip(contenders, results).filter { $0.0.kind == kind }
      return Dictionary(times.map { ($0.0.threads, $0.1.median) }, uniquingKeysWith: min)
    }
    return (least(.roof), least(.yardstick))
  }

  private mutating func addRoofs(
    _ loops: [FusedLoop],
    _ threads: [Int],
    _ compiler: YardstickCompiler?
  ) throws {
    guard !loops.isEmpty else { return }
    let memories = loops.map { LoopMemory($0) }
    for run in try LoopBounds.variants(loops, compiler) {
      for threads in threads {
        let slices = memories.map { $0.slices(threads: threads) }
        let bodies = (0..<threads).map { thread in
          { @Sendable in
            for loop in slices.indices { slices[loop][thread].run { run(loop, $0) } }
          }
        }
        contenders.append((.roof, threads, TimedWork(together: bodies)))
      }
    }
  }

  private typealias Run = @Sendable (_ loop: Int, KernelArguments) -> Void

  /// Every way this machine has of running the loops.
  private static func variants(
    _ loops: [FusedLoop],
    _ compiler: YardstickCompiler?
  ) throws -> [Run] {
    let sets: [InstructionSet?] =
      InstructionSet.supported.isEmpty ? [nil] : InstructionSet.supported
    var variants: [Run] = sets.map { isa in
      let kernels = loops.map { ExecutableKernel($0.kernel, backend: .native, isa: isa) }
      return { kernels[$0].run($1) }
    }
    if let compiler {
      let compiled = try loops.map { try compiler.compile($0) }
      variants.append { compiled[$0].run($1) }
    }
    return variants
  }
}
