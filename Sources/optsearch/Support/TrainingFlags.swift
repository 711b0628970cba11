import ArgumentParser
import OptRuntime
import OptTasks

/// The flags of every command that trains.
struct TrainingFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Decides initial weights and batches.",
    transform: wholeNumber(atLeast: 0)
  )
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Steps of a training (default: the task's own number).",
    transform: wholeNumber(atLeast: 1)
  )
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: "Examples of a batch (default: the task's own number).",
    transform: count()
  )
  var batchSize: Int?

  @Option(help: "How the learning rate changes: cosine, linear or constant.")
  var schedule: LearningRateSchedule = .cosine

  @Option(
    name: .customLong("clip"),
    parsing: .unconditional,
    help: "The Euclidean norm to which larger gradients are scaled down (default: no limit).",
    transform: number("a number above 0") { $0 > 0 }
  )
  var gradientClip: Double?

  @OptionGroup var engine: BackendFlags

  @Flag(help: "Say which back end was chosen, and why.")
  var verbose = false
}

extension TrainingFlags {
  /// Tells with `--verbose` what executes the rule, and why.
  func explainBackend() {
    guard verbose else { return }
    let reason = engine.backend == .native ? TrainingFlags.fallbackReason(engine.isa) : nil
    Console.note("back end: " + TrainingFlags.choice(engine.backend, engine.isa, reason))
  }

  /// A back end in words, and why it is that one.
  static func choice(
    _ backend: Backend,
    _ isa: InstructionSet?,
    _ fallbackReason: NativeError?
  ) -> String {
    if let fallbackReason { return "portable instead of native: \(fallbackReason)" }
    guard backend == .native else { return "\(backend.rawValue), as --backend wants" }
    if let isa { return "native, machine code for \(isa.rawValue), as --isa wants" }
    let widest = InstructionSet.best.map { " for \($0.rawValue), the widest of this processor" }
    return "native, machine code" + (widest ?? "")
  }

  /// Why there is no machine code, found out with the shortest kernel there is.
  private static func fallbackReason(_ isa: InstructionSet?) -> NativeError? {
    var builder = KernelBuilder()
    _ = builder.store(builder.load(0))
    let kernel = ExecutableKernel(
      builder.finish(),
      backend: .native,
      isa: isa ?? InstructionSet.best
    )
    return kernel.fallbackReason
  }

  /// The options of a training with these flags.
  func options(learningRate: Double) -> TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.seed = seed
    options.steps = steps
    options.batchSize = batchSize
    options.schedule = schedule
    options.gradientClip = gradientClip
    options.backend = engine.backend
    options.isa = engine.isa ?? options.isa
    return options
  }
}
