/// The lines of source that a problem shows, and the marks under them.
struct Snippet {
  /// A label and the lines it covers.
  struct Mark {
    var span: Span
    var message: String
    var role: Paint.Role
    var symbol: Character
    var firstLine: Int
    var lastLine: Int
    /// The column of the vertical line beside a label of several lines.
    var rail: Int?
  }

  /// A line that is shown.
  struct Line {
    var number: Int
    var display: DisplayLine
  }

  private(set) var lines: [Line] = []
  private var marks: [Mark] = []

  /// The columns left of the source for the vertical lines of labels of several lines.
  var railWidth: Int { 2 * marks.count { $0.rail != nil } }

  init(_ diagnostic: Diagnostic, _ file: SourceFile, width: Int) {
    guard let primary = diagnostic.primary else { return }
    let severity = Paint.Role.severity(diagnostic.severity)
    marks = [Snippet.mark(primary, severity, "^", file)]
    marks += diagnostic.secondary.map { Snippet.mark($0, .secondary, "-", file) }
    var rails = 0
    for index in marks.indices where marks[index].firstLine < marks[index].lastLine {
      marks[index].rail = 2 * rails
      rails += 1
    }
    lines = Snippet.shownLines(marks).map { number in
      let focus = marks.filter { $0.firstLine <= number && number <= $0.lastLine }.map(\.span)
      return Line(
        number: number,
        display: DisplayLine(number, of: file, focus: focus, width: width)
      )
    }
  }

  // A label that ends behind a line end covers no character of the next line.
  private static func mark(
    _ label: Diagnostic.Label,
    _ role: Paint.Role,
    _ symbol: Character,
    _ file: SourceFile
  ) -> Mark {
    let first = file.position(of: label.span.start).line
    let last = file.position(of: max(label.span.start, label.span.end - 1)).line
    return Mark(
      span: label.span,
      message: DisplayLine.sanitized(label.message),
      role: role,
      symbol: symbol,
      firstLine: first,
      lastLine: max(first, last)
    )
  }

  private static func shownLines(_ marks: [Mark]) -> [Int] {
    var numbers: Set<Int> = []
    for mark in marks {
      numbers.formUnion([mark.firstLine, mark.lastLine])
      if mark.lastLine - mark.firstLine < 4 { numbers.formUnion(mark.firstLine...mark.lastLine) }
    }
    return numbers.sorted()
  }
}

// MARK: - Rails

extension Snippet {
  /// The vertical lines beside a line of source.
  func rails(before line: Line) -> DrawnRow {
    rails { $0.firstLine < line.number && line.number <= $0.lastLine }
  }

  /// The vertical lines in a gap between two lines.
  func rails(between first: Int, and second: Int) -> DrawnRow {
    rails { $0.firstLine <= first && second <= $0.lastLine }
  }

  private func rails(where isActive: (Mark) -> Bool) -> DrawnRow {
    var row = DrawnRow()
    for mark in marks {
      if let rail = mark.rail, isActive(mark) { row.draw("|", at: rail, mark.role) }
    }
    return row
  }
}

// MARK: - Marks under a line

extension Snippet {
  func markerRows(of line: Line) -> [DrawnRow] {
    let here = marks.filter { $0.rail == nil && $0.firstLine == line.number }
    var rows = here.isEmpty ? [] : singleLineRows(here, line)
    for mark in marks where mark.rail != nil && mark.firstLine == line.number {
      rows.append(openingRow(mark, line))
    }
    for mark in marks where mark.rail != nil && mark.lastLine == line.number {
      rows.append(closingRow(mark, line))
    }
    return rows
  }

  private func columns(of mark: Mark, _ line: Line) -> Range<Int> {
    let start = line.display.column(of: mark.span.start) + railWidth
    let end = line.display.column(of: mark.span.end) + railWidth
    return start..<max(end, start + 1)
  }

  /// The underlines, the rightmost message behind them, and the other messages below, right to left.
  private func singleLineRows(_ here: [Mark], _ line: Line) -> [DrawnRow] {
    let placed = here.map { (mark: $0, columns: columns(of: $0, line)) }
    var underline = rails(before: line)
    // The primary label, the first one, is drawn over the others.
    for (mark, columns) in placed.reversed() {
      underline.draw(
        String(repeating: mark.symbol, count: columns.count),
        at: columns.lowerBound,
        mark.role
      )
    }
    let end = placed.map(\.columns.upperBound).max() ?? 0
    let inline = placed.firstIndex { $0.columns.upperBound == end && !$0.mark.message.isEmpty }
    if let inline {
      underline.draw(placed[inline].mark.message, at: end + 1, placed[inline].mark.role)
    }
    let hanging = placed.indices.filter { $0 != inline && !placed[$0].mark.message.isEmpty }
      .map { (mark: placed[$0].mark, column: placed[$0].columns.lowerBound) }
      .enumerated().sorted { ($1.element.column, $0.offset) < ($0.element.column, $1.offset) }
      .map(\.element)
    return [underline] + hangingRows(hanging, line)
  }

  private func hangingRows(_ hanging: [(mark: Mark, column: Int)], _ line: Line) -> [DrawnRow] {
    guard !hanging.isEmpty else { return [] }
    var connectors = rails(before: line)
    for (mark, column) in hanging.reversed() { connectors.draw("|", at: column, mark.role) }
    var rows = [connectors]
    for (index, label) in hanging.enumerated() {
      var row = rails(before: line)
      for other in hanging[(index + 1)...].reversed() where other.column < label.column {
        row.draw("|", at: other.column, other.mark.role)
      }
      row.draw(label.mark.message, at: label.column, label.mark.role)
      rows.append(row)
    }
    return rows
  }

  private func openingRow(_ mark: Mark, _ line: Line) -> DrawnRow {
    var row = rails(before: line)
    let column = line.display.column(of: mark.span.start) + railWidth
    let start = (mark.rail ?? 0) + 1
    row.draw(String(repeating: "_", count: max(0, column - start)), at: start, mark.role)
    row.draw(String(mark.symbol), at: column, mark.role)
    return row
  }

  private func closingRow(_ mark: Mark, _ line: Line) -> DrawnRow {
    var row = rails(before: line)
    let column = max(line.display.column(of: mark.span.end) - 1, 0) + railWidth
    let start = (mark.rail ?? 0) + 1
    row.draw(String(repeating: "_", count: max(0, column - start)), at: start, mark.role)
    row.draw(String(mark.symbol), at: column, mark.role)
    row.draw(mark.message, at: column + 2, mark.role)
    return row
  }
}
