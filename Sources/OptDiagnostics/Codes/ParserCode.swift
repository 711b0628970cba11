/// Problems of structure: `OPT01..`.
public enum ParserCode: String, StageCode {
  case unexpectedToken = "OPT0101"
  case missingExpression = "OPT0102"
  case unclosedParenthesis = "OPT0103"
  case unclosedBlock = "OPT0104"
  case unmatchedBrace = "OPT0105"
  case chainedComparison = "OPT0106"
  case outsideRule = "OPT0107"
  case noRule = "OPT0108"
  case misplacedDeclaration = "OPT0109"
  case keywordAsName = "OPT0110"
  case comparisonAsAssignment = "OPT0111"
  case foreignWord = "OPT0112"
  case repeatCount = "OPT0113"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .unexpectedToken:
      Explanation(
        meaning: """
          Something else was expected at this place. The message says what; often an operator, a comma or \
          a line end is missing just before.
          """,
        example: """
          rule sgd() {
            update = 2 g
          }
          """,
        instead: """
          rule sgd() {
            update = 2 * g
          }
          """
      )
    case .missingExpression:
      Explanation(
        meaning: """
          An operand is missing: a number, a name, a call such as `sign(g)`, or an expression in brackets.
          """,
        example: """
          rule sgd() {
            update = lr *
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .unclosedParenthesis:
      Explanation(
        meaning: """
          An opening bracket has no closing one. Inside of brackets an expression may go on over several \
          lines, so the place that is missing the bracket can be lines behind.
          """,
        example: """
          rule lion(beta = 0.9) {
            state m
            update = lr * sign(interp(g, m, beta)
            m = interp(g, m, beta)
          }
          """,
        instead: """
          rule lion(beta = 0.9) {
            state m
            update = lr * sign(interp(g, m, beta))
            m = interp(g, m, beta)
          }
          """
      )
    case .unclosedBlock:
      Explanation(
        meaning: """
          A block that begins with `{` has no `}` before the file or the rule ends.
          """,
        example: """
          rule sgd() {
            update = lr * g

          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .unmatchedBrace:
      Explanation(
        meaning: """
          A closing brace has no opening one: the rule has ended before.
          """,
        example: """
          rule sgd() {
            update = lr * g
          }
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .chainedComparison:
      Explanation(
        meaning: """
          A comparison gives 1 or 0, and comparing that again is hardly ever meant. In an expression a range \
          is the product of two comparisons; in the condition of a `when` they are joined with `and`.
          """,
        example: """
          rule band() {
            update = lr * g * (0 < g < 1)
          }
          """,
        instead: """
          rule band() {
            update = lr * g * ((0 < g) * (g < 1))
          }
          """
      )
    case .outsideRule:
      Explanation(
        meaning: """
          A file holds rules and comments, nothing else. Statements stand between the braces of a rule.
          """,
        example: """
          update = lr * g
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .noRule:
      Explanation(
        meaning: """
          The file is empty or has comments only; it must hold at least one rule.
          """,
        example: """
          # to be written
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .misplacedDeclaration:
      Explanation(
        meaning: """
          States and inputs exist for the whole rule: they are declared at its top, before the first \
          statement, and not inside of `when` or `repeat`.
          """,
        example: """
          rule momentum(beta = 0.9) {
            update = lr * g
            state m
            m = beta * m + g
          }
          """,
        instead: """
          rule momentum(beta = 0.9) {
            state m
            m = beta * m + g
            update = lr * m
          }
          """
      )
    case .keywordAsName:
      Explanation(
        meaning: """
          The words `rule state input when else repeat and or not in as` are reserved.
          """,
        example: """
          rule sgd() {
            state = g
            update = lr * g
          }
          """,
        instead: """
          rule sgd() {
            step = g
            update = lr * step
          }
          """
      )
    case .comparisonAsAssignment:
      Explanation(
        meaning: """
          `=` assigns, `==` compares. A statement assigns.
          """,
        example: """
          rule sgd() {
            update == lr * g
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .foreignWord:
      Explanation(
        meaning: """
          The statement is of another language. A rule has only assignments, declarations, `when` with \
          `else`, and `repeat` with a fixed count.
          """,
        example: """
          rule sgd() {
            if t == 1 {
              g = 0 * g
            }
            update = lr * g
          }
          """,
        instead: """
          rule sgd() {
            when t == 1 {
              g = 0 * g
            }
            update = lr * g
          }
          """
      )
    case .repeatCount:
      Explanation(
        meaning: """
          `repeat` takes a whole number from 1 on, written in digits, so that the cost of a rule is known \
          before it runs.
          """,
        example: """
          rule newton() {
            x = g
            repeat 2.5 {
              x = x / 2
            }
            update = lr * x
          }
          """,
        instead: """
          rule newton() {
            x = g
            repeat 3 {
              x = x / 2
            }
            update = lr * x
          }
          """
      )
    }
  }
}
