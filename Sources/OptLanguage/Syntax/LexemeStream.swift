internal import OptDiagnostics
internal import OptProgram

/// A token the parser looks at: no comment, no line end.
struct Lexeme {
  var kind: TokenKind
  var span: Span
  /// Whether it is the first on its line.
  var startsLine: Bool
  /// Whether an empty line stands before it, behind the last token or comment.
  var followsBlankLine: Bool
}

/// Something misspelt although its meaning is clear, as `**` for `^`, or a no-break space.
struct Mistake {
  var error: LexicalError
  var span: Span
  /// The lexeme it has become, or the one behind it.
  var index: Int
}

/// A comment and where it stands among the lexemes.
struct PlacedComment {
  var comment: Comment
  /// The index of the lexeme behind it.
  var next: Int
  /// Whether a lexeme stands before it on its line.
  var isSuffix: Bool
}

/// The lexemes and comments of a file, ready for parsing.
struct LexemeStream {
  private(set) var lexemes: [Lexeme] = []
  private(set) var comments: [PlacedComment] = []
  /// The first mistake of each line whose meaning is clear, up to a limit beyond which nobody reads.
  private(set) var mistakes: [Mistake] = []

  private let file: SourceFile
  /// Line ends since the last lexeme or comment; the beginning of the file is the start of a line.
  private var newlines = 1
  private var lines = 0
  private var mistakeLine = 0

  init(_ file: SourceFile) {
    self.file = file
    for token in Lexer.tokens(file.bytes) { append(token) }
  }

  private mutating func append(_ token: Token) {
    let span = Span(token.start, token.end)
    switch token.kind {
    case .newline:
      newlines += 1
      lines += 1
    case .comment:
      let text = trimmed(file.text(of: span))
      comments.append(
        PlacedComment(
          comment: Comment(text: text, span: span, followsBlankLine: newlines > 1),
          next: lexemes.count,
          isSuffix: newlines == 0
        )
      )
      newlines = 0
    case .error(let error):
      switch meaning(of: error, file.text(of: span)) {
      case .nothing:
        keep(Mistake(error: error, span: span, index: lexemes.count))
      case .token(let kind):
        keep(Mistake(error: error, span: span, index: lexemes.count))
        append(kind, span)
      case .unknown:
        append(token.kind, span)
      }
    default:
      append(token.kind, span)
    }
  }

  private mutating func append(_ kind: TokenKind, _ span: Span) {
    lexemes.append(
      Lexeme(
        kind: kind,
        span: span,
        startsLine: newlines > 0,
        followsBlankLine: newlines > 1
      )
    )
    newlines = 0
  }

  private mutating func keep(_ mistake: Mistake) {
    guard mistakes.count < 1_000, mistakeLine != lines || mistakes.isEmpty else { return }
    mistakes.append(mistake)
    mistakeLine = lines
  }

  private func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }

  private enum Meaning {
    case token(TokenKind)
    case nothing
    case unknown
  }

  private func meaning(of error: LexicalError, _ text: String) -> Meaning {
    if error == .foreignName { return .token(.name) }
    guard let replacement = SpellingCorrection.replacement(of: error, text) else {
      return .unknown
    }
    let tokens = Lexer.tokens(Array(replacement.utf8))
    switch tokens.count {
    case 1: return .nothing
    case 2:
      switch tokens[0].kind {
      case .infix, .mark, .keyword: return .token(tokens[0].kind)
      default: return .unknown
      }
    default: return .unknown
    }
  }
}

/// What was meant by characters and operators that are not of the language.
enum SpellingCorrection {
  /// The text to write instead, nil if nobody knows.
  static func replacement(of error: LexicalError, _ text: String) -> String? {
    switch error {
    case .lookalike: text.unicodeScalars.first.flatMap(Lookalike.replacement)
    case .doubleStar: "^"
    case .foreignOperator: foreign[text]
    case .unknownCharacter: text == ";" ? "" : text == "!" ? "not" : nil
    case .foreignName: foreignName(text)
    case .fileTooLarge, .invalidEncoding, .malformedNumber, .numberOutOfRange, .tooLong: nil
    }
  }

  private static let foreign = [
    "...": "..", "..<": "..", "===": "==", "!==": "!=", "&&": "and", "||": "or", ":=": "=",
    "<>": "!=", "=<": "<=", "=>": ">=",
  ]

  private static func foreignName(_ text: String) -> String? {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
      } else if let name = Lookalike.name(ofGreek: scalar) {
        result += name
      } else {
        return nil
      }
    }
    return result
  }
}
