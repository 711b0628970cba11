/// Cuts the bytes of source text into tokens; any bytes at all.
///
/// What is no token becomes one of kind `error`, so that lexing never fails. Line ends are always
/// tokens: who reads them decides whether an open bracket continues the line. A byte order mark at
/// the beginning, spaces and tabs are skipped.
package struct Lexer: Sendable {
  private let bytes: [UInt8]
  private var position = 0
  /// Whether the last token is a comment whose line goes on with bytes that are not UTF-8.
  private var isInBrokenComment = false

  /// A lexer at the beginning of the bytes.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// All tokens of the bytes, the last one of kind `endOfFile`.
  package static func tokens(_ bytes: [UInt8]) -> [Token] {
    guard bytes.count <= Limits.sourceBytes else {
      return [
        Token(kind: .error(.fileTooLarge), start: 0, end: 0),
        Token(kind: .endOfFile, start: bytes.count, end: bytes.count),
      ]
    }
    var lexer = Lexer(bytes)
    var tokens: [Token] = []
    tokens.reserveCapacity(bytes.count / 3)
    while true {
      let token = lexer.next()
      tokens.append(token)
      if token.kind == .endOfFile { return tokens }
    }
  }

  /// The next token; `endOfFile` for ever at the end.
  package mutating func next() -> Token {
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
      position += 1
    }
    let start = position
    let kind = kindOfNext()
    return Token(kind: kind, start: start, end: position)
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func kindOfNext() -> TokenKind {
    guard let byte = peek() else { return .endOfFile }
    if isInBrokenComment {
      isInBrokenComment = false
      skip { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      return .error(.invalidEncoding)
    }
    switch byte {
    case UInt8(ascii: "\n"):
      position += 1
      return .newline
    case UInt8(ascii: "\r"):
      position += peek(1) == UInt8(ascii: "\n") ? 2 : 1
      return .newline
    case UInt8(ascii: "#"):
      return comment()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return number()
    case UInt8(ascii: ".") where peek(1).map(isDigit) == true:
      skip(isNumberPart)
      return .error(.malformedNumber)
    case _ where isLetter(byte):
      return word()
    case 0x80...:
      return beyondASCII()
    default:
      return symbol()
    }
  }

  private mutating func skip(_ matches: (UInt8) -> Bool) {
    while position < bytes.count, matches(bytes[position]) { position += 1 }
  }
}

// MARK: - Words and numbers

extension Lexer {
  private mutating func word() -> TokenKind {
    let start = position
    skip { isLetter($0) || isDigit($0) }
    if let byte = peek(), byte >= 0x80, let scalar = scalar(), isForeignLetter(scalar) {
      return foreignName()
    }
    guard position - start <= Limits.nameBytes else { return .error(.tooLong) }
    return keyword(from: start).map(TokenKind.keyword) ?? .name
  }

  private func keyword(from start: Int) -> Keyword? {
    guard position - start <= Lexer.longestKeyword else { return nil }
    let key = Lexer.key(bytes[start..<position])
    return Lexer.keywords.first { $0.key == key }?.keyword
  }

  private static let keywords = Keyword.allCases.map { (key: key($0.rawValue.utf8), keyword: $0) }

  private static let longestKeyword = Keyword.allCases.map(\.rawValue.utf8.count).max() ?? 0

  /// At most eight bytes as a number, the first one lowest.
  private static func key(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func foreignName() -> TokenKind {
    while let byte = peek() {
      if isLetter(byte) || isDigit(byte) {
        position += 1
      } else if let scalar = scalar(), isForeignLetter(scalar) {
        position += UTF8.width(scalar)
      } else {
        break
      }
    }
    return .error(.foreignName)
  }

  // number = digits [ "." digits ] [ ( "e" | "E" ) [ "+" | "-" ] digits ] .
  private mutating func number() -> TokenKind {
    let start = position
    skip(isDigit)
    if peek() == UInt8(ascii: "."), peek(1).map(isDigit) == true {
      position += 1
      skip(isDigit)
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      let isSigned = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      position += isSigned ? 2 : 1
      guard peek().map(isDigit) == true else { return malformedNumber() }
      skip(isDigit)
    }
    let isRange = peek() == UInt8(ascii: ".") && peek(1) == UInt8(ascii: ".")
    guard isRange || peek().map(isNumberPart) != true else { return malformedNumber() }
    return checkedNumber(bytes[start..<position])
  }

  private mutating func malformedNumber() -> TokenKind {
    while let byte = peek(), isNumberPart(byte) {
      if byte == UInt8(ascii: "."), peek(1) == byte { break }
      position += 1
    }
    return .error(.malformedNumber)
  }

  private func checkedNumber(_ digits: ArraySlice<UInt8>) -> TokenKind {
    guard digits.count <= Limits.nameBytes else { return .error(.tooLong) }
    guard let value = Double(String(decoding: digits, as: UTF8.self)) else {
      return .error(.malformedNumber)
    }
    let mantissa = digits.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let isZero = mantissa.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    return value.isFinite && (value != 0 || isZero) ? .number : .error(.numberOutOfRange)
  }
}

// MARK: - Symbols

extension Lexer {
  // The longest symbol counts, those of other languages included.
  private mutating func symbol() -> TokenKind {
    let next = Lexer.key(bytes[position..<min(position + 3, bytes.count)])
    let symbol = Lexer.symbols[Int(bytes[position])].first { $0.begins(next) }
    position += symbol?.length ?? 1
    return symbol?.kind ?? .error(.unknownCharacter)
  }

  private struct Symbol: BitwiseCopyable {
    let key: UInt64
    let length: Int
    let kind: TokenKind

    func begins(_ bytes: UInt64) -> Bool { bytes & (1 << (8 * UInt64(length)) - 1) == key }
  }

  /// By first byte, which is ASCII: the symbols that begin with it, the longest first.
  private static let symbols: [[Symbol]] = {
    let foreign = [
      "...", "..<", "===", "!==", "&&", "||", "//", "+=", "-=", "*=", "/=", "%=", "^=", ":=", "<>",
      "=<", "=>", "<<", ">>", "->", "++",
    ]
    let all =
      BinaryOperator.allCases.map { ($0.rawValue, TokenKind.infix($0)) }
      + Mark.allCases.map { ($0.rawValue, TokenKind.mark($0)) }
      + foreign.map { ($0, TokenKind.error(.foreignOperator)) }
      + [("**", TokenKind.error(.doubleStar))]
    let symbols = all.map { Symbol(key: key($0.0.utf8), length: $0.0.utf8.count, kind: $0.1) }
      .sorted { $0.length > $1.length }
    return (0..<0x80).map { first in symbols.filter { $0.key & 0xFF == first } }
  }()
}

// MARK: - Beyond ASCII

extension Lexer {
  // A comment ends before bytes that are not UTF-8, so that its text is what the file says; the
  // rest of the line is an error.
  private mutating func comment() -> TokenKind {
    while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      if byte < 0x80 {
        position += 1
      } else if let scalar = scalar() {
        position += UTF8.width(scalar)
      } else {
        isInBrokenComment = true
        break
      }
    }
    return .comment
  }

  private mutating func beyondASCII() -> TokenKind {
    guard let first = scalar() else {
      while let byte = peek(), byte >= 0x80, scalar() == nil { position += 1 }
      return .error(.invalidEncoding)
    }
    if Lookalike.replacement(of: first) != nil {
      position += UTF8.width(first)
      return .error(.lookalike)
    }
    if isForeignLetter(first) { return foreignName() }
    position += UTF8.width(first)
    return .error(.unknownCharacter)
  }

  /// The character at the position, nil if the bytes there are not UTF-8.
  private func scalar() -> Unicode.Scalar? {
    var decoder = UTF8()
    var rest = bytes[min(position, bytes.count)..<min(position + 4, bytes.count)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
    return scalar
  }

  private func isForeignLetter(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII && scalar.properties.isAlphabetic && Lookalike.replacement(of: scalar) == nil
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isLetter(_ byte: UInt8) -> Bool {
  let lower = byte | 0x20
  return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
}

private func isNumberPart(_ byte: UInt8) -> Bool {
  isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: ".")
}
