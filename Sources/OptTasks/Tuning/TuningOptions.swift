public import OptRuntime

/// How a rule is tuned: the same for every rule that is compared.
public struct TuningOptions: Sendable {
  /// The number of trainings that may be made.
  public var trainings = 120

  /// The smallest learning rate looked at.
  public var lowestLearningRate = 1e-6

  /// The largest learning rate looked at.
  public var highestLearningRate = 1e2

  /// The hyperparameters tuned beside the learning rate; nil for `weight_decay` and all with a range.
  public var hyperparameters: [String]?

  /// Decides the seeds of the trainings; comparisons use others.
  public var seed: UInt64 = 0

  /// Threads; the result does not depend on them.
  public var threads = 1

  /// The protocol of each training; its learning rate, hyperparameters, seed and division are replaced.
  public var training: TrainingOptions

  /// The reference protocol on a back end; nil for the widest instruction set of the processor.
  public init(backend: Backend = .best, isa: InstructionSet? = nil) {
    training = TrainingOptions(learningRate: 0)
    training.backend = backend
    training.isa = isa ?? training.isa
  }
}
