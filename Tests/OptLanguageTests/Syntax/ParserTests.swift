import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// The tree of the statements of a rule, and the problems as `line:column code`.
func parseBody(_ body: String) -> (tree: String, problems: [String]) {
  let head = "rule r() {\n"
  let file = SourceFile(path: "test.opt", text: head + body + "\n}\n")
  let (tree, diagnostics) = Parser.parse(file)
  let problems = diagnostics.map { diagnostic in
    let position = file.position(of: diagnostic.primary?.span.start ?? 0)
    return "\(position.line - 1):\(position.column) \(diagnostic.code)"
  }
  return (tree.rules.first.map { SExpression().text($0.body) } ?? "no rule", problems)
}

@Suite struct ParserTests {
  @Test(arguments: [
    ("a + b * c", "(+ a (* b c))"),
    ("a - b - c", "(- (- a b) c)"),
    ("a / b * c % d", "(% (* (/ a b) c) d)"),
    ("a ^ b ^ c", "(^ a (^ b c))"),
    ("-x ^ 2", "(neg (^ x 2))"),
    ("2 ^ -x", "(^ 2 (neg x))"),
    ("2 ^ -x ^ 2", "(^ 2 (neg (^ x 2)))"),
    ("-a * b", "(* (neg a) b)"),
    ("a * -b", "(* a (neg b))"),
    ("a - -b", "(- a (neg b))"),
    ("--a", "(neg (neg a))"),
    ("(a + b) * c", "(* (() (+ a b)) c)"),
    ("a + b < c * d", "(< (+ a b) (* c d))"),
    ("(a < b) == (c > d)", "(== (() (< a b)) (() (> c d)))"),
    ("f(a, -b, g(1e-8))", "(f() a (neg b) (g() 1e-8))"),
    ("f()", "(f())"),
    ("f(\n  a, # one\n\n  b,\n)", "(f() a b)"),
    ("(a\n + b)", "(+ a b)"),
    ("log(x) + log2(log)", "(+ (log() x) (log2() log))"),
    ("a<-b", "(< a (neg b))"),
  ])
  func `operators bind as the table says`(text: String, expected: String) {
    let (tree, problems) = parseBody("x = \(text)")
    #expect(tree == "((= x \(expected)))")
    #expect(problems == [])
  }

  @Test(arguments: [
    ("t == 1", "(== t 1)"),
    (
      "t % 10 == 1 and rank >= 2 or not T > 5",
      "(or (and (== (% t 10) 1) (>= rank 2)) (not (> T 5)))"
    ),
    ("not (t == 1)", "(not (() (== t 1)))"),
    ("(t == 1) and ((t + 1) % 2 == 0)", "(and (() (== t 1)) (() (== (% (() (+ t 1)) 2) 0)))"),
    (
      "(t == 1 and rank == 2) or not not T < 3",
      "(or (() (and (== t 1) (== rank 2))) (not (not (< T 3))))"
    ),
    ("(t + 1) % 2 == 0", "(== (% (() (+ t 1)) 2) 0)"),
    ("(t == 1\n  or t == 2)", "(or (== t 1) (== t 2))"),
  ])
  func `conditions are joined by words`(text: String, expected: String) {
    let (tree, problems) = parseBody("when \(text) { x = 1 }")
    #expect(tree == "((when \(expected) ((= x 1))))")
    #expect(problems == [])
  }

  @Test(arguments: [
    ("state m", "((state (m)))"),
    ("state m, v as q8", "((state (m v) as:q8))"),
    ("state m,\n  v", "((state (m v)))"),
    ("state d: scalar = 1e-6", "((state (d) :scalar 1e-6))"),
    (
      "state L: rows * cols as bf16 = eps * eye(rows)",
      "((state (L) :rows*cols as:bf16 (* eps (eye() rows))))"
    ),
    ("input loss", "((input loss))"),
    ("input h = hessian_diag(hutchinson)", "((input h hessian_diag hutchinson))"),
    ("input b = batch_size", "((input b batch_size))"),
    ("repeat 5 { x = 1 }", "((repeat 5 ((= x 1))))"),
    ("repeat 5\n{\n}", "((repeat 5 ()))"),
    ("when t == 1 { x = 1 } else { x = 2 }", "((when (== t 1) ((= x 1)) else ((= x 2))))"),
    ("when t == 1 {\n x = 1\n}\nelse {\n x = 2\n}", "((when (== t 1) ((= x 1)) else ((= x 2))))"),
    (
      "when t == 1 { } else when t == 2 { } else { }",
      "((when (== t 1) () elsewhen ((when (== t 2) () else ()))))"
    ),
    ("x = 1 # c\n\n# d\ny = 2", "((= x 1) (= y 2))"),
  ])
  func `declarations and blocks`(text: String, expected: String) {
    let (tree, problems) = parseBody(text)
    #expect(tree == expected)
    #expect(problems == [])
  }

  @Test func `heads of rules`() {
    let source = """
      rule a() {}
      rule b(x = 1, y = -0.5 in -1 .. 1, z = 1e-8 in 1e-12 .. 1e-2 log,) {}
      rule c(
        log = 2 in 1 .. 3 log
      )
      {
      }
      """
    let (tree, diagnostics) = Parser.parse(SourceFile(path: "", text: source))
    #expect(diagnostics == [])
    #expect(
      SExpression().text(tree)
        == """
        (rule a () ())
        (rule b ((x 1) (y -0.5 -1..1) (z 1e-8 1e-12..1e-2 log)) ())
        (rule c ((log 2 1..3 log)) ())
        """
    )
    #expect(tree.rules[1].hyperparameters[1].defaultValue.value == -0.5)
    #expect(tree.rules[1].hyperparameters[1].range?.low.value == -1)
  }

  /// After a problem the statements behind it are in the tree, and the names it would have assigned.
  @Test(arguments: [
    ("a = 2 g\nb = 3", "((= a 2) (= b 3))", ["1:7 OPT0101"]),
    ("a = \nb = 3", "((= a error) (= b 3))", ["1:4 OPT0102"]),
    ("a = f(1,\nb = 3\nc = 4", "((= a error) (= b 3) (= c 4))", ["1:6 OPT0103"]),
    ("a = (1\nb = 3", "((= a error) (= b 3))", ["1:5 OPT0103"]),
    ("a = (1 +\nb = 3", "((= a error) (= b 3))", ["1:5 OPT0103"]),
    ("a = f(1,\n  ** 2,\n  3)\nb = 3", "((= a error) (= b 3))", ["2:3 OPT0005"]),
    ("a == 2\nb = 3", "((= a 2) (= b 3))", ["1:3 OPT0111"]),
    ("a = 1 ** 2\nb = 3", "((= a (^ 1 2)) (= b 3))", ["1:7 OPT0005"]),
    ("a = 1 \u{2212} 2 \u{2212} 3", "((= a (- (- 1 2) 3)))", ["1:7 OPT0002"]),
    ("\u{A0}a = 1;", "((= a 1))", ["1:1 OPT0002"]),
    ("a += 1\nb = 3", "(error (= b 3))", ["1:3 OPT0006"]),
    ("a = 1 < 2 < 3\nb = 3", "((= a error) (= b 3))", ["1:11 OPT0106"]),
    (
      "if t == 1 {\n a = 1\n} else if t == 2 { a = 2 }\nb = 3",
      "((when (== t 1) ((= a 1)) elsewhen ((when (== t 2) ((= a 2))))) (= b 3))",
      ["1:1 OPT0112", "3:8 OPT0112"]
    ),
    ("for i in 3 {\n a = 1\n}\nb = 3", "((repeat 1 ((= a 1))) (= b 3))", ["1:1 OPT0112"]),
    ("let a = 1\nb = a", "((= a 1) (= b a))", ["1:1 OPT0112"]),
    ("when t = 1 {\n a = 1\n}", "((when error ((= a 1))))", ["1:8 OPT0101"]),
    ("when t == 1\nb = 3", "(error (= b 3))", ["1:12 OPT0101"]),
    ("repeat n { a = 1 }", "((repeat 1 ((= a 1))))", ["1:8 OPT0101"]),
    ("repeat 0 { a = 1 }", "((repeat 1 ((= a 1))))", ["1:8 OPT0113"]),
    ("a = 1\nstate m\nb = m", "((= a 1) (state (m)) (= b m))", ["2:1 OPT0109"]),
    ("when t == 1 {\n state m\n}", "((when (== t 1) ((state (m)))))", ["2:2 OPT0109"]),
    ("state = 1\nb = 3", "(error (= b 3))", ["1:1 OPT0110"]),
    ("a = state + 1\nb = 3", "((= a error) (= b 3))", ["1:5 OPT0110"]),
    ("1 + 2\nb = 3", "(error (= b 3))", ["1:1 OPT0101"]),
    ("** 2\nb = 3", "(error (= b 3))", ["1:1 OPT0005"]),
    ("1e-\nb = 3", "(error (= b 3))", ["1:1 OPT0004"]),
    ("state m = 1 as q8\nb = 3", "((state (m) 1) (= b 3))", ["1:13 OPT0101"]),
    ("state m v\nb = 3", "((state (m)) (= b 3))", ["1:9 OPT0101"]),
    ("norm(g)\nb = 3", "(error (= b 3))", ["1:5 OPT0101"]),
    ("a = 1 b = 2\nc = 3", "((= a 1) (= c 3))", ["1:7 OPT0101"]),
    ("a = 1) + 2\nb = 3", "((= a 1) (= b 3))", ["1:6 OPT0101"]),
    ("a = not b", "((= a error))", ["1:5 OPT0102"]),
    ("when t == 1 and (not rank) + 1 == 2 { a = 1 }", "((when error ((= a 1))))", ["1:28 OPT0101"]),
    ("β = 1\nb = β", "((= β 1) (= b β))", ["1:1 OPT0009", "2:5 OPT0009"]),
  ])
  func `parsing goes on behind a problem`(text: String, tree: String, problems: [String]) {
    let found = parseBody(text)
    #expect(found.tree == tree)
    #expect(found.problems == problems)
  }

  @Test(arguments: [
    ("", ["1:1 OPT0108"]),
    ("# nothing\n\n", ["3:1 OPT0108"]),
    ("x = 1\ny = 2\nrule a() {}", ["1:1 OPT0107"]),
    ("}\nrule a() {}", ["1:1 OPT0105"]),
    ("rule a() {\n}\n}\n", ["3:1 OPT0105"]),
    ("rule a() {\n when t == 1 {\n}\n", ["2:14 OPT0104"]),
    ("rule a() {\n\nrule b() {\n}\n", ["1:10 OPT0104"]),
    ("rule a {\n x = 1\n}", ["1:8 OPT0101"]),
    ("rule () {\n x = 1\n}", ["1:6 OPT0101"]),
    ("rule a()\n x = 1\n}", ["1:9 OPT0101"]),
    ("rule a(b) { x = 1 }", ["1:9 OPT0101"]),
    ("rule a(b = 1 - 2) { x = 1 }", ["1:14 OPT0101"]),
    ("rule a(b = 1 in 2) { x = 1 }", ["1:18 OPT0101"]),
    ("rule a(b = 1\n{ x = 1 }", ["1:7 OPT0103"]),
    ("rule when() { x = 1 }", ["1:6 OPT0110"]),
    ("rule", ["1:5 OPT0101"]),
    ("rule a(b = 1 in 1 ... 2) { x = 1 }", ["1:19 OPT0006"]),
  ])
  func `broken heads are reported once`(text: String, problems: [String]) {
    let file = SourceFile(path: "", text: text)
    let found = Parser.parse(file).diagnostics.map { diagnostic in
      let position = file.position(of: diagnostic.primary?.span.start ?? 0)
      return "\(position.line):\(position.column) \(diagnostic.code)"
    }
    #expect(found == problems)
  }

  @Test(arguments: [
    String(repeating: "(", count: 101) + "g" + String(repeating: ")", count: 101),
    String(repeating: "-", count: 101) + "g",
    String(repeating: "f(", count: 101) + "g" + String(repeating: ")", count: 101),
    String(repeating: "2 ^ ", count: 101) + "g",
    String(repeating: "g + ", count: 101) + "g",
    String(repeating: "(", count: 100_000),
  ])
  func `deep nesting is an error`(text: String) {
    #expect(parseBody("x = \(text)\ny = 1").problems.map { $0.suffix(7) } == ["OPT0402"])
  }

  @Test func `deep blocks are an error`() {
    for count in [101, 10_000] {
      let text =
        String(repeating: "when t == 1 {\n", count: count) + String(repeating: "}\n", count: count)
      #expect(parseBody(text + "y = 1").problems.map { $0.suffix(7) } == ["OPT0402"])
    }
    let chain = "when t == 1 { }" + String(repeating: " else when t == 1 { }", count: 101)
    #expect(parseBody(chain).problems.map { $0.suffix(7) } == ["OPT0402"])
    let condition = String(repeating: "t == 1 and ", count: 101) + "t == 1"
    #expect(parseBody("when \(condition) { }").problems.map { $0.suffix(7) } == ["OPT0402"])
  }

  @Test func `nesting up to the limit is fine`() {
    let depth = Limits.nesting - 1
    let text = String(repeating: "(", count: depth) + "g" + String(repeating: ")", count: depth)
    #expect(parseBody("x = \(text)").problems == [])
  }

  @Test func `a hundred errors are enough`() {
    let text = String(repeating: "x = \n", count: 500)
    let (_, diagnostics) = Parser.parse(SourceFile(path: "", text: "rule a() {\n\(text)}"))
    #expect(diagnostics.count == 101)
    #expect(diagnostics.last?.code == .limit(.tooManyErrors))
  }

  @Test func `comments stay with their nodes`() throws {
    let source = """
      # head

      # rule
      rule a( # open
        x = 1, # x
        # y
        y = 2 # z
      ) { # body

        # before
        m = (1 # inside
          + 2) # suffix
        when t == 1 { # then
          # empty
        } else { # other
        } # end
        # last
      } # after
      # tail
      """
    let (tree, diagnostics) = Parser.parse(SourceFile(path: "", text: source))
    #expect(diagnostics == [])
    let rule = try #require(tree.rules.first)
    #expect(rule.trivia.before.map(\.text) == ["# head", "# rule"])
    #expect(rule.trivia.before.map(\.followsBlankLine) == [false, true])
    #expect(rule.trivia.suffix?.text == "# after")
    #expect(rule.hyperparameters.map { $0.trivia.before.map(\.text) } == [["# open"], ["# y"]])
    #expect(rule.hyperparameters.map { $0.trivia.suffix?.text } == ["# x", "# z"])
    #expect(rule.body.openingComment?.text == "# body")
    #expect(rule.body.items[0].trivia.before.map(\.text) == ["# before", "# inside"])
    #expect(rule.body.items[0].trivia.suffix?.text == "# suffix")
    #expect(rule.body.items[1].trivia.suffix?.text == "# end")
    #expect(rule.body.trailingComments.map(\.text) == ["# last"])
    #expect(tree.trailingComments.map(\.text) == ["# tail"])
    guard case .when(let when) = rule.body.items[1].kind else {
      Issue.record("no when")
      return
    }
    #expect(when.body.openingComment?.text == "# then")
    #expect(when.body.trailingComments.map(\.text) == ["# empty"])
    #expect(when.otherwise?.openingComment?.text == "# other")
  }

  @Test func `spans cover what was read`() throws {
    let source = "rule a(b = -1 in 0 .. 2) {\n  x = f(b) + -y # c\n}\n"
    let file = SourceFile(path: "", text: source)
    let rule = try #require(Parser.parse(file).tree.rules.first)
    #expect(file.text(of: rule.span) == source.dropLast())
    #expect(file.text(of: rule.hyperparameters[0].span) == "b = -1 in 0 .. 2")
    #expect(file.text(of: rule.hyperparameters[0].defaultValue.span) == "-1")
    #expect(file.text(of: rule.body.items[0].span) == "x = f(b) + -y")
    guard case .assignment(_, let value) = rule.body.items[0].kind,
      case .binary(_, let symbol, let left, let right) = value.kind
    else {
      Issue.record("no sum")
      return
    }
    #expect(file.text(of: value.span) == "f(b) + -y")
    #expect(file.text(of: symbol) == "+")
    #expect(file.text(of: left.span) == "f(b)")
    #expect(file.text(of: right.span) == "-y")
  }
}
