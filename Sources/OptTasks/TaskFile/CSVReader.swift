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
    guard let handle = try? FileHandle(forReadingFrom: url) else {
      throw TaskFileError(url.relativePath, "cannot be read")
    }
    defer { try? handle.close() }
    while true {
      let piece: Data?
      do { piece = try handle.read(upToCount: 1 << 20) } catch {
        throw TaskFileError(url.relativePath, "cannot be read")
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
    case 0: throw error("a zero byte: this is not a text file")
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
  }

  private mutating func endCell() throws(TaskFileError) {
    let text = String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    cells += 1
    cell.removeAll(keepingCapacity: true)
    if hasHeader {
      table.names.append(text)
    } else {
      table.values.append(try number(text))
    }
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
