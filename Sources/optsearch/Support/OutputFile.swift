import Foundation
import OptTasks

/// Files that a command writes: never over an existing one without `--force`, never half.
enum OutputFile {
  /// Fails early where a file of a long command could not be written at its end.
  static func refuse(existing path: String, force: Bool) throws {
    guard path != "-" else { return }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw Failure("cannot write \(path): there is no folder \(folder)")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    if isFolder.boolValue { throw Failure("cannot write \(path): it is a folder") }
    if force { return }
    throw Failure("\(path) exists already; give another name, or --force to overwrite it")
  }

  /// Writes text to a file, or to standard output for `-`.
  static func write(_ text: String, to path: String, force: Bool) throws {
    try write(Data(text.utf8), to: path, force: force)
  }

  /// Writes bytes to a file, or to standard output for `-`.
  static func write(_ data: Data, to path: String, force: Bool) throws {
    guard path != "-" else { return FileHandle.standardOutput.write(data) }
    try refuse(existing: path, force: force)
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure("cannot write \(path): \(error.systemReason)")
    }
  }
}
