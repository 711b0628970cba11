/// Limits that keep every stage bounded: `OPT04..`.
public enum LimitCode: String, StageCode {
  case fileTooLarge = "OPT0401"
  case nestingTooDeep = "OPT0402"
  case tooManyErrors = "OPT0403"

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
    }
  }
}
