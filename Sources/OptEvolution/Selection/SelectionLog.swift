package import Foundation
import OptTasks

/// The lines of the last selection of a run, and where further ones go.
///
/// They stand in `selection.jsonl` beside the journal, which may belong to a search that is still running.
package struct SelectionLog: ~Copyable {
  /// The lines since the last selection began.
  package private(set) var records: [JournalRecord]

  /// Whether a line that was torn by a kill has been dropped.
  package let droppedTornLine: Bool

  private let file: JournalFile

  // Released with the log.
  private let lock: RunLock

  /// Opens the log of a run directory, which one process at a time may have.
  package init(directory: URL) throws(RunDirectoryError) {
    // Everything that can fail comes first: a value that cannot be copied is made in one go.
    let lock = try RunLock(directory: directory, name: "selection.lock")
    let url = SelectionLog.url(directory)
    let read = try JournalFile.recover(url)
    let file = try JournalFile(url)
    self.lock = lock
    self.file = file
    records = SelectionLog.last(of: read.records)
    droppedTornLine = read.droppedTornLine
  }

  /// The place of the log in a run directory.
  package static func url(_ directory: URL) -> URL {
    directory.appendingPathComponent("selection.jsonl")
  }

  /// The lines of the last selection of a run directory, without taking part in it; none if there is none.
  package static func read(_ directory: URL) throws(RunDirectoryError) -> [JournalRecord] {
    last(of: try JournalFile.read(url(directory)).records)
  }

  private static func last(of records: [JournalRecord]) -> [JournalRecord] {
    let begin = records.lastIndex { record in
      if case .selection(.start) = record { true } else { false }
    }
    return begin.map { Array(records[$0...]) } ?? []
  }

  /// Begins anew, or goes on with a selection of the same configuration that was not finished, or whose
  /// candidates are the same.
  package mutating func begin(_ start: SelectionStart) throws(RunDirectoryError) -> SelectionStart {
    if let old = self.start, old.configuration == start.configuration,
      end == nil || old.candidates == start.candidates
    {
      return old
    }
    records = []
    try append(.selection(.start(start)))
    return start
  }

  /// Appends a line.
  package mutating func append(_ record: JournalRecord) throws(RunDirectoryError) {
    records.append(record)
    try file.append([record])
  }

  // MARK: - What is known

  /// How the selection began.
  package var start: SelectionStart? {
    if case .selection(.start(let start)) = records.first { start } else { nil }
  }

  /// The last line of a finished selection.
  package var end: EndRecord? {
    if case .end(let end) = records.last { end } else { nil }
  }

  /// Seconds the selection has taken.
  package var elapsed: Double { records.last?.elapsed ?? 0 }

  /// The stages, each as it was planned last.
  package var stages: [SelectionStage] {
    var stages: [SelectionStage] = []
    for case .selection(.stage(let stage)) in records {
      stages.removeAll { $0.name == stage.name }
      stages.append(stage)
    }
    return stages
  }

  /// Who takes part in a stage, as it was planned last.
  package func stage(_ name: String) -> SelectionStage? { stages.first { $0.name == name } }

  /// The plan of a stage that nothing has come of yet: that of the last line.
  package func plan(of name: String) -> SelectionStage? {
    guard case .selection(.stage(let stage)) = records.last, stage.name == name else { return nil }
    return stage
  }

  /// What came out of a stage.
  package func verdict(_ name: String) -> SelectionVerdict? {
    for case .selection(.verdict(let verdict)) in records where verdict.stage == name {
      return verdict
    }
    return nil
  }

  /// The table of a stage and a task.
  package func table(_ stage: String, _ task: String) -> ComparisonRecord? {
    for case .comparison(let table) in records
    where table.stage == stage && table.rows.first?.task == task {
      return table
    }
    return nil
  }

  /// What simplification made of a program.
  package func simplification(of id: Int) -> SelectedSimplification? {
    for case .selection(.simplification(let result)) in records where result.id == id {
      return result
    }
    return nil
  }
}
