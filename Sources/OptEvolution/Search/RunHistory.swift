import OptProgram

/// What the journal of an earlier session says: the state to go on from, and the lines of the last
/// batch, which is made again because it may be incomplete.
package struct RunHistory: Sendable {
  /// The state before the last batch.
  package private(set) var state: SearchState

  /// The number of the last batch.
  package private(set) var generation = 0

  /// The first line, if there is one.
  package private(set) var start: StartRecord?

  /// The lines of the last batch.
  package private(set) var pending: ArraySlice<JournalRecord> = []

  /// Seconds of the earlier sessions.
  package private(set) var elapsed = 0.0

  /// The history of a run that has not begun.
  package init(_ configuration: SearchConfiguration) {
    state = SearchState(configuration)
  }

  /// Replays the lines of a journal.
  ///
  /// - Throws: `RunDirectoryError.corrupted` for a program that cannot be read, with the number of its line.
  package init(
    _ configuration: SearchConfiguration,
    records: [JournalRecord],
    path: String
  ) throws(RunDirectoryError) {
    self.init(configuration)
    guard let last = records.last else { return }
    guard case .start(let first) = records[0], first.schema == StartRecord.currentSchema else {
      throw .corrupted(path: path, line: 1, reason: "the journal does not begin with its start")
    }
    start = first
    elapsed = last.elapsed
    generation = last.generation
    var isFinished = false
    if case .end = last { isFinished = true }
    for (index, record) in records.enumerated() {
      guard isFinished || record.generation < generation else {
        pending = records[index...]
        return
      }
      state.apply(record, program: try RunHistory.program(of: record, path, line: index + 1))
    }
  }

  static func program(
    of record: JournalRecord,
    _ path: String,
    line: Int
  ) throws(RunDirectoryError) -> Program? {
    guard case .individual(let individual) = record else { return nil }
    do { return try Program(flatText: individual.program) } catch {
      throw .corrupted(path: path, line: line, reason: "\(error)")
    }
  }
}
