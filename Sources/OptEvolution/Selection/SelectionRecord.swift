/// A line of a selection that no search writes; its tables are lines like those of searches.
package enum SelectionRecord: Hashable, Sendable {
  case start(SelectionStart)
  case stage(SelectionStage)
  case verdict(SelectionVerdict)
  case simplification(SelectedSimplification)

  /// Seconds since the selection began when the line was made.
  package var elapsed: Double { time?.elapsed ?? 0 }

  /// The clock readings.
  package var time: JournalTime? {
    get {
      switch self {
      case .start(let record): record.time
      case .stage(let record): record.time
      case .verdict(let record): record.time
      case .simplification(let record): record.time
      }
    }
    set {
      switch self {
      case .start(var record):
        record.time = newValue
        self = .start(record)
      case .stage(var record):
        record.time = newValue
        self = .stage(record)
      case .verdict(var record):
        record.time = newValue
        self = .verdict(record)
      case .simplification(var record):
        record.time = newValue
        self = .simplification(record)
      }
    }
  }
}

/// A program on its way through the funnel.
package struct SelectionCandidate: Hashable, Sendable {
  /// The individual of the search.
  package var id: Int

  /// The program as flat text.
  package var program: String

  /// The name in tables.
  package var name: String { "found-\(id)" }
}

/// Begins a selection; a later one replaces it.
package struct SelectionStart: Hashable, Sendable {
  package var configuration: SelectionConfiguration

  /// The programs of the first stage, best first.
  package var candidates: [SelectionCandidate]

  /// The arguments it was started with.
  package var command: [String]
  package var time: JournalTime?
}

/// Says who takes part in a stage and how, before its tables.
///
/// Where there is a budget, the held-out stage is planned anew before each table, and the last plan holds.
package struct SelectionStage: Hashable, Sendable {
  /// `@10` and so on, or `held-out`.
  package var name: String

  /// Names of the tasks; none for a stage that is left out.
  package var tasks: [String]

  /// The individuals that take part, best first.
  package var ids: [Int]

  /// Trainings to tune each rule with, for each task.
  package var tuningTrainings: [Int]

  /// What the reader should know: why a stage was left out or has fewer candidates.
  package var note: String?
  package var time: JournalTime?
}

/// What the tables of a stage say of each program over all tasks together.
package struct SelectionVerdict: Hashable, Sendable {
  /// One program.
  package struct Row: Hashable, Sendable {
    package var id: Int

    /// The mean over tasks and seeds of the log ratio of the reference's loss to the program's.
    package var score: Double

    /// Of the paired test across seeds, after Holm's correction.
    package var pValue: Double

    /// Whether the program goes on.
    package var passed: Bool
  }

  /// The name of the stage.
  package var stage: String

  /// The programs in the order of the stage.
  package var rows: [Row]
  package var time: JournalTime?
}

/// What simplification made of a finalist.
package struct SelectedSimplification: Hashable, Sendable {
  package var id: Int

  /// The simpler program as flat text.
  package var program: String

  /// One line a step.
  package var reasons: [String]

  /// Whether everything was tried; false if the budget ended it.
  package var isComplete: Bool
  package var time: JournalTime?
}
