package import Foundation

/// Where the lines of a search go.
///
/// After a kill in the middle of a batch some of its lines are in the file already. The batch is made
/// again, and its lines are compared with those instead of being written twice.
package final class JournalWriter {
  private let file: JournalFile?
  private let path: String
  private var expected: ArraySlice<JournalLine>

  /// A writer to a file, or to nowhere.
  package init(_ url: URL?, expecting expected: [JournalLine]) throws(RunDirectoryError) {
    path = url?.path ?? ""
    self.expected = expected[...]
    if let url { file = try JournalFile(url) } else { file = nil }
  }

  /// The next line that is in the file already.
  package var nextExpected: JournalRecord? { expected.first?.record }

  /// Writes lines, except those that are there.
  package func append(_ records: [JournalRecord]) throws(RunDirectoryError) {
    var rest = records[...]
    while let known = expected.first, let record = rest.first {
      guard known.record.withoutTime == record.withoutTime else {
        throw .mismatch(path: path, line: known.number)
      }
      expected.removeFirst()
      rest.removeFirst()
    }
    try file?.append(Array(rest))
  }
}
