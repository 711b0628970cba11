/// How the scores of a search went, against programs and against time.
public struct ScoreCurves: Hashable, Sendable {
  /// A moment of a run.
  public struct Moment: Hashable, Sendable {
    /// Programs made until then.
    public var programs: Int

    /// Seconds since the run began.
    public var seconds: Double
  }

  /// The best score from a moment on.
  public struct Record: Hashable, Sendable {
    /// When it was reached.
    public var moment: Moment

    /// The log ratio to the tuned baseline's loss.
    public var score: Double
  }

  /// A program measured on seeds and tasks that the search does not select by.
  public struct Validation: Hashable, Sendable {
    /// When it was measured.
    public var moment: Moment

    /// The individual.
    public var id: Int

    /// The score the search had for it.
    public var searchScore: Double

    /// What was measured.
    public var result: ValidationResult
  }

  /// Each time the best score of the search became better: its course is a stair.
  public internal(set) var search: [Record] = []

  /// Each time the best validation became another one; it falls where a repetition shows it was lucky.
  public private(set) var validated: [Record] = []

  /// All validations.
  public private(set) var validations: [Validation] = []

  /// The last moment of the journal.
  public internal(set) var last = Moment(programs: 0, seconds: 0)

  mutating func add(_ record: ValidationRecord, best: Double?, at moment: Moment) {
    validations.append(
      Validation(
        moment: moment,
        id: record.id,
        searchScore: record.searchScore,
        result: record.result
      )
    )
    guard let best, best != validated.last?.score else { return }
    validated.append(Record(moment: moment, score: best))
  }
}
