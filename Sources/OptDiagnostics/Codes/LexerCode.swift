/// Problems of single characters, numbers and names: `OPT00..`.
public enum LexerCode: String, StageCode {
  case unknownCharacter = "OPT0001"
  case lookalikeCharacter = "OPT0002"
  case invalidEncoding = "OPT0003"
  case malformedNumber = "OPT0004"
  case doubleStar = "OPT0005"
  case foreignOperator = "OPT0006"
  case wordTooLong = "OPT0007"
  case numberOutOfRange = "OPT0008"
  case foreignName = "OPT0009"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .unknownCharacter:
      Explanation(
        meaning: """
          The character has no meaning in `.opt`. Rules are written with letters, digits, `_`, the \
          operators + - * / % ^ < <= > >= == !=, brackets ( ) { }, and the marks = , .. # *.
          """,
        example: """
          rule sgd() {
            update = lr * g;
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .lookalikeCharacter:
      Explanation(
        meaning: """
          The character looks like one of `.opt` but is another: a typographic minus, a \
          multiplication sign, a full-width or a quotation character, a no-break space. Texts \
          copied from papers and web pages contain them.
          """,
        example: """
          rule sgd() {
            w = w − lr * g
          }
          """,
        instead: """
          rule sgd() {
            w = w - lr * g
          }
          """
      )
    case .invalidEncoding:
      Explanation(
        meaning: """
          The bytes are not UTF-8. Only comments may hold characters beyond ASCII, and they too \
          must be encoded as UTF-8. Save the file as UTF-8 again.
          """,
        example: """
          rule sgd() {
            update = lr * \u{FFFD}g
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .malformedNumber:
      Explanation(
        meaning: """
          A number is digits, perhaps with a decimal point between digits, perhaps with an \
          exponent: `2`, `0.9`, `1e-8`, `2.5e3`. It has no suffix, no separators and no other base, \
          and a name cannot begin with a digit.
          """,
        example: """
          rule sgd() {
            update = 1e- * g
          }
          """,
        instead: """
          rule sgd() {
            update = 1e-3 * g
          }
          """
      )
    case .doubleStar:
      Explanation(
        meaning: "Powers are written with `^`: there is no operator `**`.",
        example: """
          rule power() {
            update = lr * g ** 3
          }
          """,
        instead: """
          rule power() {
            update = lr * g ^ 3
          }
          """
      )
    case .foreignOperator:
      Explanation(
        meaning: """
          The operator belongs to other languages. Conditions are joined with the words `and`, \
          `or`, `not`; there are no assignments like `+=`, no `//` comments, no bit operations.
          """,
        example: """
          rule momentum(beta = 0.9) {
            state m
            m += g
            update = lr * m
          }
          """,
        instead: """
          rule momentum(beta = 0.9) {
            state m
            m = m + g
            update = lr * m
          }
          """
      )
    case .wordTooLong:
      Explanation(
        meaning: "A name or number may be at most 100 bytes long.",
        example: """
          rule sgd() {
            \(String(repeating: "x", count: 101)) = lr * g
            update = lr * g
          }
          """,
        instead: """
          rule sgd() {
            x = lr * g
            update = x
          }
          """
      )
    case .numberOutOfRange:
      Explanation(
        meaning: """
          The number is larger than a Double can hold, about 1.8e308, or so small that it would \
          become 0.
          """,
        example: """
          rule sgd(eps = 1e-999) {
            update = lr * g / (abs(g) + eps)
          }
          """,
        instead: """
          rule sgd(eps = 1e-30) {
            update = lr * g / (abs(g) + eps)
          }
          """
      )
    case .foreignName:
      Explanation(
        meaning: """
          Names are made of the letters a-z and A-Z, digits and `_`. Write Greek letters out: `beta1` \
          for β1.
          """,
        example: """
          rule momentum(β = 0.9) {
            state m
            m = β * m + g
            update = lr * m
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
    }
  }
}
