public import OptRuntime
public import OptTasks

/// How a program's trainings become its score.
public struct ScoringConfiguration: Hashable, Sendable {
  /// One way of training on every task: its length and its schedule.
  public struct Horizon: Hashable, Sendable {
    /// Steps, as a part of the task's own number.
    public var steps: Double

    /// How the learning rate changes.
    public var schedule: LearningRateSchedule

    /// A horizon of a part of the task's steps.
    public init(steps: Double, schedule: LearningRateSchedule) {
      self.steps = steps
      self.schedule = schedule
    }
  }

  /// Horizons, shortest first: what is hopeless on the first is not trained on the others.
  ///
  /// The longest is the task's own. Scores of short trainings alone agree less and less with those of
  /// whole ones the better the programs get (on digits-mlp, correlation 0.5 from a quarter of the steps
  /// however many seeds, 0.6 from 0.15 and all of them with one seed).
  public var horizons = [
    Horizon(steps: 0.15, schedule: .linear), Horizon(steps: 1, schedule: .cosine),
  ]

  /// Factors of the tuned learning rate, the most promising first.
  public var ladder = [1, 3, 1.0 / 3]

  /// How far below the baseline a program may score at the first learning rate without trying the others.
  public var ladderMargin = 0.1

  /// Trainings for the tuning of the baseline, and of a start that is another rule.
  public var tuningTrainings = 96

  /// What executes rules and models; the scores do not depend on it.
  public var backend = Backend.portable

  /// The instruction set of machine code, nil for the widest one of the processor.
  public var isa: InstructionSet?

  /// The standard scoring.
  public init() {}
}

extension ScoringConfiguration: Codable {
  private enum CodingKeys: String, CodingKey {
    case horizons
    case ladder
    case ladderMargin
    case tuningTrainings
    case backend
    case isa
  }

  /// Reads a scoring; an unknown back end or schedule is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    horizons = try container.decode([Horizon].self, forKey: .horizons)
    ladder = try container.decode([Double].self, forKey: .ladder)
    ladderMargin = try container.decode(Double.self, forKey: .ladderMargin)
    tuningTrainings = try container.decode(Int.self, forKey: .tuningTrainings)
    backend = try container.decodeName(forKey: .backend)
    isa = container.contains(.isa) ? try container.decodeName(forKey: .isa) : nil
  }

  /// Writes back end and schedules by name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(horizons, forKey: .horizons)
    try container.encode(ladder, forKey: .ladder)
    try container.encode(ladderMargin, forKey: .ladderMargin)
    try container.encode(tuningTrainings, forKey: .tuningTrainings)
    try container.encode(backend.rawValue, forKey: .backend)
    try container.encodeIfPresent(isa?.rawValue, forKey: .isa)
  }
}

extension ScoringConfiguration.Horizon: Codable {
  private enum CodingKeys: String, CodingKey {
    case steps
    case schedule
  }

  /// Reads a horizon; an unknown schedule is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    steps = try container.decode(Double.self, forKey: .steps)
    schedule = try container.decodeName(forKey: .schedule)
  }

  /// Writes the schedule by name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(steps, forKey: .steps)
    try container.encode(schedule.rawValue, forKey: .schedule)
  }
}

extension KeyedDecodingContainer {
  fileprivate func decodeName<Value: RawRepresentable>(
    forKey key: Key
  ) throws -> Value where Value.RawValue == String {
    let name = try decode(String.self, forKey: key)
    guard let value = Value(rawValue: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: key,
        in: self,
        debugDescription: "there is no \(key.stringValue) called \(name)"
      )
    }
    return value
  }
}
