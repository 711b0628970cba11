package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The right of one process to write in a run directory; it ends with the process, however it ends.
package final class RunLock: Sendable {
  private let descriptor: Int32

  /// Takes a lock of a directory: `lock` is the search's.
  ///
  /// - Throws: `RunDirectoryError.locked` if another process holds it.
  package init(directory: URL, name: String = "lock") throws(RunDirectoryError) {
    let path = directory.appendingPathComponent(name).path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .file(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .locked(path: directory.path)
    }
  }

  deinit { close(descriptor) }
}
