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

  func validate() throws {
    if let steps, steps < 1 { throw ValidationError("--steps must be at least 1") }
    if let batchSize, batchSize < 1 { throw ValidationError("--batch-size must be at least 1") }
  }
}

extension TrainingFlags {
  /// The options of a training with these flags.
  func options(learningRate: Double) -> TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.seed = seed
    options.steps = steps
    options.batchSize = batchSize
    options.schedule = schedule
    options.backend = backend
    return options
  }
}
