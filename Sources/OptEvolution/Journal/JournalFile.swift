package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The append-only file of a run.
package struct JournalFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens a journal for appending; it is created if it is not there.
  package init(_ url: URL) throws(RunDirectoryError) {
    path = url.path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .file(path: path, reason: String(cString: strerror(errno)))
    }
  }

  deinit { close(descriptor) }

  /// Appends lines, all in one go so that a batch is rarely torn.
  package borrowing func append(_ records: [JournalRecord]) throws(RunDirectoryError) {
    guard !records.isEmpty else { return }
    var bytes: [UInt8] = []
    for record in records {
      record.json.write(to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    try writeAll(bytes)
  }

  private borrowing func writeAll(_ bytes: [UInt8]) throws(RunDirectoryError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw .file(path: path, reason: String(cString: strerror(errno)))
      }
      done += count
    }
  }

  /// The lines of a journal to be gone on with, and whether a torn last line was dropped.
  ///
  /// A process that was killed while writing leaves half a line: it is cut off the file, so that the
  /// next line begins a line.
  package static func recover(
    _ url: URL
  ) throws(RunDirectoryError) -> (records: [JournalRecord], droppedTornLine: Bool) {
    let content = try read(url)
    guard let end = content.tornLineStart else { return (content.records, false) }
    guard truncate(url.path, off_t(end)) == 0 else {
      throw .file(path: url.path, reason: String(cString: strerror(errno)))
    }
    return (content.records, true)
  }

  /// The lines of a journal, and the place of a torn last line; the file stays as it is, since another
  /// process may be writing it.
  package static func read(
    _ url: URL
  ) throws(RunDirectoryError) -> (records: [JournalRecord], tornLineStart: Int?) {
    guard FileManager.default.fileExists(atPath: url.path) else { return ([], nil) }
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw .file(path: url.path, reason: error.localizedDescription)
    }
    var records: [JournalRecord] = []
    var start = data.startIndex
    while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
      do { records.append(try JournalRecord(line: data[start..<end])) } catch {
        guard end == data.endIndex - 1 else {
          throw .corrupted(
            path: url.path,
            line: records.count + 1,
            reason: JournalFile.reason(of: error)
          )
        }
        break
      }
      start = end + 1
    }
    return (records, start < data.endIndex ? start - data.startIndex : nil)
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
