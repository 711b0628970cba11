/// Remarks on rules that are correct: `OPT06..`.
public enum LintCode: String, StageCode {
  case unusedName = "OPT0601"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .unusedName:
      Explanation(
        meaning: "The name is assigned or declared, but nothing reads it.",
        example: """
          rule sgd() {
            half = g / 2
            update = lr * g
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    }
  }
}
