import Foundation
import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// Damaged examples through lexer, parser, renderer and formatter.
@Suite struct SyntaxFuzzTests {
  @Test func `no damage breaks the parser`() throws { try fuzz(count: 500) }

  @Test(.tags(.slow), .onlyWhenSlowTestsRun)
  func `no damage of a hundred thousand breaks the parser`() throws { try fuzz(count: 100_000) }

  private func fuzz(count: Int) throws {
    let sources = try FormatterTests.examples.map { Array(try Data(contentsOf: URL(filePath: $0))) }
    let seed = testSeed()
    var mutator = SourceMutator(sources, seed: seed)
    for index in 0..<UInt64(count) {
      let bytes = mutator.input(index)
      let context = Comment(rawValue: "OPT_SEED=\(seed), input \(index)")
      let file = SourceFile(path: "fuzz.opt", bytes: bytes)
      let (tree, problems) = Parser.parse(file)
      #expect(problems.count <= DiagnosticList.limit + 1, context)
      for label in problems.flatMap({ [$0.primary].compactMap(\.self) + $0.secondary }) {
        let span = label.span
        #expect(0 <= span.start && span.start <= span.end && span.end <= bytes.count, context)
      }
      _ = Formatter.format(tree)
      if let first = problems.first {
        _ = DiagnosticRenderer().render(first, in: file)
      } else if index % 8 == 0 {
        #expect(FormatLaws.violations(String(decoding: bytes, as: UTF8.self)) == [], context)
      }
      _ = Parser.parseInteractive(file)
    }
  }

  /// Inputs that are easy to make slow: time must grow with the size, not with its square.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "(", ")", "{", "}", "x = (", "x = ", ";", "\u{A0}", "\n", "# c\n", "-", "not ", "when (",
      "a + ",
      "f(", "rule ", "rule a() {\n", "else ", "when t == 1 {\n", "\u{2212}", "\u{FF}", "1e",
      "state m,", "1",
      "x", "2 ^ ", "rule a(x = 1, ",
    ]
  )
  func `long repetitions are read in time`(_ piece: String) {
    let count = 40_000 / piece.utf8.count
    for head in ["", "rule a() {\n"] {
      let text = head + String(repeating: piece, count: count)
      let file = SourceFile(path: "", text: text)
      let (tree, problems) = Parser.parse(file)
      #expect(!problems.isEmpty || piece.hasPrefix("\n"))
      _ = Formatter.format(tree)
    }
  }
}
