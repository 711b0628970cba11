import Dispatch
package import Foundation
import Synchronization

/// Where the lines of a search go.
///
/// After a kill in the middle of a batch some of its lines are in the file already. The batch is made
/// again, and its lines are compared with those instead of being written twice.
package final class JournalWriter {
  private let file: BackgroundFile?
  private let path: String
  private var expected: ArraySlice<JournalLine>

  /// A writer to a file, or to nowhere.
  package init(_ url: URL?, expecting expected: [JournalLine]) throws(RunDirectoryError) {
    path = url?.path ?? ""
    self.expected = expected[...]
    if let url { file = BackgroundFile(try JournalFile(url)) } else { file = nil }
  }

  /// The next line that is in the file already.
  package var nextExpected: JournalRecord? { expected.first?.record }

  /// Writes lines, except those that are there, while the search goes on.
  ///
  /// - Throws: what is wrong with these lines, or what went wrong with those before.
  package func append(_ records: [JournalRecord]) throws(RunDirectoryError) {
    var rest = records[...]
    while let known = expected.first, let record = rest.first {
      guard known.record.withoutTime == record.withoutTime else {
        throw .mismatch(path: path, line: known.number)
      }
      expected.removeFirst()
      rest.removeFirst()
    }
    if !rest.isEmpty { try file?.append(Array(rest)) }
  }

  /// Waits until all lines are in the file.
  package func finish() throws(RunDirectoryError) { try file?.finish() }
}

/// A journal that is written while its user does something else, at most one list of lines behind.
private final class BackgroundFile: Sendable {
  private let file: JournalFile
  private let queue = DispatchQueue(label: "journal")
  private let failure = Mutex<RunDirectoryError?>(nil)

  init(_ file: consuming JournalFile) { self.file = file }

  func append(_ records: [JournalRecord]) throws(RunDirectoryError) {
    try finish()
    queue.async { [self] in
      do throws(RunDirectoryError) {
        try file.append(records)
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }

  func finish() throws(RunDirectoryError) {
    queue.sync {}
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
