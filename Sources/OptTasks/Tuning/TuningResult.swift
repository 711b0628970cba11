/// Values of everything that is tuned.
public struct TunedSetting: Hashable, Sendable {
  /// The largest learning rate of the schedule.
  public var learningRate: Double

  /// Hyperparameters by name; those not named keep their defaults.
  public var hyperparameters: [String: Double]

  /// A setting.
  public init(learningRate: Double, hyperparameters: [String: Double] = [:]) {
    self.learningRate = learningRate
    self.hyperparameters = hyperparameters
  }
}

/// What tuning found.
public struct TuningResult: Hashable, Sendable {
  /// One setting and what it achieved.
  public struct Trial: Hashable, Sendable {
    /// The setting.
    public var setting: TunedSetting

    /// 0 for the coarse grid of learning rates, then the rung of successive halving it came to.
    public var rung: Int

    /// The final validation loss for each seed it was given; infinite where it diverged.
    public var losses: [Double]

    /// The mean of the losses.
    public var meanLoss: Double { Statistics.mean(losses) }
  }

  /// The best setting of the last rung.
  public var best: Trial

  /// All settings: the coarse grid in its order, then the others from the best to the worst.
  public var table: [Trial]

  /// The number of trainings made.
  public var trainings: Int
}
