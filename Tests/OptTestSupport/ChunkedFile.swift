public import Foundation
public import Testing

/// One source of a file that holds many, with the problems it must give.
public struct SourceChunk: Sendable, CustomTestStringConvertible {
  /// A problem that must be reported.
  public struct Expectation: Hashable, Sendable {
    /// The line, from 1 in the chunk.
    public var line: Int
    /// What stands before the colon, such as `error[OPT0302]`.
    public var heading: String
    /// A part of the message.
    public var text: String
  }

  /// Where it comes from, as `name.opt:17`.
  public var name: String

  /// The source, with the comments that state the expectations.
  public var text: String

  /// The problems, by line.
  public var expectations: [Expectation]

  /// The name, for failures.
  public var testDescription: String { name }

  /// Cuts a file at its lines `---`, perhaps with a title behind.
  ///
  /// A comment such as `# error[OPT0302]: text` states that its line gives this problem, with a
  /// message that contains the text.
  public static func read(_ url: URL) throws -> [SourceChunk] {
    let text = try String(contentsOf: url, encoding: .utf8)
    var chunks: [SourceChunk] = []
    var lines: [Substring] = []
    var start = 1
    func finish() {
      guard lines.contains(where: { !$0.isEmpty }) else { return }
      let name = "\(url.lastPathComponent):\(start)"
      chunks.append(SourceChunk(name: name, lines: lines))
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line == "---" || line.hasPrefix("--- ") {
        finish()
        lines = []
        start = index + 2
      } else {
        lines.append(line)
      }
    }
    finish()
    return chunks
  }

  private init(name: String, lines: [Substring]) {
    self.name = name
    text = lines.joined(separator: "\n")
    expectations = lines.enumerated().flatMap { index, line in
      line.matches(of: /# ((?:error|warning|note)\[OPT\d{4}\]): ([^#]*)/).map {
        Expectation(
          line: index + 1,
          heading: String($0.1),
          text: $0.2.trimmingCharacters(in: .whitespaces)
        )
      }
    }
  }
}
