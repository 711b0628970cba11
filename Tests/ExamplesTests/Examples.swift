import Foundation

/// The rule files of the examples folder.
enum Examples {
  /// One rule file.
  struct Rule: Sendable, CustomStringConvertible {
    let name: String
    let source: String

    var description: String { name }
  }

  /// Every `examples/*.opt`, in alphabetical order.
  static func all() throws -> [Rule] { try rules(of: "examples") }

  /// Every rule that a search has found, in `examples/discovered`.
  static func discovered() throws -> [Rule] { try rules(of: "examples/discovered") }

  private static func rules(of path: String) throws -> [Rule] {
    let folder = root.appending(path: path)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".opt") }
      .sorted()
      .map { file in
        Rule(
          name: String(file.dropLast(4)),
          source: try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        )
      }
  }

  /// The package's folder.
  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }
}
