import OptDiagnostics
import Testing

@testable import OptLanguage

@Suite struct InteractiveTests {
  private func parse(_ text: String) -> (input: String, codes: [String]) {
    let (input, diagnostics) = Parser.parseInteractive(SourceFile(path: "<input>", text: text))
    let tree = SExpression()
    let shown =
      switch input {
      case .rules(let rules): tree.text(rules)
      case .items(let items): items.map { tree.text($0.kind) }.joined(separator: " ")
      case .expression(let expression): tree.text(expression)
      }
    return (shown, diagnostics.map(\.code.rawValue))
  }

  @Test(arguments: [
    ("m = interp(g, m, 0.9)", "(= m (interp() g m 0.9))"),
    ("state v: row", "(state (v) :row)"),
    ("x = 1\nstate m\ny = 2", "(= x 1) (state (m)) (= y 2)"),
    ("norm(g) / 2", "(/ (norm() g) 2)"),
    ("g", "g"),
    ("-g", "(neg g)"),
    ("(a\n + b)", "(() (+ a b))"),
    ("t == 1", "(== t 1)"),
    ("rule a() { x = 1 }", "(rule a () ((= x 1)))"),
    ("when t == 1 {\n x = 1\n}", "(when (== t 1) ((= x 1)))"),
    ("", ""),
    ("# only a comment", ""),
  ])
  func `entries are statements, values or rules`(text: String, expected: String) {
    let found = parse(text)
    #expect(found.input == expected)
    #expect(found.codes == [])
  }

  @Test(arguments: [
    ("x = ", "OPT0102"), ("}", "OPT0105"), ("g +", "OPT0102"), ("a b", "OPT0101"),
    ("let x = 1", "OPT0112"), ("g\nh", "OPT0101"), ("m += g", "OPT0006"), ("2 ** 3", "OPT0005"),
  ])
  func `broken entries are reported`(text: String, code: String) {
    #expect(parse(text).codes == [code])
  }

  @Test(arguments: [
    ("x = f(", true), ("x = f(a)", false), ("when t == 1 {", true), ("when t == 1 {\n}", false),
    ("x = 1 # (", false), ("rule a() {\n x = (1", true), (")", false), ("", false),
  ])
  func `open brackets ask for more`(text: String, expected: Bool) {
    #expect(Parser.isIncomplete(text) == expected)
  }
}
