/// Rows of cells under a header, padded to columns.
struct Table {
  /// The side to which a column's cells are pushed.
  enum Alignment {
    case left
    case right
  }

  private let header: [String]
  private let alignment: [Alignment]
  private var rows: [[String]] = []

  /// A table of named columns.
  init(_ columns: [(String, Alignment)]) {
    header = columns.map(\.0)
    alignment = columns.map(\.1)
  }

  /// Appends a row of as many cells as there are columns.
  mutating func append(_ row: [String]) {
    precondition(row.count == header.count, "a row has a cell for each column")
    rows.append(row)
  }

  /// The table as lines of text, columns two spaces apart; without a header where no column has a name.
  var text: String {
    let all = header.allSatisfy(\.isEmpty) ? rows : [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.map { row in
      row.indices.map { column in
        let pad = String(repeating: " ", count: widths[column] - row[column].count)
        return alignment[column] == .left ? row[column] + pad : pad + row[column]
      }.joined(separator: "  ")
    }
    return lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n") + "\n"
  }
}
