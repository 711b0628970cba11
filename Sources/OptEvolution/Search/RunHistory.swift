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
  package private(set) var pending: [JournalLine] = []

  /// Seconds of the earlier sessions.
  package private(set) var elapsed = 0.0

  private let path: String

  /// The history of a run that has not begun; `path` is the journal's, and with `keepsText` nobody goes
  /// on from it.
  package init(_ configuration: SearchConfiguration, path: String = "", keepsText: Bool = false) {
    state = SearchState(configuration, keepsText: keepsText)
    self.path = path
  }

  /// Replays the next line of the journal.
  ///
  /// - Throws: `RunDirectoryError.corrupted` for a program that cannot be read, with the number of its line.
  package mutating func append(_ line: JournalLine) throws(RunDirectoryError) {
    if start == nil { start = try first(line) }
    elapsed = line.record.elapsed
    if line.record.generation > generation {
      try applyPending()
      generation = line.record.generation
    }
    pending.append(line)
    // Nothing follows the end, and nothing before it is missing.
    if case .end = line.record { try applyPending() }
  }

  private func first(_ line: JournalLine) throws(RunDirectoryError) -> StartRecord {
    guard case .start(let start) = line.record else {
      let reason = "the journal does not begin with its start"
      throw .corrupted(path: path, line: 1, reason: reason)
    }
    try start.requireCurrentSchema(path: path)
    return start
  }

  private mutating func applyPending() throws(RunDirectoryError) {
    for line in pending { state.apply(line.record, program: try line.program(path: path)) }
    pending.removeAll(keepingCapacity: true)
  }
}
