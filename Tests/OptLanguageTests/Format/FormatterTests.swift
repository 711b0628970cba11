import Foundation
import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// Formats a body of a rule and expects it to become another, or to stay as it is.
private func expectFormat(
  _ body: String,
  becomes expected: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let indented = { (text: String) in
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
  }
  let source = "rule r() {\n\(indented(body))\n}\n"
  let formatted = Formatter.format(SourceFile(path: "", text: source)).text
  #expect(
    formatted == "rule r() {\n\(indented(expected ?? body))\n}\n",
    sourceLocation: sourceLocation
  )
  #expect(FormatLaws.violations(source) == [], sourceLocation: sourceLocation)
}

@Suite struct FormatterTests {
  @Test func `blanks are in their places`() {
    expectFormat("x=a+b*-c^2", becomes: "x = a + b * -c ^ 2")
    expectFormat("x = f( a,b , c )", becomes: "x = f(a, b, c)")
    expectFormat("x = 2 ^ -x", becomes: "x = 2 ^ -x")
    expectFormat("state   m ,v:row   as q8=0", becomes: "state m, v: row as q8 = 0")
    expectFormat(
      "state L:rows*rows = 1e-6*eye( rows )",
      becomes: "state L: rows * rows = 1e-6 * eye(rows)"
    )
    expectFormat(
      "input h=hessian_diag( hutchinson )",
      becomes: "input h = hessian_diag(hutchinson)"
    )
    expectFormat("x = 1# c", becomes: "x = 1  # c")
  }

  @Test func `blocks are broken over lines`() {
    expectFormat(
      "when t==1{x=1}else when t==2{x=2}else{x=3}",
      becomes: "when t == 1 {\n  x = 1\n} else when t == 2 {\n  x = 2\n} else {\n  x = 3\n}"
    )
    expectFormat("repeat 5{x=1}", becomes: "repeat 5 {\n  x = 1\n}")
    expectFormat("when t == 1\n{\n}\nelse\n{\n}", becomes: "when t == 1 {} else {}")
    expectFormat("when (t == 1) { x = 1 }", becomes: "when t == 1 {\n  x = 1\n}")
    expectFormat(
      "when (t == 1 or rank==2) and(T>5) {x=1}",
      becomes: "when (t == 1 or rank == 2) and (T > 5) {\n  x = 1\n}"
    )
  }

  @Test func `brackets around a whole value go`() {
    expectFormat("x = (a + b)", becomes: "x = a + b")
    expectFormat("x = ((a))", becomes: "x = a")
    expectFormat("x = (a + b) * c")
    expectFormat("x = f((a), (b))")
  }

  @Test func `long values break inside of brackets`() {
    let name = String(repeating: "n", count: 30)
    expectFormat(
      "x = \(name) * \(name) + \(name) - \(name)",
      becomes: "x = (\n  \(name) * \(name)\n  + \(name)\n  - \(name)\n)"
    )
    expectFormat(
      "x = f(\(name), \(name), \(name), a)",
      becomes: "x = f(\n  \(name),\n  \(name),\n  \(name),\n  a\n)"
    )
    expectFormat(
      "x = a * f(\(name), \(name), \(name) + b)",
      becomes: """
        x = (
          a
          * f(
            \(name),
            \(name),
            \(name) + b
          )
        )
        """
    )
    expectFormat(
      "x = a + \(name) * \(name) * \(name) * f(b)",
      becomes: """
        x = (
          a
          + \(name)
            * \(name)
            * \(name)
            * f(b)
        )
        """
    )
    expectFormat(
      "when \(name) == 1 and \(name) == 2 or \(name) == 3 {\n}",
      becomes: "when (\n  \(name) == 1 and \(name) == 2\n  or \(name) == 3\n) {}"
    )
    expectFormat(
      "state \(name), \(name)1, \(name)2, \(name)3",
      becomes: "state \(name),\n  \(name)1,\n  \(name)2,\n  \(name)3"
    )
  }

  @Test func `comments and empty lines stay`() {
    expectFormat(
      """
      # before
      state m  # suffix

      # apart

      x = 1
      # together
      y = 2
      when t == 1 {  # opening
        z = 3

        # last
      } else {
        # alone
      }  # behind
      # end
      """
    )
    expectFormat(
      "\n\n# a\n\n\n\nx = 1\n\n\ny = (1 # inside\n + 2) # behind\n\n",
      becomes: "# a\n\nx = 1\n\n# inside\ny = 1 + 2  # behind"
    )
  }

  @Test(arguments: [
    ("", ""),
    ("rule a(){}rule b(){}", "rule a() {}\n\nrule b() {}\n"),
    (
      "# a\n\n\n# b\nrule a(){}\n# c\nrule b(){}\n\n\n# d",
      "# a\n\n# b\nrule a() {}\n\n# c\nrule b() {}\n\n# d\n"
    ),
    ("rule a(x=1,y=-2 in-3..4 log,){}", "rule a(x = 1, y = -2 in -3 .. 4 log) {}\n"),
    ("rule a(x = 1, # c\n y = 2){}", "rule a(\n  x = 1,  # c\n  y = 2,\n) {}\n"),
    ("rule a(x = 1 # c\n){ # d\n}", "rule a(\n  x = 1,  # c\n) {  # d\n}\n"),
    (
      "\u{FEFF}rule a() {\r\n  x = 1\r\n\r\n\r\n  y = 2\r\n}\r\n",
      "rule a() {\n  x = 1\n\n  y = 2\n}\n"
    ),
  ])
  func `files are formatted`(source: String, expected: String) {
    let tree = Parser.parse(SourceFile(path: "", text: source)).tree
    #expect(Formatter.format(tree) == expected)
  }

  @Test func `files with errors are left alone`() {
    let (text, diagnostics) = Formatter.format(SourceFile(path: "", text: "rule a() { x = }"))
    #expect(text == nil)
    #expect(diagnostics.count == 1)
  }

  @Test func `made trees get the brackets they need`() {
    let a = ExpressionSyntax(kind: .name("a"))
    func binary(
      _ infix: BinaryOperator,
      _ left: ExpressionSyntax,
      _ right: ExpressionSyntax
    ) -> ExpressionSyntax {
      ExpressionSyntax(kind: .binary(infix, operatorSpan: .none, left, right))
    }
    func text(_ expression: ExpressionSyntax) -> String { Formatter.format(expression) }
    let sum = binary(.add, a, a)
    #expect(text(binary(.multiply, sum, a)) == "(a + a) * a")
    #expect(text(binary(.subtract, a, sum)) == "a - (a + a)")
    #expect(text(binary(.subtract, sum, a)) == "a + a - a")
    #expect(text(binary(.power, .constant(-2), a)) == "(-2) ^ a")
    #expect(text(binary(.power, a, .constant(-2))) == "a ^ -2")
    #expect(text(binary(.power, binary(.power, a, a), a)) == "(a ^ a) ^ a")
    #expect(text(binary(.power, a, binary(.power, a, a))) == "a ^ a ^ a")
    #expect(text(ExpressionSyntax(kind: .negate(sum))) == "-(a + a)")
    #expect(text(ExpressionSyntax(kind: .negate(binary(.power, a, a)))) == "-a ^ a")
    #expect(text(binary(.less, binary(.less, a, a), a)) == "(a < a) < a")
    #expect(text(binary(.multiply, a, ExpressionSyntax(kind: .negate(a)))) == "a * -a")
  }

  static let examples: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../examples").standardizedFileURL
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "opt" }.map(\.path).sorted()
  }()

  @Test func `the laws hold for the examples`() throws {
    #expect(FormatterTests.examples.count >= 30)
    for path in FormatterTests.examples {
      let source = try String(contentsOfFile: path, encoding: .utf8)
      #expect(FormatLaws.violations(source) == [], "\(path)")
    }
  }

  @Test func `the laws hold for random programs`() { checkRandomPrograms(count: 500) }

  @Test(.tags(.slow), .onlyWhenSlowTestsRun)
  func `the laws hold for ten thousand random programs`() { checkRandomPrograms(count: 10_000) }

  private func checkRandomPrograms(count: Int) {
    let seed = testSeed()
    for index in 0..<UInt64(count) {
      var generator = SyntaxGenerator(seed: seed, index: index)
      let tree = generator.tree()
      let formatted = Formatter.format(tree)
      let context = Comment(rawValue: "OPT_SEED=\(seed), program \(index):\n\(formatted)")
      let (parsed, problems) = Parser.parse(SourceFile(path: "", text: formatted))
      #expect(problems == [], context)
      let shape = SExpression(ignored: .all)
      #expect(shape.text(parsed) == shape.text(tree), context)
      #expect(FormatLaws.comments(of: formatted) == tree.comments, context)
      #expect(FormatLaws.violations(formatted) == [], context)
      var scrambler = Scrambler(seed: seed, index: index)
      let scrambled = scrambler.scramble(formatted)
      #expect(FormatLaws.violations(scrambled) == [], "\(scrambled)")
    }
  }
}

/// Lays a source out as badly as the grammar allows.
struct Scrambler {
  private var random: RandomStream

  init(seed: UInt64, index: UInt64) {
    random = RandomStream(seed: seed &+ 1, purpose: .test, index: index)
  }

  mutating func scramble(_ source: String) -> String {
    let file = SourceFile(path: "", text: source)
    var open = 0
    var result = ""
    for token in Lexer.tokens(file.bytes) {
      if token.kind == .mark(.leftParenthesis) { open += 1 }
      if token.kind == .mark(.rightParenthesis) { open -= 1 }
      if token.kind == .newline {
        result += String(
          repeating: random.below(3) == 0 ? "\r\n" : "\n",
          count: 1 + random.below(3)
        )
      } else {
        result += blank() + file.text(of: Span(token.start, token.end))
        // Behind a comment the line ends anyway.
        if open > 0, token.kind != .comment, random.below(12) == 0 {
          result += random.below(3) == 0 ? " # moved\n" : "\n"
        }
      }
    }
    return result
  }

  private mutating func blank() -> String {
    [" ", "  ", "\t", " \t "][random.below(4)]
  }
}
