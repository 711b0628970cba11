public import OptProgram
public import OptTasks

/// What a selection found.
public struct SelectionOutcome: Sendable {
  /// One stage of the funnel.
  public struct Stage: Sendable {
    /// `@10` and so on, or `held-out`.
    public var name: String

    /// What the reader should know, nil if there is nothing.
    public var note: String?

    /// Trainings that each rule was tuned with at most, for each task.
    public var tuningTrainings: [Int]

    /// The tables, one for each task: the references, then the programs that took part.
    public var tables: [[ComparisonRow]]

    /// What the tables say of each program over all tasks together; none for the final table.
    public var verdicts: [Verdict]
  }

  /// What a stage says of one program.
  public struct Verdict: Hashable, Sendable {
    /// The name in the tables.
    public var rule: String

    /// The mean log ratio of the reference's loss to the program's.
    public var score: Double

    /// Of the paired test across seeds, after Holm's correction.
    public var pValue: Double

    /// Whether the program went on.
    public var passed: Bool
  }

  /// The stages in their order, the final table last.
  public var stages: [Stage]

  /// The program that came furthest, chosen without the final table; nil if the search has none.
  public var best: Program?

  /// The individual it is.
  public var bestID: Int?

  /// Whether there was a stage to test it in before the final table.
  public var isTested: Bool

  /// Whether it beat the reference in every stage that was made, and there was one.
  public var passed: Bool

  /// What the user should know.
  public var warnings: [String]

  /// Seconds the selection has taken, earlier sessions included.
  public var elapsed: Double
}

/// A look at a running selection, before each rule that is tuned and trained and whenever simplification
/// begins something.
public struct SelectionProgress: Sendable {
  /// The stage; `timing` before the first one, `simplify` before the final table.
  public var stage: String

  /// The task, or those that simplification judges by.
  public var task: String

  /// The rule.
  public var rule: String

  /// What simplification is doing; nil in the other stages.
  public var simplification: SimplificationEvent?

  /// Seconds since the selection began, earlier sessions included.
  public var elapsed: Double

  /// Seconds for everything; nil if there is no limit.
  public var budget: Double?
}
