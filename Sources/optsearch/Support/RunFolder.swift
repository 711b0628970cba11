import Foundation
import OptEvolution
import OptProgram

/// Where runs are kept.
enum RunFolder {
  /// Opens the directory of an old run, or makes one for a new run.
  ///
  /// - Throws: `Failure` with what is wrong with it.
  static func open(
    resuming old: String?,
    creating new: String?,
    _ description: () throws -> SearchDescription
  ) throws -> RunDirectory {
    do {
      if let old { return try RunDirectory(resuming: URL(filePath: old).resolvingSymlinksInPath()) }
      let description = try description()
      let url = new.map { URL(filePath: $0) } ?? URL(filePath: "runs/\(name(of: description))")
      let directory = try RunDirectory(creating: url, description)
      if new == nil { linkLatest(to: url) }
      return directory
    } catch let error as RunDirectoryError {
      throw Failure("\(error)")
    }
  }

  private static func name(of description: SearchDescription) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd-HHmmss"
    let tasks = description.tasks.map { task in
      URL(filePath: task).lastPathComponent.prefix { $0 != "@" && $0 != "." }
    }.joined(separator: "+")
    return "\(formatter.string(from: Date()))-\(description.starts[0].name)-\(tasks)"
  }

  // A convenience: a file system without symbolic links is no reason to fail.
  private static func linkLatest(to url: URL) {
    let link = url.deletingLastPathComponent().appending(path: "latest").path
    try? FileManager.default.removeItem(atPath: link)
    try? FileManager.default.createSymbolicLink(
      atPath: link,
      withDestinationPath: url.lastPathComponent
    )
  }
}
