import Foundation

/// Reads a table of numbers from a file, a piece at a time: only the numbers are kept.
struct CSVReader {
  /// What a file holds.
  struct Table {
    /// The names of the columns; empty without a header.
    var names: [String] = []
    var columns = 0
    /// The numbers, row after row.
    var values: [Float] = []
    /// The line of the first row of numbers.
    var firstRow = 1
    /// Lines without cells, and the row of numbers, from 0, that they stand before.
    fileprivate var gaps: [(row: Int, lines: Int)] = []

    /// The line, from 1, of a row of numbers, from 0.
    func line(of row: Int) -> Int {
      gaps.reduce(firstRow + row) { $1.row <= row ? $0 + $1.lines : $0 }
    }
  }

  /// Cells of a line, bytes of a cell and numbers of a file beyond which something must be wrong.
  private static let (largestWidth, largestCell, largestCount) = (100_000, 200, 1 << 28)

  private let path: String
  private let separator: UInt8
  private var hasHeader: Bool
  private var table = Table()
  private var row = 1
  private var cells = 0
  private var cell: [UInt8] = []
  private var isQuoted = false
  private var blankLines = 0

  private init(path: String, separator: UInt8, hasHeader: Bool) {
    self.path = path
    self.separator = separator
    self.hasHeader = hasHeader
  }

  /// The numbers of a file whose lines all have the same number of cells.
  static func read(
    _ url: URL,
    separator: UInt8,
    hasHeader: Bool
  ) throws(TaskFileError) -> Table {
    var reader = CSVReader(path: url.relativePath, separator: separator, hasHeader: hasHeader)
    let handle: FileHandle
    do { handle = try FileHandle(forReadingFrom: url) } catch {
      throw TaskFileError(unreadable: url.relativePath, error)
    }
    defer { try? handle.close() }
    // A number and what separates it take two bytes: an array that grew would be copied.
    let length = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: 0)
    reader.table.values.reserveCapacity(min(Int(length) / 2 + 1, largestCount + 1))
    while true {
      let piece: Data?
      do { piece = try handle.read(upToCount: 1 << 20) } catch {
        throw TaskFileError(unreadable: url.relativePath, error)
      }
      guard let piece, !piece.isEmpty else { break }
      for byte in piece { try reader.take(byte) }
    }
    try reader.finish()
    return reader.table
  }

  private mutating func take(_ byte: UInt8) throws(TaskFileError) {
    switch byte {
    case UInt8(ascii: "\""): isQuoted.toggle()
    case UInt8(ascii: "\n"): try endLine()
    case separator where !isQuoted: try endCell()
    case 0: throw error(TaskFile.zeroByte)
    case UInt8(ascii: "\r"): break
    default:
      guard cell.count < CSVReader.largestCell else { throw error("this cell is too long") }
      cell.append(byte)
    }
  }

  private mutating func finish() throws(TaskFileError) {
    if !cell.isEmpty || cells > 0 { try endLine() }
    if table.values.isEmpty { throw TaskFileError(path, row: row, "there are no rows") }
  }

  private mutating func endLine() throws(TaskFileError) {
    isQuoted = false
    defer { row += 1 }
    let isBlank = cells == 0 && cell.allSatisfy { $0 == UInt8(ascii: " ") }
    if isBlank {
      blankLines += 1
      cell.removeAll(keepingCapacity: true)
      return
    }
    try endCell()
    if hasHeader {
      hasHeader = false
      table.columns = cells
      table.firstRow = row + 1
    } else if table.columns == 0 {
      table.columns = cells
      table.firstRow = row
    } else if cells != table.columns {
      throw TaskFileError(
        path,
        row: row,
        column: min(cells, table.columns) + (cells > table.columns ? 1 : 0),
        "\(cells) cells, expected \(table.columns)"
      )
    }
    cells = 0
    endGap()
  }

  private mutating func endGap() {
    let rows = table.values.count / table.columns
    if blankLines > 0, rows > 0, row > table.firstRow {
      table.gaps.append((row: rows - 1, lines: blankLines))
    }
    blankLines = 0
  }

  private mutating func endCell() throws(TaskFileError) {
    cells += 1
    if !hasHeader, let number = DecimalNumber.value(of: cell) {
      table.values.append(number)
    } else {
      let text = String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
      if hasHeader { table.names.append(text) } else { table.values.append(try number(text)) }
    }
    cell.removeAll(keepingCapacity: true)
    if cells > CSVReader.largestWidth { throw error("more than \(CSVReader.largestWidth) cells") }
    if table.values.count > CSVReader.largestCount {
      throw error("more than \(CSVReader.largestCount) numbers")
    }
  }

  private func number(_ text: String) throws(TaskFileError) -> Float {
    if text.isEmpty { throw error("this cell is empty", at: cells) }
    guard let number = Double(text) else { throw error("`\(text)` is not a number", at: cells) }
    guard Float(number).isFinite else { throw error("`\(text)` is not a finite number", at: cells) }
    return Float(number)
  }

  /// A mistake in the cell that is being read.
  private func error(_ message: String) -> TaskFileError { error(message, at: cells + 1) }

  private func error(_ message: String, at column: Int) -> TaskFileError {
    TaskFileError(path, row: row, column: column, message)
  }
}

/// Plain numbers like `-12.50`, as most cells hold, without the cost of a string.
private enum DecimalNumber {
  /// 10 to the powers that Double holds exactly, as far as 15 digits need them.
  private static let powers = (0...15).map { power in
    (0..<power).reduce(1.0) { ten, _ in ten * 10 }
  }

  /// The number, rounded once to Double and once to Float; nil for anything but a sign, at most 15
  /// digits and a point among them.
  static func value(of cell: [UInt8]) -> Float? {
    var digits = 0
    var places = 0
    var hasPoint = false
    var integer = 0
    let isNegative = cell.first == UInt8(ascii: "-")
    for byte in isNegative ? cell.dropFirst() : cell[...] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        integer = integer * 10 + Int(byte - UInt8(ascii: "0"))
        digits += 1
        if hasPoint { places += 1 }
        guard digits <= 15 else { return nil }
      case UInt8(ascii: ".") where !hasPoint && digits > 0: hasPoint = true
      default: return nil
      }
    }
    guard digits > 0 else { return nil }
    let value = Double(integer) / powers[places]
    return Float(isNegative ? -value : value)
  }
}
