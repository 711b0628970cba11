public import OptProgram
public import OptTasks

/// What paired trainings say of a rule beside the one it shall stand for, on one task.
public struct EquivalenceEvidence: Hashable, Sendable {
  /// The answer of a two-sided equivalence test at 95 % confidence.
  public enum Verdict: String, Hashable, Sendable {
    /// The whole interval is within the margin.
    case equivalent
    /// The whole interval is outside: worse, or better, which is as different.
    case different
    /// More seeds would be needed.
    case undecided
  }

  /// The task's name with its size.
  public var task: String

  /// The learning rate of both rules.
  public var learningRate: Double

  /// Seeds that both rules were trained with.
  public var seeds: Int

  /// The mean over seeds of the log of this rule's loss over the original's, with its 95 % interval.
  public var difference: Statistics.Estimate

  /// Differences up to this one count as none.
  public var margin: Double

  /// What the test says.
  public var verdict: Verdict
}

/// A simplified rule and how it came about.
public struct SimplificationReport: Sendable {
  /// One change and its reason.
  public struct Step: Hashable, Sendable {
    /// The kinds of changes, in the order in which they are tried.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
      /// Real arithmetic shows that nothing changes.
      case algebra
      /// An operation or a state was removed, and trainings are the same.
      case deletion
      /// A factor went into the learning rate, which is the caller's to choose.
      case learningRate = "learning_rate"
      /// A number lost digits, and trainings are the same.
      case rounding
    }

    /// What kind of change it is.
    public var kind: Kind

    /// Why the change is allowed.
    public var reason: String

    /// The statement, declaration or number as it was.
    public var before: String

    /// What stands for it now; empty if nothing does.
    public var after: String

    /// The measurements behind the change, one for each task; none where algebra is the reason.
    public var evidence: [EquivalenceEvidence] = []

    /// Statements of the program with the change.
    public var statements: Int

    /// States of the program with the change.
    public var states: Int
  }

  /// What the original achieves on a task when its learning rate is tuned.
  public struct Tuning: Hashable, Sendable {
    /// The task's name with its size.
    public var task: String

    /// The tuned learning rate of the original.
    public var originalLearningRate: Double

    /// The learning rate at which the simplified rule does the same.
    public var learningRate: Double

    /// The geometric mean of the validation loss over seeds.
    public var loss: Double

    /// The geometric mean of the validation loss of the untrained model.
    public var untrainedLoss: Double

    /// The standard deviation of the log loss over seeds.
    public var spread: Double
  }

  /// The simplified program.
  public var program: Program

  /// The changes in the order in which they were made.
  public var steps: [Step]

  /// The trained original, task by task; empty without tasks.
  public var tunings: [Tuning]

  /// Changes that were tried and not made because trainings differ, or might.
  public var refused: [Step]

  /// Trainings made.
  public var trainings: Int

  /// Whether everything was tried; not so where `EvidenceOptions.shouldContinue` ended it.
  public var isComplete: Bool
}

/// Why there is no evidence to simplify by.
public enum SimplificationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// At no learning rate does the rule get far below the untrained loss on a task: every deletion would
  /// lose nothing.
  case doesNotTrain(task: String, loss: Double, untrainedLoss: Double)

  /// The error in one line.
  public var description: String {
    switch self {
    case .doesNotTrain(let task, let loss, let untrained):
      "the rule does not train on \(task): its best loss is \(loss), untrained it is \(untrained);"
        + " every deletion would seem to lose nothing"
    }
  }
}

/// What a simplification tells while it goes on.
public enum SimplificationEvent: Hashable, Sendable {
  /// The learning rate is being tuned on a task.
  case tuning(task: String)
  /// So many shorter programs are being tried.
  case deleting(candidates: Int)
  /// A number is being rounded.
  case rounding(Double)
  /// A change was made.
  case changed(SimplificationReport.Step)
  /// A change was tried and not made.
  case refused(SimplificationReport.Step)
}
