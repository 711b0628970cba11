import Foundation

/// The rule files of the examples folder, and the code of the read-me.
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

  /// The blocks of code in README that are marked as of a language, which may be none.
  static func readMeBlocks(_ language: String) throws -> [String] {
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    // Every second part between fences is code, which begins with its language.
    let parts = text.components(separatedBy: "```")
    return stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
      .filter { $0.hasPrefix(language + "\n") }
      .map { String($0.dropFirst(language.count + 1)) }
  }

  /// The package's folder.
  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }
}
