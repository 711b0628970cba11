import OptLanguage
import OptProgram

/// Found programs as readable `.opt` files.
enum RulePrinter {
  /// The raised, formatted text of a program under lines of comment.
  static func text(of program: Program, comments: [String]) -> String {
    let header = comments.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
    return header + OptLanguage.Formatter.format(Raiser.raise(program))
  }
}
