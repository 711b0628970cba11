/// One line of a journal.
package enum JournalRecord: Hashable, Sendable {
  case start(StartRecord)
  case individual(IndividualRecord)
  case validation(ValidationRecord)
  case restart(RestartRecord)
  case comparison(ComparisonRecord)
  case selection(SelectionRecord)
  case end(EndRecord)

  /// The batch the line belongs to; 0 is the start.
  package var generation: Int {
    switch self {
    case .start: 0
    case .individual(let record): record.generation
    case .validation(let record): record.generation
    case .restart(let record): record.generation
    case .comparison(let record): record.generation
    case .selection: 0
    case .end(let record): record.generation
    }
  }

  /// Seconds since the run began when the line was made.
  package var elapsed: Double {
    switch self {
    case .start(let record): record.time?.elapsed ?? 0
    case .individual(let record): record.time?.elapsed ?? 0
    case .validation(let record): record.time?.elapsed ?? 0
    case .restart(let record): record.time?.elapsed ?? 0
    case .comparison(let record): record.time?.elapsed ?? 0
    case .selection(let record): record.elapsed
    case .end(let record): record.time?.elapsed ?? 0
    }
  }

  /// The same line without clock readings: what two runs of one configuration agree on.
  package var withoutTime: JournalRecord {
    switch self {
    case .start(var record):
      record.time = nil
      return .start(record)
    case .individual(var record):
      record.time = nil
      return .individual(record)
    case .validation(var record):
      record.time = nil
      return .validation(record)
    case .restart(var record):
      record.time = nil
      return .restart(record)
    case .comparison(let record):
      return .comparison(record.withoutTime)
    case .selection(var record):
      record.time = nil
      return .selection(record)
    case .end(var record):
      record.time = nil
      return .end(record)
    }
  }
}

/// Clock readings of a journal line.
package struct JournalTime: Hashable, Sendable {
  /// Seconds since the run began, those of earlier sessions included.
  package var elapsed: Double

  /// Seconds this line's trainings took, nil if there were none.
  package var evaluation: Double?
}

/// The first line: what everything else is relative to.
package struct StartRecord: Hashable, Sendable {
  /// The version of the journal's form.
  package static let currentSchema = 1

  package var schema: Int
  package var seed: UInt64

  /// The programs the search begins with, as flat text; their individuals follow.
  package var starts: [String]

  /// What the baseline reaches on each task of the search.
  package var tasks: [TunedTask]

  /// What it reaches on each task that only validation sees.
  package var validationTasks: [TunedTask]

  /// The number of trainings that tuning took.
  package var trainings: Int
  package var time: JournalTime?

  /// Fails if the journal has the form of another version.
  func requireCurrentSchema(path: String) throws(RunDirectoryError) {
    guard schema != StartRecord.currentSchema else { return }
    throw .otherVersion(
      path: path,
      reason: "schema \(schema) instead of \(StartRecord.currentSchema)"
    )
  }
}

/// What the baseline reaches on one task.
public struct TunedTask: Hashable, Sendable {
  /// The name of the task.
  public var task: String

  /// The baseline as tuned for this task, hyperparameters as numbers, as flat text.
  public var baseline: String

  /// The learning rate that every candidate's ladder is built around.
  public var learningRate: Double

  /// The baseline's mean validation loss at that learning rate.
  public var loss: Double
}

/// A line for each program that was made, cached ones included.
package struct IndividualRecord: Hashable, Sendable {
  package var id: Int
  package var generation: Int
  package var island: Int
  package var parents: [Int]

  /// The mutations that made it, in order; empty for a start, and for one of the best programs that is
  /// measured once more.
  package var mutations: [MutationKind]

  /// The program as flat text, dead statements included.
  package var program: String
  package var hashes: ProgramHashes

  /// How well its behaviour does after this batch.
  package var fitness: Fitness

  /// Whether this line's own trainings are part of the score.
  package var isEvaluated: Bool

  /// The hash by which an earlier program was found, nil for a new behaviour.
  package var cached: CacheKind?

  package var trainings: Int
  package var time: JournalTime?

  /// Whether it is its parent, measured once more.
  package var isCopy: Bool { mutations.isEmpty && !parents.isEmpty }
}

/// A line for each measurement on seeds and tasks that the search does not select by.
package struct ValidationRecord: Hashable, Sendable {
  /// The individual that stands for the behaviour.
  package var id: Int
  package var generation: Int

  /// The score the search selects by, at this time.
  package var searchScore: Double
  package var result: ValidationResult
  package var trainings: Int
  package var time: JournalTime?
}

/// A line for each time the islands are filled anew.
package struct RestartRecord: Hashable, Sendable {
  package var generation: Int

  /// The individual they are filled with.
  package var id: Int
  package var time: JournalTime?
}

/// The last line of a finished run.
package struct EndRecord: Hashable, Sendable {
  package var generation: Int

  /// The number of programs made.
  package var programs: Int

  /// The individual chosen by validation, nil if none was validated.
  package var best: Int?
  package var score: Double?
  package var time: JournalTime?
}
