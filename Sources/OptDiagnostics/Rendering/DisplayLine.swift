/// A line of source as a terminal shows it: tabs expanded, control characters replaced, cut if too long.
struct DisplayLine {
  /// The text to print.
  private(set) var text = ""

  private let span: Span
  /// The column of each byte of the line and of its end, before cutting.
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
    span = file.span(ofLine: line)
    window = 0..<width
    var column = 0
    let bytes = file.bytes[span.start..<span.end]
    while columns.count < bytes.count {
      let (scalar, length) = DisplayLine.character(at: span.start + columns.count, in: bytes)
      let shown = DisplayLine.shown(scalar)
      let width = scalar == "\t" ? 4 - column % 4 : DisplayLine.width(of: shown)
      cells.append((scalar == "\t" ? " " : shown, column, width))
      columns += Array(repeating: column, count: length)
      column += width
    }
    columns.append(column)
    if column > width { cut(to: focus, total: column, width: width) }
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

  /// The first column that is not blank.
  var indentation: Int {
    let column = cells.first { $0.scalar != " " }?.column ?? 0
    return min(max(column, window.lowerBound), window.upperBound) - window.lowerBound
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
    var result = window.lowerBound > 0 ? "…" : ""
    var column = window.lowerBound > 0 ? 1 : 0
    let end = total > window.upperBound ? window.count - 1 : window.count
    for cell in cells {
      let start = cell.column - window.lowerBound
      guard cell.scalar != " ", start >= (window.lowerBound > 0 ? 1 : 0), start + cell.width <= end
      else { continue }
      while column < start {
        result += " "
        column += 1
      }
      result.unicodeScalars.append(cell.scalar)
      column += cell.width
    }
    return total > window.upperBound ? result + "…" : result
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

  /// The columns a terminal gives to a character.
  static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
