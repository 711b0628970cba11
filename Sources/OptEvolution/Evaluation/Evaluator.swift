package import OptProgram

/// Why a program has no score.
public enum Refusal: String, CaseIterable, Hashable, Sendable, Codable {
  /// Its step does not grow and shrink with `lr`: it would cancel the schedule.
  case ignoresLearningRate = "ignores_learning_rate"
  /// A weight became infinite or not a number on ordinary inputs.
  case notFinite = "not_finite"
  /// It never moves a weight.
  case standsStill = "stands_still"
  /// Every training of the learning-rate ladder diverged.
  case diverged
}

/// The mean validation loss of one task, for reports.
public struct TaskLoss: Hashable, Sendable {
  /// The name of the task and its horizon.
  public var task: String

  /// The loss at the best learning rate of the ladder.
  public var loss: Double

  /// A loss of a task.
  public init(task: String, loss: Double) {
    self.task = task
    self.loss = loss
  }
}

/// What one evaluation of a program found.
package struct ProgramEvaluation: Hashable, Sendable {
  /// The mean log ratio to the tuned baseline, nil if refused; higher is better.
  package var score: Double?

  /// Why there is no score.
  package var refusal: Refusal?

  /// Whether trainings were left out because the first ones were hopeless; the score is of those made.
  package var isPartial: Bool

  /// The losses behind the score, sorted by name.
  package var losses: [TaskLoss]

  /// The number of trainings made.
  package var trainings: Int

  /// The factor of the learning rate that was best on each task, in the order of the tasks.
  package var factors: [Double]

  /// The least score: a loss e^4 times the baseline's.
  ///
  /// Log ratios of hopeless losses would drown everything else in a mean.
  package static let worstScore = -4.0

  /// Losses below this say no more of a program.
  private static let leastLoss = 1e-12

  /// The log ratio of a baseline's loss to a program's, cut off where it says no more.
  package static func score(loss: Double, baseline: Double) -> Double {
    guard loss.isFinite, baseline.isFinite else { return worstScore }
    return max(worstScore, min(-worstScore, boundedLog(baseline) - boundedLog(loss)))
  }

  /// The logarithm of a loss; one that is not finite counts as e^4.
  package static func boundedLog(_ loss: Double) -> Double {
    loss.isFinite ? HostMath.log(max(loss, leastLoss)) : -worstScore
  }

  /// An evaluation with a score.
  package init(
    score: Double,
    losses: [TaskLoss] = [],
    trainings: Int = 0,
    isPartial: Bool = false,
    factors: [Double] = []
  ) {
    self.score = score
    refusal = nil
    self.isPartial = isPartial
    self.losses = losses
    self.trainings = trainings
    self.factors = factors
  }

  /// An evaluation that ended in a refusal.
  package init(refusal: Refusal, trainings: Int = 0) {
    score = nil
    self.refusal = refusal
    isPartial = false
    losses = []
    self.trainings = trainings
    factors = []
  }
}

/// What a few steps on fixed inputs tell of a program before any training.
package struct Fingerprint: Hashable, Sendable {
  /// A hash of the rounded weights after each step.
  package var hash: UInt64

  /// Why the program need not be trained at all.
  package var refusal: Refusal?

  /// A fingerprint.
  package init(hash: UInt64, refusal: Refusal? = nil) {
    self.hash = hash
    self.refusal = refusal
  }
}

/// What an evaluation is for: each purpose has seeds of its own.
package enum EvaluationPurpose: UInt64, Hashable, Sendable {
  /// The score the search selects by.
  case search = 0
  /// The score the result is chosen by.
  case validation = 1
}

/// Which learning rates are tried, as factors of the baseline's tuned one, a number for each task.
package enum LearningRates: Hashable, Sendable {
  /// A ladder; the baseline climbs it too.
  case ladder
  /// These, which a parent had, or the tuned ones; and a ladder on tasks where that gives little.
  ///
  /// A child mostly learns at its parent's rates, and a ladder costs more than all else.
  case near([Double])
  /// These, in one training for each task, the longest.
  case fixed([Double])
}

/// Measures programs; one worker of a search, with scratch memory of its own.
///
/// Results depend on the arguments only, never on what the worker did before.
package protocol EvaluationWorker {
  /// Runs a few steps on fixed inputs; a refusal may be left out where the hash is known.
  mutating func fingerprint(of program: Program, isKnown: (UInt64) -> Bool) -> Fingerprint

  /// Trains with a program and compares with the baseline.
  ///
  /// Repetitions differ in their seeds. A program whose first trainings score below the hurdle is not
  /// trained further.
  mutating func evaluate(
    _ program: Program,
    purpose: EvaluationPurpose,
    repetition: Int,
    rates: LearningRates,
    hurdle: Double?
  ) -> ProgramEvaluation
}

/// Makes workers of one kind.
package protocol Evaluator: Sendable {
  /// What measures programs.
  associatedtype Worker: EvaluationWorker

  /// A worker for one thread.
  func makeWorker() -> Worker
}
