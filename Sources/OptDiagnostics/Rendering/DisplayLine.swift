/// A line of source as a terminal shows it: tabs expanded, control characters replaced, cut if too long.
struct DisplayLine {
  /// The text to print.
  private(set) var text = ""

  /// The part of the line that has been looked at: all of it, or what is near the labels of a very long one.
  let span: Span

  private let isCutBefore: Bool
  private let isCutBehind: Bool
  /// The column of each byte of the part and of its end, before cutting.
  private var columns: [Int] = []
  private var cells: [(scalar: Unicode.Scalar, column: Int, width: Int)] = []
  private var window: Range<Int>

  /// The line of a file.
  ///
  /// - Parameters:
  ///   - line: counted from 1.
  ///   - file: where it is from.
  ///   - focus: stretches that should stay visible.
  ///   - width: the columns that are shown.
  init(_ line: Int, of file: SourceFile, focus: [Span], width: Int) {
    let whole = file.span(ofLine: line)
    span = DisplayLine.part(of: whole, around: focus, in: file.bytes, width: width)
    isCutBefore = span.start > whole.start
    isCutBehind = span.end < whole.end
    window = 0..<width
    var column = isCutBefore ? 1 : 0
    let bytes = file.bytes[span.start..<span.end]
    while columns.count < bytes.count {
      let (scalar, length) = DisplayLine.character(at: span.start + columns.count, in: bytes)
      let shown = DisplayLine.shown(scalar)
      let width = scalar == "\t" ? 4 - column % 4 : shown.displayWidth
      cells.append((scalar == "\t" ? " " : shown, column, width))
      columns += Array(repeating: column, count: length)
      column += width
    }
    columns.append(column)
    if column > width || isCutBefore || isCutBehind {
      cut(to: focus, total: column, width: width)
    }
    text = visibleText(total: column)
  }

  /// The column of a byte, 0 at the left end of `text`; bytes that are cut off are at its ends.
  func column(of offset: Int) -> Int {
    let column = uncutColumn(of: offset)
    return min(max(column, window.lowerBound), window.upperBound) - window.lowerBound
  }

  private func uncutColumn(of offset: Int) -> Int {
    columns[min(max(offset - span.start, 0), columns.count - 1)]
  }

  /// The character at a place and its bytes; each byte that is not UTF-8 is a replacement character.
  private static func character(
    at offset: Int,
    in bytes: ArraySlice<UInt8>
  ) -> (Unicode.Scalar, Int) {
    var decoder = UTF8()
    var rest = bytes[offset..<min(offset + 4, bytes.endIndex)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return ("\u{FFFD}", 1) }
    return (scalar, UTF8.width(scalar))
  }

  /// The bytes of a line that can be in sight: as many on both sides of the labels as the widest
  /// encoding of the columns takes.
  private static func part(
    of line: Span,
    around focus: [Span],
    in bytes: [UInt8],
    width: Int
  ) -> Span {
    let reach = 4 * width
    guard line.length > 3 * reach else { return line }
    func inside(_ offset: Int) -> Int { min(max(offset, line.start), line.end) }
    var low = inside(focus.map(\.start).min() ?? line.start)
    var high = inside(focus.map(\.end).max() ?? line.start)
    if high - low > reach, let first = focus.first {
      low = inside(first.start)
      high = min(inside(first.end), low + reach)
    }
    var start = inside(low - reach)
    while start > line.start, UTF8.isContinuation(bytes[start]) { start -= 1 }
    return Span(start, inside(high + reach))
  }

  // All labels are kept in sight if they fit, else the beginning of the first, which is the primary one.
  private mutating func cut(to focus: [Span], total: Int, width: Int) {
    var low = focus.map { uncutColumn(of: max($0.start, span.start)) }.min() ?? 0
    var high = focus.map { uncutColumn(of: min($0.end, span.end)) }.max() ?? 0
    if high - low > width - 10, let first = focus.first {
      low = uncutColumn(of: max(first.start, span.start))
      high = min(uncutColumn(of: min(first.end, span.end)), low + width - 10)
    }
    guard high >= width else { return }
    let centered = low - max(5, (width - (high - low)) / 2)
    let start = max(0, min(centered, total + 20 - width))
    window = start..<start + width
  }

  private func visibleText(total: Int) -> String {
    let hasMoreBefore = window.lowerBound > 0 || isCutBefore
    let hasMoreBehind = total > window.upperBound || isCutBehind
    let first = hasMoreBefore ? 1 : 0
    let end = hasMoreBehind ? window.count - 1 : window.count
    var result = hasMoreBefore ? "…" : ""
    var column = first
    for cell in cells {
      let start = cell.column - window.lowerBound
      guard cell.scalar != " ", start >= first, start + cell.width <= end else { continue }
      while column < start {
        result += " "
        column += 1
      }
      result.unicodeScalars.append(cell.scalar)
      column += cell.width
    }
    return hasMoreBehind ? result + "…" : result
  }
}

extension DisplayLine {
  /// A text without characters that move the cursor or hide.
  static func sanitized(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars { result.unicodeScalars.append(shown(scalar)) }
    return result
  }

  private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control where scalar.value < 0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case .control where scalar.value == 0x7F: "\u{2421}"
    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
    default: scalar
    }
  }
}
