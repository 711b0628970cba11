import Foundation
import OptDiagnostics
import OptTestSupport
import Testing

@testable import OptLanguage

/// Mistakes with the messages they give: `Cases/*.opt`, and as people see them `Goldens/*.txt`.
@Suite struct SyntaxCaseTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let files = ["characters", "structure"]

  static func chunks(_ name: String) throws -> [SourceChunk] {
    try SourceChunk.read(folder.appending(path: name + ".opt"))
  }

  @Test(arguments: files)
  func `each mistake gives its message and no other`(_ name: String) throws {
    for chunk in try SyntaxCaseTests.chunks(name) {
      let file = SourceFile(path: chunk.name, text: chunk.text)
      let found = Parser.parse(file).diagnostics
      #expect(!chunk.expectations.isEmpty, "\(chunk.name)")
      let places = found.map { diagnostic in
        let line = file.position(of: diagnostic.primary?.span.start ?? 0).line
        return "\(line): \(diagnostic.severity.rawValue)[\(diagnostic.code)]"
      }
      #expect(places == chunk.expectations.map { "\($0.line): \($0.heading)" }, "\(chunk.name)")
      for (diagnostic, expectation) in zip(found, chunk.expectations) {
        #expect(diagnostic.message.contains(expectation.text), "\(chunk.name)")
      }
    }
  }

  @Test(arguments: files)
  func `messages look as recorded`(_ name: String) throws {
    let text = try SyntaxCaseTests.chunks(name).map { chunk in
      let file = SourceFile(path: chunk.name, text: chunk.text)
      return chunk.text + "\n\n"
        + DiagnosticRenderer().render(Parser.parse(file).diagnostics, in: file)
    }
    expectGolden(
      text.joined(separator: "\n" + String(repeating: "=", count: 80) + "\n"),
      name + ".txt"
    )
  }

  @Test func `every code of the lexer and the parser has a case`() throws {
    let expected = try SyntaxCaseTests.files.flatMap(SyntaxCaseTests.chunks).flatMap(\.expectations)
    // Not to be written in a file of cases: bytes that are not UTF-8 and overlong words.
    let elsewhere: [DiagnosticCode] = [.lexer(.invalidEncoding), .lexer(.wordTooLong)]
    let codes =
      LexerCode.allCases.map(DiagnosticCode.lexer) + ParserCode.allCases.map(DiagnosticCode.parser)
    for code in codes where !elsewhere.contains(code) {
      #expect(expected.contains { $0.heading == "error[\(code)]" }, "\(code)")
    }
  }

  @Test func `carriage returns, tabs and odd bytes are shown in place`() {
    let sources: [[UInt8]] = [
      Array("rule sgd() {\r\n\tupdate = lr *\r\n}\r\n".utf8),
      Array("\u{FEFF}rule sgd() {\n\tupdate =\tlr ** g # 重み\n}".utf8),
      Array("rule sgd() {\n  update = lr * ".utf8) + [0xFF, 0xC3] + Array("g\n}\n".utf8),
      Array("rule sgd() {\n  # caf".utf8) + [0xE9] + Array(" au lait\n  update = lr * g\n}\n".utf8),
      Array("rule sgd() {\n  update = lr * (g".utf8),
      Array("rule sgd() {\n  \(String(repeating: "x", count: 101)) = g\n}\n".utf8),
    ]
    let text = sources.map { bytes in
      let file = SourceFile(path: "odd.opt", bytes: bytes)
      let source = String(decoding: bytes, as: UTF8.self).debugDescription
      return source + "\n\n" + DiagnosticRenderer().render(Parser.parse(file).diagnostics, in: file)
    }
    expectGolden(text.joined(separator: "\n"), "odd.txt")
  }

  @Test(
    arguments: LexerCode.allCases.map(DiagnosticCode.lexer)
      + ParserCode.allCases.map(DiagnosticCode.parser) + [.limit(.nestingTooDeep)]
  )
  func `explanations are true`(_ code: DiagnosticCode) {
    let explanation = code.explanation
    var bytes = Array(explanation.example.utf8)
    if code == .lexer(.invalidEncoding) {
      // The text cannot hold the byte it speaks of.
      bytes = bytes.split(separator: [0xEF, 0xBF, 0xBD]).joined(separator: [0xFF]).map { $0 }
    }
    let found = Parser.parse(SourceFile(path: "", bytes: bytes)).diagnostics
    #expect(!found.isEmpty && found.allSatisfy { $0.code == code }, "\(found)")
    #expect(Parser.parse(SourceFile(path: "", text: explanation.instead)).diagnostics == [])
  }

  @Test(arguments: files)
  func `safe edits mend what they are for`(_ name: String) throws {
    for chunk in try SyntaxCaseTests.chunks(name) {
      let file = SourceFile(path: chunk.name, text: chunk.text)
      for diagnostic in Parser.parse(file).diagnostics {
        for fixIt in diagnostic.fixIts where fixIt.applicability == .safe {
          let mended = Parser.parse(file.applying([fixIt])).diagnostics
          #expect(mended.count < Parser.parse(file).diagnostics.count, "\(chunk.name)")
        }
      }
    }
  }
}
