package import OptProgram
package import OptTasks

/// The rows of a comparison and what was trained for them.
package struct ComparisonTable: Sendable {
  package var rows: [ComparisonRow]
  package var programs: [Program]
}

/// A line for each table in which found programs stand beside known rules.
package struct ComparisonRecord: Hashable, Sendable {
  /// The stage of the table that ends a search.
  package static let finalStage = "final"

  /// What the table is for.
  package var stage: String
  package var generation: Int

  /// The rules in the order of the table, without the course of their tuning.
  package var rows: [ComparisonRow]

  /// What each row was trained with, as flat text.
  package var programs: [String]

  /// The number of trainings, those of tuning included.
  package var trainings: Int
  package var time: JournalTime?

  /// A table of programs.
  package init(
    stage: String,
    generation: Int,
    rows: [ComparisonRow],
    programs: [String],
    time: JournalTime?
  ) {
    self.stage = stage
    self.generation = generation
    self.rows = rows.map(ComparisonRecord.journalled)
    self.programs = programs
    self.time = time
    trainings = rows.reduce(0) { $0 + ($1.tuning?.trainings ?? 0) + $1.losses.count }
  }

  /// The same line without clock readings.
  var withoutTime: ComparisonRecord {
    var record = self
    record.time = nil
    for place in record.rows.indices {
      record.rows[place].time = .init()
    }
    return record
  }

  /// A row as it will be read back: JSON has no infinite numbers, and one word for all of them.
  private static func journalled(_ row: ComparisonRow) -> ComparisonRow {
    var row = row
    row.tuning = nil
    row.losses = row.losses.map { finite($0) }
    row.loss = estimate(row.loss)
    row.curve = row.curve.map { .init(step: $0.step, loss: estimate($0.loss)) }
    return row
  }

  private static func estimate(_ value: Statistics.Estimate) -> Statistics.Estimate {
    .init(mean: finite(value.mean), low: finite(value.low), high: finite(value.high))
  }

  private static func finite(_ value: Double) -> Double { value.isFinite ? value : .infinity }
}
