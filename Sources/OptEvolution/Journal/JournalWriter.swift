package import Foundation

/// Where the lines of a search go.
///
/// After a kill in the middle of a batch some of its lines are in the file already. The batch is made
/// again, and its lines are compared with those instead of being written twice.
package final class JournalWriter {
  private let file: SharedFile?
  private let path: String
  private var expected: ArraySlice<JournalLine>
  private var writing: Task<Result<Void, RunDirectoryError>, Never>?

  /// A writer to a file, or to nowhere.
  package init(_ url: URL?, expecting expected: [JournalLine]) throws(RunDirectoryError) {
    path = url?.path ?? ""
    self.expected = expected[...]
    if let url { file = SharedFile(try JournalFile(url)) } else { file = nil }
  }

  /// The next line that is in the file already.
  package var nextExpected: JournalRecord? { expected.first?.record }

  /// Writes lines, except those that are there, while the search goes on; at most one list of lines behind.
  ///
  /// - Throws: what is wrong with these lines, or what went wrong with those before.
  package func append(_ records: [JournalRecord]) async throws(RunDirectoryError) {
    var rest = records[...]
    while let known = expected.first, let record = rest.first {
      guard known.record.withoutTime == record.withoutTime else {
        throw .mismatch(path: path, line: known.number)
      }
      expected.removeFirst()
      rest.removeFirst()
    }
    try await finish()
    guard let file, !rest.isEmpty else { return }
    writing = Task { [rest] in
      Result { () throws(RunDirectoryError) in try file.file.append(rest) }
    }
  }

  /// Waits until all lines are in the file.
  package func finish() async throws(RunDirectoryError) { try await writing?.value.get() }
}

/// A journal for a task of its own.
private final class SharedFile: Sendable {
  let file: JournalFile

  init(_ file: consuming JournalFile) { self.file = file }
}
