import ArgumentParser
import OptRuntime
import OptTasks

/// The flags of every command that trains.
struct TrainingFlags: ParsableArguments {
  @Option(help: "Decides initial weights and batches.")
  var seed: UInt64 = 0

  @Option(help: "Steps of a training (default: the task's own number).")
  var steps: Int?

  @Option(help: "Examples of a batch (default: the task's own number).")
  var batchSize: Int?

  @Option(help: "How the learning rate changes: cosine, linear or constant.")
  var schedule: LearningRateSchedule = .cosine

  @Option(help: "What executes the rule: reference, portable or native.")
  var backend: Backend = .best

  @Option(help: "Machine code for avx2 or avx512 (default: the widest one of this processor).")
  var isa: InstructionSet?

  @Flag(help: "Say which back end was chosen, and why.")
  var verbose = false

  func validate() throws {
    if let steps, steps < 1 { throw ValidationError("--steps must be at least 1") }
    if let batchSize, batchSize < 1 { throw ValidationError("--batch-size must be at least 1") }
    if let isa {
      if backend != .native { throw ValidationError("--isa is for --backend native") }
      try isa.requireSupport()
    }
  }
}

extension TrainingFlags {
  /// Tells with `--verbose` what executes the rule, and why.
  func explainBackend() {
    guard verbose else { return }
    let best = InstructionSet.best?.rawValue
    switch backend {
    case .native:
      let set = isa.map { "\($0.rawValue), as --isa wants" }
      let widest = best.map { "\($0), the widest of this processor" }
      if let code = set ?? widest {
        Console.note("back end: native, machine code for \(code)")
      } else {
        Console.note("back end: portable; native needs an x86-64 processor with AVX2 and FMA")
      }
    case .portable where best == nil:
      Console.note("back end: portable; this processor has no AVX2 and FMA for machine code")
    case .portable, .reference: Console.note("back end: \(backend.rawValue), as --backend wants")
    }
  }

  /// The options of a training with these flags.
  func options(learningRate: Double) -> TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.seed = seed
    options.steps = steps
    options.batchSize = batchSize
    options.schedule = schedule
    options.backend = backend
    if let isa { options.isa = isa }
    return options
  }
}
