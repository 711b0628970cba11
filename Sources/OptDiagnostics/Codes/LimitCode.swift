/// Limits that keep every stage bounded: `OPT04..`.
public enum LimitCode: String, StageCode {
  case fileTooLarge = "OPT0401"
  case nestingTooDeep = "OPT0402"
  case tooManyErrors = "OPT0403"
  case ruleTooLong = "OPT0404"
  case tooManyConditions = "OPT0405"
  case tooManyNames = "OPT0406"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .fileTooLarge:
      Explanation(
        meaning: "A source file may be at most 1,000,000 bytes long.",
        example: "(a file of more than 1,000,000 bytes)",
        instead: "(several files with fewer rules each)"
      )
    case .nestingTooDeep:
      Explanation(
        meaning: """
          Brackets, calls, operators and blocks may be nested at most 100 deep. Give parts of the \
          expression a name of their own.
          """,
        example: """
          rule deep() {
            update = \(String(repeating: "(", count: 101))g\(String(repeating: ")", count: 101))
          }
          """,
        instead: """
          rule deep() {
            part = lr * g
            update = part
          }
          """
      )
    case .tooManyErrors:
      Explanation(
        meaning: "After 100 errors the rest of a file is not reported. Mend the first ones first.",
        example: "(a file with more than 100 errors)",
        instead: "(fewer errors)"
      )
    case .ruleTooLong:
      Explanation(
        meaning: """
          A rule may come to at most 2,048 operations, after each `repeat` is written out.
          """,
        example: """
          rule long() {
            x = g
            repeat 100 {
              repeat 100 {
                x = x / 2
              }
            }
            update = lr * x
          }
          """,
        instead: """
          rule long() {
            x = g
            repeat 100 {
              x = x / 2
            }
            update = lr * x
          }
          """
      )
    case .tooManyConditions:
      Explanation(
        meaning: """
          A rule may have at most 8 different conditions: every combination of them is checked. \
          Join comparisons that belong together with `and` and `or`, or choose by `where`.
          """,
        example: """
          rule stairs() {
            level = 1
          \(stairs)
            update = lr / level * g
          }
          """,
        instead: """
          rule stairs() {
            level = 1 + min(9, floor(t / 100))
            update = lr / level * g
          }
          """
      )
    case .tooManyNames:
      Explanation(
        meaning: """
          A rule may have at most 4,096 names: hyperparameters, states, inputs, the names its \
          statements assign, and one for each part of a longer expression.
          """,
        example: "(a rule with more than 4,096 names)",
        instead: "(a rule with fewer names)"
      )
    }
  }

  private var stairs: String {
    (1...9).map { "  when t > \($0)00 {\n    level = \($0 + 1)\n  }" }.joined(separator: "\n")
  }
}
