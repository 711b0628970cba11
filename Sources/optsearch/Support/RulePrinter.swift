import OptEvolution
import OptLanguage
import OptProgram

/// Found programs as readable `.opt` files.
enum RulePrinter {
  /// The raised, formatted text of a program.
  static func text(of program: Program) -> String {
    OptLanguage.Formatter.format(Raiser.raise(program))
  }

  /// The text under lines of comment, with what the reader should know of the program among them.
  static func text(of program: Program, comments: [String]) -> String {
    let lines = comments + (note(on: program).map { [$0] } ?? [])
    return lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() + text(of: program)
  }

  /// What the text of a program does not tell at a glance; nil if there is nothing.
  static func note(on program: Program) -> String? {
    guard program.decaysBySquaredRate else { return nil }
    return
      "The weight decay scales with the square of lr: another learning"
      + " rate means another decay, relative to the step."
  }
}
