/// One word, number, symbol, comment or line end of source text.
package struct Token: Hashable, Sendable, BitwiseCopyable {
  /// What it is.
  package var kind: TokenKind

  /// The first byte.
  package var start: Int

  /// The byte after the last.
  package var end: Int
}

/// What a token is.
///
/// Words and symbols of the language exist here and nowhere else.
package enum TokenKind: Hashable, Sendable, BitwiseCopyable {
  /// A name, a function, or a word with a meaning in some places only.
  case name
  case number
  case keyword(Keyword)
  case infix(BinaryOperator)
  case mark(Mark)
  /// From `#` up to the end of the line.
  case comment
  case newline
  case endOfFile
  case error(LexicalError)
}

/// The words that cannot be names.
package enum Keyword: String, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case rule
  case state
  case input
  case when
  case otherwise = "else"
  case `repeat`
  case and
  case or
  case not
  case `in`
  case `as`
}

/// The symbols that are no operators.
package enum Mark: String, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case colon = ":"
  case assign = "="
  case range = ".."
}

/// The words that mean something in one place and are names elsewhere.
package enum ContextualWord: String, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  /// After a range of a hyperparameter.
  case log

  // Shapes of states.
  case scalar
  case global
  case row
  case column

  // Storage of states.
  case bf16
  case q8
  case q8u

  // Declared inputs.
  case hessianDiagonal = "hessian_diag"
  case hutchinson
  case gaussNewton = "gauss_newton"
  case loss
  case batchSize = "batch_size"
  case noise
  case normal
  case rademacher
  case uniform

  /// Where a word has its meaning.
  package enum Role: Hashable, Sendable {
    case range
    case shape
    case storage
    case source
  }

  /// Where the word has its meaning.
  package var role: Role {
    switch self {
    case .log: .range
    case .scalar, .global, .row, .column: .shape
    case .bf16, .q8, .q8u: .storage
    case .hessianDiagonal, .hutchinson, .gaussNewton, .loss, .batchSize, .noise, .normal,
      .rademacher, .uniform:
      .source
    }
  }
}

/// Why characters are no token.
package enum LexicalError: Hashable, Sendable, BitwiseCopyable {
  /// The file is larger than `Limits.sourceBytes`; the only token.
  case fileTooLarge
  case unknownCharacter
  /// A character beyond ASCII that `Lookalike` knows.
  case lookalike
  /// Bytes that are not UTF-8.
  case invalidEncoding
  /// A name with letters beyond ASCII.
  case foreignName
  case malformedNumber
  /// A number that overflows, or is not 0 and underflows.
  case numberOutOfRange
  /// A name or number of more than `Limits.nameBytes`.
  case tooLong
  /// `**`.
  case doubleStar
  /// An operator of other languages.
  case foreignOperator
}
