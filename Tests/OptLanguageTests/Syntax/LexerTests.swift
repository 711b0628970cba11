import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

@Suite struct LexerTests {
  /// The tokens of a text, `kind:text` each.
  private func tokens(_ bytes: [UInt8]) -> [String] {
    Lexer.tokens(bytes).dropLast().map { token in
      let text = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
      return switch token.kind {
      case .name: "name:\(text)"
      case .number: "number:\(text)"
      case .keyword: "keyword:\(text)"
      case .infix, .mark: text
      case .comment: "comment:\(text)"
      case .newline: "newline"
      case .endOfFile: "end"
      case .error(let error): "\(error):\(text)"
      }
    }
  }

  @Test(arguments: [
    ("w-1e-8*x_2", "name:w - number:1e-8 * name:x_2"),
    ("1..2", "number:1 .. number:2"),
    ("1 .. 1e-2 log", "number:1 .. number:1e-2 name:log"),
    ("0.5..2.5", "number:0.5 .. number:2.5"),
    ("a<=b==c!=d>=e<f>g", "name:a <= name:b == name:c != name:d >= name:e < name:f > name:g"),
    (
      "rule state input when else repeat and or not in as",
      "keyword:rule keyword:state keyword:input keyword:when keyword:else keyword:repeat keyword:and keyword:or keyword:not keyword:in keyword:as"
    ),
    ("rules log scalar q8", "name:rules name:log name:scalar name:q8"),
    ("{ } ( ) , : =", "{ } ( ) , : ="),
    ("a # b # c\nd", "name:a comment:# b # c newline name:d"),
    ("a\r\nb\rc\n\rd", "name:a newline name:b newline name:c newline newline name:d"),
    ("\u{FEFF}a\u{FEFF}", "name:a lookalike:\u{FEFF}"),
    ("\ta\t", "name:a"),
    ("a \u{2212} b \u{2013} c", "name:a lookalike:\u{2212} name:b lookalike:\u{2013} name:c"),
    ("\u{201C}a\u{201D}", "unknownCharacter:\u{201C} name:a unknownCharacter:\u{201D}"),
    ("ｗ（", "lookalike:ｗ lookalike:（"),
    ("x**2", "name:x doubleStar:** number:2"),
    ("x***2", "name:x doubleStar:** * number:2"),
    ("m += g // b", "name:m foreignOperator:+= name:g foreignOperator:// name:b"),
    ("a ... b", "name:a foreignOperator:... name:b"),
    ("a && b", "name:a foreignOperator:&& name:b"),
    (
      "1e 1e- 1.2.3 .5 5. 0x1F 1_000 2x",
      "malformedNumber:1e malformedNumber:1e- malformedNumber:1.2.3 malformedNumber:.5 malformedNumber:5. malformedNumber:0x1F malformedNumber:1_000 malformedNumber:2x"
    ),
    (
      "1e999 1e-999 0e-999 0.0 1e308",
      "numberOutOfRange:1e999 numberOutOfRange:1e-999 number:0e-999 number:0.0 number:1e308"
    ),
    ("β1 xβ é", "foreignName:β1 foreignName:xβ foreignName:é"),
    ("a\0b\u{1B}", "name:a unknownCharacter:\0 name:b unknownCharacter:\u{1B}"),
    (
      "[0] ; @ $",
      "unknownCharacter:[ number:0 unknownCharacter:] unknownCharacter:; unknownCharacter:@ unknownCharacter:$"
    ),
    ("a.b", "name:a unknownCharacter:. name:b"),
    ("x²", "name:x lookalike:²"),
  ])
  func `text is cut into tokens`(text: String, expected: String) {
    #expect(tokens(Array(text.utf8)).joined(separator: " ") == expected)
  }

  @Test func `bytes that are not UTF-8 are one error`() {
    #expect(
      Lexer.tokens([0x61, 0xFF, 0xFE, 0xC3, 0x62]).map(\.kind)
        == [.name, .error(.invalidEncoding), .name, .endOfFile]
    )
    // A comment ends where its text does, and the bytes behind belong to no line of code.
    #expect(
      Lexer.tokens([0x23, 0x61, 0xFF, 0x62, 0x0A, 0x62]).map(\.kind)
        == [.comment, .error(.invalidEncoding), .newline, .name, .endOfFile]
    )
  }

  @Test func `words and files have limits`() {
    let word = String(repeating: "x", count: Limits.nameBytes)
    #expect(Lexer.tokens(Array(word.utf8))[0].kind == .name)
    #expect(Lexer.tokens(Array((word + "x").utf8))[0].kind == .error(.tooLong))
    let digits = String(repeating: "1", count: Limits.nameBytes + 1)
    #expect(Lexer.tokens(Array(digits.utf8))[0].kind == .error(.tooLong))
    let file = Array(repeating: UInt8(ascii: " "), count: Limits.sourceBytes)
    #expect(Lexer.tokens(file).map(\.kind) == [.endOfFile])
    #expect(Lexer.tokens(file + [0x20]).map(\.kind) == [.error(.fileTooLarge), .endOfFile])
  }

  @Test func `no name is a keyword`() {
    let names =
      Opcode.allCases.map(\.name) + Builtin.allCases.map(\.name)
      + ContextualWord.allCases.map(\.rawValue) + ["pi", "e"]
    for name in names { #expect(Lexer.tokens(Array(name.utf8))[0].kind == .name) }
  }

  @Test func `tokens of any bytes follow each other`() {
    let seed = testSeed()
    var random = RandomStream(seed: seed, purpose: .test)
    let pieces: [[UInt8]] = [
      [0xFF], [0xC3], [0xE2, 0x88], [0xE2, 0x88, 0x92], [0x00], [0x0A], [0x0D], [0x23], [0x2E],
      Array("1e".utf8), Array("..".utf8), Array("x".utf8), Array("β".utf8), Array(" ".utf8),
    ]
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<random.below(12) {
        bytes +=
          random.below(3) == 0 ? [UInt8(random.below(256))] : pieces[random.below(pieces.count)]
      }
      var end = 0
      for token in Lexer.tokens(bytes) {
        #expect(token.start >= end, "seed \(seed): \(bytes)")
        #expect(token.end > token.start || token.kind == .endOfFile, "seed \(seed): \(bytes)")
        end = token.end
      }
      #expect(end == bytes.count || bytes[end...].allSatisfy { $0 == 0x20 || $0 == 0x09 })
    }
  }

  @Test(arguments: [
    (5.0, "5"), (0.9, "0.9"), (1e-8, "1e-8"), (-0.0, "-0"), (1.5e300, "1.5e300"),
    (0.1 + 0.2, "0.30000000000000004"),
    (1e16, "1e16"), (123_456_789.0, "123456789"), (.leastNonzeroMagnitude, "5e-324"),
  ])
  func `numbers have a shortest text`(number: Double, text: String) {
    #expect(number.optText == text)
    #expect(Double(text) == number)
  }
}
