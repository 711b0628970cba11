public import OptRuntime

/// How much evidence a simplification asks for; all in counts, so that results are the same everywhere.
public struct EvidenceOptions: Sendable {
  /// Trainings for the tuning of the learning rate on each task.
  public var tuningTrainings = 96

  /// The smallest learning rate looked at.
  public var lowestLearningRate = 1e-6

  /// The largest learning rate looked at: programs of a search scale it by factors of their own.
  public var highestLearningRate = 1e4

  /// Seeds after which a candidate is judged, in ascending order; open cases go on to the next.
  public var seeds = [8, 16, 32, 64]

  /// Differences of the log loss up to this part of its spread over seeds count as none, within limits.
  public var margin = 0.5

  /// Significant digits beyond which numbers are not rounded.
  public var digits = 5

  /// Steps of each training; nil for the task's own number.
  public var steps: Int?

  /// What executes rules and models; the results do not depend on it.
  public var backend = Backend.best

  /// The instruction set of machine code, nil for the widest one; the results do not depend on it.
  public var isa: InstructionSet?

  /// Threads; the results do not depend on them.
  public var threads = 1

  /// Decides initial weights and batches.
  public var seed: UInt64 = 0

  /// Asked again and again, between steps of training too: the first `false` ends the simplification with
  /// what it has found so far.
  public var shouldContinue: @Sendable () -> Bool = { true }

  /// The evidence that tells Lion from Signum on tasks of seconds.
  public init() {}
}
