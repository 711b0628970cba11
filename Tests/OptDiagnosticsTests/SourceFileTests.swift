import Testing

@testable import OptDiagnostics

@Suite struct SourceFileTests {
  @Test(arguments: [
    ("", 0, 1, 1), ("ab\ncd", 0, 1, 1), ("ab\ncd", 2, 1, 3), ("ab\ncd", 3, 2, 1),
    ("ab\ncd", 5, 2, 3), ("ab\r\ncd", 4, 2, 1), ("ab\rcd", 3, 2, 1), ("ab\n", 3, 2, 1),
    ("β = 1", 2, 1, 2), ("\u{FEFF}a", 3, 1, 1), ("\u{FEFF}ab", 4, 1, 2), ("ab", 99, 1, 3),
    ("ab", -1, 1, 1),
  ])
  func `lines and columns count from 1 in characters`(
    text: String,
    offset: Int,
    line: Int,
    column: Int
  ) {
    let position = SourceFile(path: "", text: text).position(of: offset)
    #expect(position == .init(line: line, column: column))
  }

  @Test func `lines are without their ends`() {
    let file = SourceFile(path: "", text: "a\r\nb\n\rc")
    #expect(
      (1...file.lineCount).map { file.text(of: file.span(ofLine: $0)) } == ["a", "b", "", "c"]
    )
  }
}
