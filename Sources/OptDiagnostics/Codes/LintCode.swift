/// Remarks on rules that are correct: `OPT06..`.
public enum LintCode: String, StageCode {
  case unusedName = "OPT0601"
  case unreadState = "OPT0602"
  case overwrittenValue = "OPT0603"
  case learningRateUnused = "OPT0604"

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
    case .unreadState:
      Explanation(
        meaning: """
          The state is kept from step to step, but nothing reads it except the statement that \
          renews it. It costs memory and changes nothing.
          """,
        example: """
          rule sgd() {
            state m
            m = 0.9 * m + g
            update = lr * g
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .overwrittenValue:
      Explanation(
        meaning: "The value is replaced by a later statement before anything reads it.",
        example: """
          rule sgd() {
            update = lr * sign(g)
            update = lr * g
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .learningRateUnused:
      Explanation(
        meaning: """
          The rule never reads `lr`: a schedule of the learning rate has no effect on it, and the \
          search refuses such rules.
          """,
        example: """
          rule fixed() {
            update = 0.01 * g
          }
          """,
        instead: """
          rule fixed() {
            update = lr * g
          }
          """
      )
    }
  }
}
