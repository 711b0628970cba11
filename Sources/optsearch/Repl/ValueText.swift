import OptRuntime

/// Values as the REPL prints them.
enum ValueText {
  private static let shownRows = 6
  private static let shownColumns = 8

  /// Name, shape, range and the first elements of a value.
  static func describe(_ name: String, _ value: ReferenceValue<Float>) -> String {
    switch value {
    case .scalar(let number): "\(name) = \(shortNumber(number, digits: 6))"
    case .matrix(let matrix): describe(name, matrix)
    }
  }

  /// Shape and range on one line.
  static func summary(_ value: ReferenceValue<Float>) -> String {
    switch value {
    case .scalar(let number): shortNumber(number, digits: 6)
    case .matrix(let matrix): "\(matrix.rows) x \(matrix.cols)  \(range(matrix.elements))"
    }
  }

  /// Whether every number is finite.
  static func isFinite(_ value: ReferenceValue<Float>) -> Bool {
    switch value {
    case .scalar(let number): number.isFinite
    case .matrix(let matrix): matrix.elements.allSatisfy(\.isFinite)
    }
  }

  private static func describe(_ name: String, _ matrix: ReferenceMatrix<Float>) -> String {
    var lines = ["\(name)  \(matrix.rows) x \(matrix.cols)  \(range(matrix.elements))"]
    let columns = min(matrix.cols, shownColumns)
    for row in 0..<min(matrix.rows, shownRows) {
      let cells = (0..<columns).map { column in
        let text = shortNumber(Double(matrix.elements[row * matrix.cols + column]))
        return String(repeating: " ", count: max(10 - text.count, 1)) + text
      }
      lines.append(cells.joined() + (matrix.cols > columns ? " …" : ""))
    }
    if matrix.rows > shownRows { lines.append("         …") }
    return lines.joined(separator: "\n")
  }

  private static func range(_ elements: [Float]) -> String {
    let finite = elements.filter(\.isFinite)
    let lost = elements.count - finite.count
    let range = finite.min().flatMap { low in
      finite.max().map { "\(shortNumber(Double(low))) .. \(shortNumber(Double($0)))" }
    }
    let note = lost > 0 ? "\(lost) not finite" : nil
    return [range, note].compactMap(\.self).joined(separator: ", ")
  }
}
