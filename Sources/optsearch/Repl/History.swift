import Foundation

/// The lines entered before, in this session and earlier ones.
struct History {
  private(set) var entries: [String] = []
  private let file: URL?
  private static let capacity = 1_000

  /// The history kept in a file; one that cannot be read counts as empty.
  init(file: URL?) {
    self.file = file
    guard let file, let text = try? String(contentsOf: file, encoding: .utf8) else { return }
    entries = text.split(separator: "\n").suffix(History.capacity).map(History.unescaped)
  }

  /// The file of the user's history: `$XDG_STATE_HOME/optsearch/history`.
  static var defaultFile: URL? {
    let environment = ProcessInfo.processInfo.environment
    if let state = environment["XDG_STATE_HOME"], !state.isEmpty {
      return URL(filePath: state).appending(path: "optsearch/history")
    }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return URL(filePath: home).appending(path: ".local/state/optsearch/history")
  }

  /// Appends a line, unless it is empty or repeats the last one, and saves.
  ///
  /// A history that cannot be saved is no reason to disturb the session.
  mutating func add(_ line: String) {
    guard !line.allSatisfy(\.isWhitespace), line != entries.last else { return }
    entries.append(line)
    if entries.count > History.capacity { entries.removeFirst() }
    guard let file else { return }
    let text = entries.map { History.escaped($0) + "\n" }.joined()
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try? Data(text.utf8).write(to: file, options: .atomic)
  }

  /// The nearest older entry that begins with a prefix, before a place.
  func older(than place: Int, prefix: String) -> Int? {
    entries[..<place].lastIndex { $0.hasPrefix(prefix) }
  }

  /// The nearest newer entry that begins with a prefix, after a place.
  func newer(than place: Int, prefix: String) -> Int? {
    guard place + 1 < entries.count else { return nil }
    return entries[(place + 1)...].firstIndex { $0.hasPrefix(prefix) }
  }

  private static func escaped(_ line: String) -> String {
    line.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  private static func unescaped(_ line: Substring) -> String {
    var result = ""
    var isEscape = false
    for character in line {
      if isEscape {
        result.append(character == "n" ? "\n" : character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
