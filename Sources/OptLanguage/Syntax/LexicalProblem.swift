internal import OptDiagnostics
internal import OptProgram

/// Characters that are no token, to be said in words.
struct LexicalProblem {
  var error: LexicalError
  var span: Span
  var text: String

  var diagnostic: Diagnostic {
    Diagnostic(
      code,
      message,
      at: Diagnostic.Label(span, label),
      help: help,
      fixIts: SpellingCorrection.replacement(of: error, text).map {
        [FixIt("replace it", [.init(span, $0)], error == .foreignName ? .unsafe : .safe)]
      } ?? []
    )
  }

  private var code: DiagnosticCode {
    switch error {
    case .fileTooLarge: .limit(.fileTooLarge)
    case .unknownCharacter: .lexer(.unknownCharacter)
    case .lookalike: .lexer(.lookalikeCharacter)
    case .invalidEncoding: .lexer(.invalidEncoding)
    case .foreignName: .lexer(.foreignName)
    case .malformedNumber: .lexer(.malformedNumber)
    case .numberOutOfRange: .lexer(.numberOutOfRange)
    case .tooLong: .lexer(.wordTooLong)
    case .doubleStar: .lexer(.doubleStar)
    case .foreignOperator: .lexer(.foreignOperator)
    }
  }

  private var message: String {
    switch error {
    case .fileTooLarge: "the file is larger than \(Limits.sourceBytes) bytes"
    case .unknownCharacter: "unknown character \(character)"
    case .lookalike: "\(character) is not a character of `.opt`"
    case .invalidEncoding: "the text is not UTF-8"
    case .foreignName: "the name `\(text)` has letters beyond a-z"
    case .malformedNumber: "`\(text)` is not a number"
    case .numberOutOfRange: "the number `\(text)` is beyond what a Double can hold"
    case .tooLong: "a word of more than \(Limits.nameBytes) bytes"
    case .doubleStar: "`**` is not an operator of `.opt`"
    case .foreignOperator: "`\(text)` is not an operator of `.opt`"
    }
  }

  /// The character quoted, with its number where it may be invisible or look like another.
  private var character: String {
    guard let scalar = text.unicodeScalars.first else { return "" }
    let number = "U+" + hexadecimal(scalar.value)
    if scalar.isASCII, scalar.value > 0x20, scalar.value != 0x7F { return "`\(scalar)`" }
    let isVisible =
      scalar.properties.generalCategory != .control
      && scalar.properties.generalCategory != .format && !scalar.properties.isWhitespace
    return isVisible ? "`\(scalar)` (\(number))" : number
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private var label: String {
    guard let replacement = SpellingCorrection.replacement(of: error, text) else { return "" }
    return switch replacement {
    case "": "remove it"
    case " ": "write a plain space"
    default: "write `\(replacement)`"
    }
  }

  private var help: String? {
    switch error {
    case .fileTooLarge, .lookalike, .tooLong: nil
    case .numberOutOfRange: "the smallest is about 5e-324, the largest 1.8e308"
    case .invalidEncoding: "save the file as UTF-8"
    case .foreignName: "names are made of a-z, A-Z, 0-9 and `_`"
    case .doubleStar: "powers are written `x ^ 2`"
    case .malformedNumber: malformedNumberHelp
    case .unknownCharacter: unknownCharacterHelp
    case .foreignOperator: foreignOperatorHelp
    }
  }

  private var malformedNumberHelp: String {
    if text.hasPrefix(".") { return "write a digit before the point: `0\(text)`" }
    if text.hasSuffix(".") { return "write a digit behind the point: `\(text)0`" }
    return "numbers look like `2`, `0.9` and `1e-8`"
  }

  private var unknownCharacterHelp: String? {
    switch text {
    case ";": "statements end with the line"
    case "!": "write `not` in conditions, `!=` for unequal"
    case "[", "]": "there are no lists and no indices: rules work on whole tensors"
    case "\"", "'", "“", "”", "‘", "’": "there are no strings"
    case "@": "the matrix product is `matmul(a, b)`"
    case "√": "write `sqrt(x)`"
    default: nil
    }
  }

  private var foreignOperatorHelp: String? {
    switch text {
    case "+=", "-=", "*=", "/=", "%=", "^=":
      "write it out: `x = x \(text.dropLast()) ...`"
    case "//": "comments begin with `#`"
    case "++": "write it out: `x = x + 1`"
    case "&&", "||": "conditions are joined with `and` and `or`"
    default: nil
    }
  }
}
