import OptTestSupport
import Testing

@testable import OptDiagnostics

/// A source, what is to be shown of it, and the name of the golden file.
struct RenderingCase: CustomTestStringConvertible, Sendable {
  var name: String
  var source: String
  var diagnostic: Diagnostic
  var testDescription: String { name }

  init(
    _ name: String,
    _ source: String,
    primary: (String, String),
    secondary: [(String, String)] = [],
    notes: [String] = [],
    help: String? = nil
  ) {
    self.name = name
    self.source = source
    diagnostic = Diagnostic(
      .type(.shapeMismatch),
      "cannot add a matrix to a tensor",
      at: label(primary.0, primary.1, in: source),
      secondary: secondary.map { label($0.0, $0.1, in: source) },
      notes: notes,
      help: help
    )
  }
}

/// A label at the first place of a text in a source; a `|` in the text marks an empty span.
private func label(_ text: String, _ message: String, in source: String) -> Diagnostic.Label {
  let bytes = Array(source.utf8)
  let isEmpty = text.contains("|")
  let before = Array(text.prefix { $0 != "|" }.utf8)
  let needle = Array(text.utf8.filter { $0 != UInt8(ascii: "|") })
  for start in 0...(bytes.count - needle.count)
  where bytes[start..<start + needle.count].elementsEqual(needle) {
    let place = start + before.count
    return .init(isEmpty ? Span(place, place) : Span(start, start + needle.count), message)
  }
  preconditionFailure("no \(text) in the source")
}

private let gram = """
  rule gram() {
    state m

    m = g
    l = matmul(g, transpose(g))

    update = m + l
  }
  """

private let lines = (1...100).map { "x\($0) = \($0)" }.joined(separator: "\n")

private let cases: [RenderingCase] = [
  RenderingCase(
    "secondary",
    gram,
    primary: ("l\n", "`m` is `rows x cols`, `l` is `rows x rows`"),
    secondary: [("matmul(g, transpose(g))", "`l` is `rows x rows` because of this product")],
    notes: ["a remark\nover two lines"],
    help: "multiply instead: `matmul(l, m)`"
  ),
  RenderingCase("first column", "state m", primary: ("state", "here")),
  RenderingCase("adjacent lines", "a = 1\nb = 2", primary: ("b", "two"), secondary: [("a", "one")]),
  RenderingCase(
    "two labels",
    "  x = 0 < g < 1",
    primary: ("< 1", "a second comparison"),
    secondary: [("< g", "the first one")]
  ),
  RenderingCase(
    "three labels",
    "  x = alpha + beta + gamma",
    primary: ("beta", "middle"),
    secondary: [("alpha", "left"), ("gamma", "right")]
  ),
  RenderingCase(
    "nested labels",
    "  x = a + (b * c)",
    primary: ("b", "inner"),
    secondary: [("(b * c)", "outer")]
  ),
  RenderingCase(
    "same place twice",
    "  x = a + b",
    primary: ("b", "one thing"),
    secondary: [("b", "another")]
  ),
  RenderingCase(
    "label without message",
    "  x = a + b",
    primary: ("b", ""),
    secondary: [("a", "this")]
  ),
  RenderingCase("tabs", "\tx\t= a + b", primary: ("+", "here"), secondary: [("x", "there")]),
  RenderingCase("wide characters", "x = a # 重み β 👍 y", primary: ("y", "here")),
  RenderingCase("combining characters", "x = a # e\u{301}e\u{301} y", primary: ("y", "here")),
  RenderingCase("control characters", "x = \0\u{1B}[31m\u{202E}a", primary: ("a", "here")),
  RenderingCase("crlf", "a = 1\r\nb = 2 +\r\nc = 3\r\n", primary: ("+|", "here")),
  RenderingCase("lone carriage returns", "a = 1\rb = 2\rc = 3", primary: ("b", "here")),
  RenderingCase("byte order mark", "\u{FEFF}a = 1", primary: ("a", "here")),
  RenderingCase("zero width", "x = (a + b", primary: ("b|", "`)` is missing here")),
  RenderingCase("zero width in an empty line", "a = 1\n\nb = 2", primary: ("\n|\nb", "here")),
  RenderingCase("end of file", "rule f() {\n  a = 1\n", primary: ("1\n|", "`}` is missing")),
  RenderingCase("end of file without line end", "rule f() {", primary: ("{|", "`}` is missing")),
  RenderingCase("line end itself", "a = 1\nb = 2", primary: ("\n", "the line ends here")),
  RenderingCase(
    "several lines",
    "  x = sign(\n    a\n    + b\n  )\n  y = 1",
    primary: ("sign(\n    a\n    + b\n  )", "this")
  ),
  RenderingCase(
    "many lines",
    "  x = (\n    a\n    + b\n    + c\n    + d\n    + e\n  )\n",
    primary: ("(\n    a\n    + b\n    + c\n    + d\n    + e\n  )", "this"),
    secondary: [("d", "because of this")]
  ),
  RenderingCase(
    "two of several lines",
    "x = (a\n+ b)\n* (c\n+ d)",
    primary: ("(c\n+ d)", "right"),
    secondary: [("(a\n+ b)", "left")]
  ),
  RenderingCase(
    "long line",
    "  x = " + String(repeating: "aaaa + ", count: 40) + "b + "
      + String(repeating: "cccc + ", count: 40) + "d",
    primary: ("b", "here")
  ),
  RenderingCase(
    "long line at its start",
    "  x = b + " + String(repeating: "cccc + ", count: 40) + "d",
    primary: ("b", "here")
  ),
  RenderingCase(
    "long line at its end",
    "  x = " + String(repeating: "cccc + ", count: 40) + "d",
    primary: ("d", "here"),
    secondary: [("cccc", "there")]
  ),
  RenderingCase(
    "label longer than the width",
    "  x = " + String(repeating: "c", count: 150) + " d",
    primary: (String(repeating: "c", count: 150), "too long")
  ),
  RenderingCase("line 9", lines, primary: ("x9", "here"), secondary: [("x8", "there")]),
  RenderingCase("lines 9 and 10", lines, primary: ("x10", "here"), secondary: [("x9", "there")]),
  RenderingCase("lines 1 and 100", lines, primary: ("x100", "here"), secondary: [("x1 ", "there")]),
]

@Suite struct RenderingTests {
  @Test(arguments: cases)
  func `problems are shown as recorded`(_ example: RenderingCase) {
    let file = SourceFile(path: "examples/a.opt", text: example.source)
    let text = DiagnosticRenderer.Format.allCases.map {
      DiagnosticRenderer($0).render(example.diagnostic, in: file)
    }.joined(separator: "\n")
    expectGolden(text, "\(example.name).txt")
    #expect(text.split(separator: "\n").allSatisfy { $0.last != " " })
  }

  @Test func `severities have colours`() {
    let file = SourceFile(path: "a.opt", text: "x = a + b")
    let text = Diagnostic.Severity.allCases.map { severity in
      let diagnostic = Diagnostic(
        .type(.shapeMismatch),
        "no",
        at: .init(Span(4, 5), "one"),
        severity: severity,
        secondary: [.init(Span(8, 9), "two")],
        help: "do"
      )
      return DiagnosticRenderer(.rich, hasColors: true).render(diagnostic, in: file)
    }.joined().replacing("\u{1B}", with: "ESC")
    expectGolden(text, "colours.txt")
  }

  @Test func `a problem without a place has no source`() {
    let file = SourceFile(path: "a.opt", text: "x = a + b")
    let diagnostic = Diagnostic(.run(.nonFinite), "diverged", at: nil, notes: ["at step 3"])
    let text = DiagnosticRenderer.Format.allCases.map {
      DiagnosticRenderer($0).render(diagnostic, in: file)
    }.joined(separator: "\n")
    expectGolden(text, "no place.txt")
  }

  @Test func `bytes that are not UTF-8 are shown as such`() {
    let file = SourceFile(path: "a.opt", bytes: Array("x = ".utf8) + [0xFF, 0xE2, 0x82, 0x61])
    let diagnostic = Diagnostic(.lexer(.invalidEncoding), "not UTF-8", at: .init(Span(4, 7)))
    expectGolden(DiagnosticRenderer().render(diagnostic, in: file), "not utf-8.txt")
  }

  @Test func `json escapes what it must`() {
    let file = SourceFile(path: "a\"\\\u{1}\n\t\r.opt", text: "")
    let diagnostic = Diagnostic(.parser(.noRule), "é", at: .init(Span(0, 0)))
    #expect(
      DiagnosticRenderer(.json).render(diagnostic, in: file)
        == #"{"file": "a\"\\\u0001\n\t\r.opt", "line": 1, "column": 1, "end_line": 1, "#
        + #""end_column": 1, "severity": "error", "code": "OPT0108", "message": "é", "help": null}"#
        + "\n"
    )
  }

  @Test(arguments: ["aaaa + ", "重み + ", "\u{301}\u{301}\u{301}\u{301}", "\t"])
  func `of a very long line only what is near the labels is looked at`(_ filler: String) {
    let bytes = Array(String(repeating: filler, count: 20_000).utf8)
    let file = SourceFile(path: "a.opt", bytes: bytes + Array("needle".utf8) + bytes)
    let needle = Span(bytes.count, bytes.count + 6)
    let line = DisplayLine(1, of: file, focus: [needle], width: 100)
    #expect(line.span.length < 10 * 100)
    #expect(line.text.unicodeScalars.first == "…" && line.text.unicodeScalars.last == "…")
    #expect(line.text.unicodeScalars.filter(\.isASCII).map(String.init).joined().contains("needle"))
    let far = DisplayLine(1, of: file, focus: [needle, Span(0, 1)], width: 100)
    #expect(far.span.length < 10 * 100)
    #expect(far.text.unicodeScalars.filter(\.isASCII).map(String.init).joined().contains("needle"))
    let whole = DisplayLine(1, of: file, focus: [Span(0, file.bytes.count)], width: 100)
    #expect(whole.span.length < 10 * 100)
  }

  @Test func `any label of any bytes is shown`() {
    let bytes = Array("a\tb\r\n\r\n重e\u{301}\0x = 1\n".utf8) + [0xFF, 0xE2, 0x82]
    let file = SourceFile(path: "a.opt", bytes: bytes)
    for start in 0...bytes.count {
      for end in start...bytes.count {
        let diagnostic = Diagnostic(
          .type(.shapeMismatch),
          "no",
          at: .init(Span(start, end), "one"),
          secondary: [.init(Span(end, end), "two")]
        )
        for width in [3, 8, 100] {
          let text = DiagnosticRenderer(width: width).render(diagnostic, in: file)
          #expect(text.contains("^") && text.contains("one") && text.contains("two"))
        }
      }
    }
  }
}
