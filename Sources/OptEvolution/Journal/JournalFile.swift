package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The append-only file of a run.
package struct JournalFile: ~Copyable, Sendable {
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
  package borrowing func append(_ records: some Collection<JournalRecord>) throws(RunDirectoryError)
  {
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

  /// Cuts a file off.
  static func cut(_ url: URL, at end: Int) throws(RunDirectoryError) {
    guard truncate(url.path, off_t(end)) == 0 else {
      throw .file(path: url.path, reason: String(cString: strerror(errno)))
    }
  }
}
