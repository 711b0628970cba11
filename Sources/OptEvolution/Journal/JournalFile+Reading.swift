package import Foundation
import OptTasks

extension JournalFile {
  /// What is done with each line of a journal.
  package typealias Visitor = (JournalLine) throws(RunDirectoryError) -> Void

  /// Bytes that are read and taken apart at once.
  private static let partSize = 1 << 22

  /// Reads the lines of a journal in their order, a part of the file at a time, and gives the place of a
  /// torn last line; the file stays as it is, since another process may be writing it.
  package static func read(_ url: URL, _ visit: Visitor) throws(RunDirectoryError) -> Int? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    var text = JournalText(path: url.path)
    let file = try attempt(url) { try FileHandle(forReadingFrom: url) }
    defer { try? file.close() }
    while let part = try attempt(url, { try file.read(upToCount: partSize) }), !part.isEmpty {
      try text.append(part, visit)
    }
    return try text.tornLineStart()
  }

  private static func attempt<Value>(
    _ url: URL,
    _ body: () throws -> Value
  ) throws(RunDirectoryError) -> Value {
    do { return try body() } catch {
      throw .file(path: url.path, reason: error.systemReason)
    }
  }

  /// The lines of a journal, and the place of a torn last line.
  package static func read(
    _ url: URL
  ) throws(RunDirectoryError) -> (records: [JournalRecord], tornLineStart: Int?) {
    var records: [JournalRecord] = []
    let torn = try read(url) { line throws(RunDirectoryError) in records.append(line.record) }
    return (records, torn)
  }

  /// Reads the lines of a journal to be gone on with, and says whether a torn last line was dropped.
  ///
  /// A process that was killed while writing leaves half a line: it is cut off the file, so that the
  /// next line begins a line.
  package static func recover(_ url: URL, _ visit: Visitor) throws(RunDirectoryError) -> Bool {
    guard let end = try read(url, visit) else { return false }
    try cut(url, at: end)
    return true
  }

  /// The lines of a journal to be gone on with, and whether a torn last line was dropped.
  package static func recover(
    _ url: URL
  ) throws(RunDirectoryError) -> (records: [JournalRecord], droppedTornLine: Bool) {
    var records: [JournalRecord] = []
    let dropped = try recover(url) { line throws(RunDirectoryError) in records.append(line.record) }
    return (records, dropped)
  }

  /// What is wrong with a text, in a few words.
  static func reason(of error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context): context.debugDescription
    case DecodingError.keyNotFound(let key, _): "`\(key.stringValue)` is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` is malformed"
    default: "\(error)"
    }
  }
}
