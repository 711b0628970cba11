import OptRuntime
public import OptTasks

/// How a program's trainings become its score.
public struct ScoringConfiguration: Hashable, Sendable, Codable {
  /// One way of training on every task: its length and its schedule.
  public struct Horizon: Hashable, Sendable, Codable {
    /// Steps, as a part of the task's own number.
    public var steps: Double

    /// How the learning rate changes.
    public var schedule: String

    /// A horizon of a part of the task's steps.
    public init(steps: Double, schedule: LearningRateSchedule) {
      self.steps = steps
      self.schedule = schedule.rawValue
    }
  }

  /// Horizons, shortest first: what is hopeless on the first is not trained on the others.
  public var horizons = [
    Horizon(steps: 0.25, schedule: .cosine), Horizon(steps: 0.6, schedule: .linear),
  ]

  /// Factors of the tuned learning rate, the most promising first.
  public var ladder = [1, 3, 1.0 / 3]

  /// Trainings for the tuning of the start.
  public var tuningTrainings = 96

  /// What executes rules and models.
  public var backend = Backend.portable.rawValue

  /// The standard scoring.
  public init() {}
}
