import OptRuntime

/// What steps of one size are measured against: loops over the same bytes, and the same loop in C.
struct LoopBounds {
  private enum Kind: Hashable {
    case yardstick
    /// The roof of one group of arrays.
    case roof(group: Int)
  }

  private struct Contender {
    var kind: Kind
    var threads: Int
    var work: TimedWork

    init(
      _ kind: Kind,
      _ memory: LoopMemory,
      threads: Int,
      _ run: @escaping @Sendable (KernelArguments) -> Void
    ) {
      self.kind = kind
      self.threads = threads
      let bodies = memory.slices(threads: threads).map { slice in
        { @Sendable count in slice.run(count, run) }
      }
      work = TimedWork(together: bodies)
    }
  }

  private var contenders: [Contender] = []

  /// The loops for a step, on each of the numbers of threads; without a compiler there is no yardstick.
  init(
    _ profile: StepProfile,
    count: Int,
    threads: [Int],
    _ compiler: YardstickCompiler?
  ) throws {
    for (group, loop) in FusedLoop.roofs(of: profile).enumerated() {
      let memory = LoopMemory(loop)
      for run in try LoopBounds.variants(of: loop, compiler) {
        contenders += threads.map {
          Contender(.roof(group: group), memory, threads: $0, run)
        }
      }
    }
    guard let compiler, let loop = FusedLoop(step: profile, count: count) else { return }
    let memory = LoopMemory(loop)
    let compiled = try compiler.compile(loop)
    contenders += threads.map {
      Contender(.yardstick, memory, threads: $0) { compiled.run($0) }
    }
  }

  /// The loops, to be timed with the steps.
  var works: [TimedWork] { contenders.map(\.work) }

  /// Seconds by number of threads; the roof is the fastest way of touching the bytes of each group.
  func limits(
    _ results: [InterleavedTimer.Result]
  ) -> (roof: [Int: Double], yardstick: [Int: Double]) {
    var roof: [Int: Double] = [:]
    var yardstick: [Int: Double] = [:]
    for threads in Set(contenders.map(\.threads)) {
      let times = zip(contenders, results).filter { $0.0.threads == threads }
      let least = Dictionary(times.map { ($0.0.kind, $0.1.median) }, uniquingKeysWith: min)
      yardstick[threads] = least[.yardstick]
      let groups = least.filter { $0.key != .yardstick }
      roof[threads] = groups.isEmpty ? nil : groups.values.reduce(0, +)
    }
    return (roof, yardstick)
  }

  /// Every way this machine has of running a loop.
  private static func variants(
    of loop: FusedLoop,
    _ compiler: YardstickCompiler?
  ) throws -> [@Sendable (KernelArguments) -> Void] {
    let sets: [InstructionSet?] =
      InstructionSet.supported.isEmpty ? [nil] : InstructionSet.supported
    var variants: [@Sendable (KernelArguments) -> Void] = sets.map { isa in
      let kernel = ExecutableKernel(loop.kernel, backend: .native, isa: isa)
      return { kernel.run($0) }
    }
    if let compiled = try compiler?.compile(loop) { variants.append { compiled.run($0) } }
    return variants
  }
}
