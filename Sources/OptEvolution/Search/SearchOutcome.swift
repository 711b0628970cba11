public import OptProgram
public import OptTasks

/// What a search found.
public struct SearchOutcome: Sendable {
  /// The program chosen by validation, without dead statements; the start if nothing was measured.
  public var best: Program

  /// The individual it is.
  public var bestID: Int

  /// Its score on seeds and tasks that the search did not select by; 0 is the tuned baseline.
  public var validation: ValidationResult?

  /// Its score in the search.
  public var searchScore: Double?

  /// What the baseline reaches on each task of the search.
  public var baseline: [TunedTask]

  /// Programs of which no other is better in score, statements and state at once.
  public var hallOfFame: HallOfFame

  /// Counts of the whole run, earlier sessions included.
  public var statistics: SearchStatistics

  /// Why the search ended.
  public var stopReason: StopReason

  /// The final tables, one for each task of the search: the references in their order, then the best.
  ///
  /// Every rule is tuned with the same budget and trained on fresh seeds; losses are those of the test
  /// part, which nothing before has seen. Empty if the search was interrupted.
  public var comparison: [[ComparisonRow]]

  /// What the user should know.
  public var warnings: [String]

  /// Seconds of the whole run, earlier sessions included.
  public var elapsed: Double
}

/// Why a search cannot be made.
public enum SearchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no task of the name.
  case unknownTask(String)
  /// A task file, or the data it names, has a mistake.
  case unusableTask(TaskFileError)
  /// There is no task or no program to begin with.
  case nothingToDo
  /// A program to begin with is not part of the search space.
  case startOutsideSpace(rule: String, reason: String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .unknownTask(let name): "there is no task called \(name)"
    case .startOutsideSpace(let rule, let reason):
      "the search cannot begin with \(rule): it \(reason)"
    case .unusableTask(let error): "\(error)"
    case .nothingToDo: "a search needs a task and a rule to begin with"
    }
  }
}
