import OptDiagnostics
import OptProgram

@testable import OptLanguage

/// What must hold for the formatted text of any source without errors.
enum FormatLaws {
  /// The laws that a source breaks, in words.
  static func violations(_ source: String) -> [String] {
    let (tree, problems) = Parser.parse(SourceFile(path: "source.opt", text: source))
    guard problems.isEmpty else { return ["the source has errors: \(problems[0].message)"] }
    let formatted = Formatter.format(tree)
    let (again, problemsAgain) = Parser.parse(SourceFile(path: "formatted.opt", text: formatted))
    guard problemsAgain.isEmpty else {
      return ["the result has errors: \(problemsAgain[0].message)"]
    }
    var violations: [String] = []
    if Formatter.format(again) != formatted { violations.append("formatting twice changes more") }
    if SExpression().text(again) != SExpression().text(tree) {
      violations.append("the tree has changed")
    }
    if comments(of: formatted) != comments(of: source) {
      violations.append("comments have changed")
    }
    violations += overlongLines(of: formatted).map { "too long: \($0)" }
    return violations + untidyLines(of: formatted)
  }

  static func comments(of text: String) -> [String] {
    let file = SourceFile(path: "", text: text)
    return Lexer.tokens(file.bytes).filter { $0.kind == .comment }.map { token in
      var text = Substring(file.text(of: Span(token.start, token.end)))
      while text.last == " " || text.last == "\t" { text.removeLast() }
      return String(text)
    }
  }

  /// Lines beyond the width in which a line end would have been possible.
  static func overlongLines(of text: String) -> [String] {
    text.split(separator: "\n").map(String.init).filter { line in
      let tokens = Lexer.tokens(Array(line.utf8)).filter {
        $0.kind != .comment && $0.kind != .endOfFile
      }
      guard let last = tokens.last, last.end > Formatter.width else { return false }
      return tokens.count { $0.kind == .name || $0.kind == .number } > 1
    }
  }

  private static func untidyLines(of text: String) -> [String] {
    var violations: [String] = []
    if text.contains("\n\n\n") { violations.append("two empty lines") }
    if text.contains(" \n") { violations.append("a blank at the end of a line") }
    if text.hasPrefix("\n") || text.hasSuffix("\n\n") || !text.hasSuffix("\n") {
      violations.append("an empty line at an end, or no line end")
    }
    return violations
  }
}
