public import OptRuntime

/// What one training is given beside the rule.
public struct TrainingOptions: Sendable {
  /// A limit that a hopeless training does not pass.
  public struct Hurdle: Hashable, Sendable {
    /// The step after which the validation loss is looked at.
    public var step: Int

    /// The loss above which the training stops.
    public var loss: Double

    /// Stop after `step` if the validation loss is above `loss`.
    public init(step: Int, loss: Double) {
      self.step = step
      self.loss = loss
    }
  }

  /// The largest learning rate of the schedule.
  public var learningRate: Double

  /// Values of the rule's hyperparameters by name; the others keep their defaults.
  public var hyperparameters: [String: Double] = [:]

  /// Decides initial weights, batches and noise.
  public var seed: UInt64 = 0

  /// Steps; nil for the task's own number.
  public var steps: Int?

  /// Examples a batch; nil for the task's own number.
  public var batchSize: Int?

  /// How the learning rate changes.
  public var schedule = LearningRateSchedule.cosine

  /// The share of steps over which the learning rate rises from 0.
  public var warmup = 0.05

  /// The Euclidean norm to which larger gradients are scaled down; nil for no limit.
  public var gradientClip: Double?

  /// What executes the rule and the model's elementwise operations.
  public var backend = Backend.best

  /// The instruction set of machine code.
  public var isa = InstructionSet.best

  /// Steps between two points of the curve; nil for no curve.
  public var curveEvery: Int?

  /// Limits that a hopeless training does not pass, in the order of their steps.
  public var hurdles: [Hurdle] = []

  /// Whether the final result is measured on the test part instead of the validation part.
  public var usesTestPart = false

  /// Whether training and validation are divided anew, by the seed; the test part stays.
  public var resamplesValidation = false

  /// Called before every step with its number; false ends the training.
  public var shouldContinue: (@Sendable (Int) -> Bool)?

  /// What executes the model.
  var target: GraphTarget { GraphTarget(backend, isa: isa) }

  /// The reference protocol with a learning rate.
  public init(learningRate: Double) { self.learningRate = learningRate }
}
