/// What one training gave.
public struct TrainingResult: Sendable {
  /// How a training ended.
  public enum Outcome: Hashable, Sendable {
    /// All steps were made.
    case finished
    /// The loss or a weight was not finite after this step.
    case diverged(step: Int)
    /// A hurdle or the caller stopped it after this step.
    case stopped(step: Int)
  }

  /// One point of a learning curve.
  public struct CurvePoint: Hashable, Sendable {
    /// Steps made.
    public var step: Int
    /// The mean loss of the step's batch, before the step.
    public var trainingLoss: Double
    /// The mean loss of the validation part, after the step.
    public var validationLoss: Double
  }

  /// Clock readings; everything else depends on the inputs only.
  public struct Timing: Hashable, Sendable {
    /// Microseconds to prepare the rule for execution.
    public var preparationMicroseconds: Double
    /// Seconds of the whole training, preparation and validation included.
    public var totalSeconds: Double
    /// Mean microseconds of a step: batch, gradient and update, without validation.
    public var stepMicroseconds: Double

    /// Readings made elsewhere.
    package init(
      preparationMicroseconds: Double = 0,
      totalSeconds: Double = 0,
      stepMicroseconds: Double = 0
    ) {
      self.preparationMicroseconds = preparationMicroseconds
      self.totalSeconds = totalSeconds
      self.stepMicroseconds = stepMicroseconds
    }
  }

  /// How the training ended.
  public var outcome: Outcome

  /// The mean loss of the validation part at the end; infinite if the training diverged.
  public var finalLoss: Double

  /// The task's metric on the validation part; nil if the task has none or the training diverged.
  public var finalMetric: Double?

  /// The learning curve, if one was asked for.
  public var curve: [CurvePoint]

  /// Bytes the rule keeps between steps, for each parameter.
  public var stateBytesPerParameter: Double

  /// Clock readings.
  public var time: Timing

  /// The step after which the loss or a weight was not finite.
  public var divergedAtStep: Int? {
    if case .diverged(let step) = outcome { step } else { nil }
  }
}
