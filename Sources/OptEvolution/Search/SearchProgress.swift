public import OptProgram

/// What a search is doing.
public enum SearchPhase: String, Hashable, Sendable {
  /// The start's hyperparameters and learning rates are tuned.
  case tuning
  /// Programs are made and trained.
  case searching
  /// The best programs are compared on fresh seeds.
  case choosing
  /// The chosen program is tuned and compared with known rules.
  case comparing
}

/// A look at a running search, after each batch.
public struct SearchProgress: Sendable {
  /// What the search is doing.
  public var phase: SearchPhase

  /// Counts so far.
  public var statistics: SearchStatistics

  /// The best score the search selects by, nil before the first.
  public var bestScore: Double?

  /// The best validation, nil before the first.
  public var validation: ValidationResult?

  /// The program with the best validation, nil before the first.
  public var best: Program?

  /// Seconds since the run began, earlier sessions included.
  public var elapsed: Double

  /// Children a second in this session.
  public var programsPerSecond: Double

  /// Seconds until the end of this phase at this speed, nil if unknown.
  public var secondsLeft: Double?
}
