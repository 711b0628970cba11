extension LineChart {
  /// The chart in braille dots, two by four to a character, with tick labels on the left.
  ///
  /// All curves share the dots: in a terminal one curve, at most a few, is readable.
  func braille(columns: Int, rows: Int = 12) -> String {
    let xAxis = xAxis
    let yAxis = yAxis
    let labels = axisLabels(yAxis, rows: rows)
    let margin = labels.values.map(\.count).max() ?? 0
    var canvas = BrailleCanvas(columns: max(columns - margin - 2, 10), rows: rows)
    for series in series {
      var previous: (Int, Int)?
      for point in series.points {
        guard let x = xAxis.position(of: point.x), let y = yAxis.position(of: point.y) else {
          previous = nil
          continue
        }
        let dot = canvas.dot(x, y)
        canvas.line(from: previous ?? dot, to: dot)
        previous = dot
      }
    }
    var lines = ["\(title)"]
    for (row, text) in canvas.lines.enumerated() {
      let label = labels[row] ?? ""
      lines.append(String(repeating: " ", count: margin - label.count) + label + " ┤" + text)
    }
    let foot = "\(tickLabel(xAxis.low)) … \(tickLabel(xAxis.high)) \(xLabel)"
    lines.append(String(repeating: " ", count: margin + 2) + foot)
    return lines.joined(separator: "\n")
  }

  private func axisLabels(_ axis: Axis, rows: Int) -> [Int: String] {
    var labels: [Int: String] = [:]
    for tick in axis.ticks(rows / 3) {
      guard let position = axis.position(of: tick) else { continue }
      labels[rows - 1 - Int((position * Double(rows - 1)).rounded())] = tickLabel(tick)
    }
    return labels
  }
}

/// A bitmap whose pixels are the dots of braille characters.
private struct BrailleCanvas {
  private let columns: Int
  private let rows: Int
  private var cells: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: 0, count: columns * rows)
  }

  /// The dot nearest to a place given from 0 to 1 on both axes, upwards.
  func dot(_ x: Double, _ y: Double) -> (Int, Int) {
    let column = Int((min(max(x, 0), 1) * Double(columns * 2 - 1)).rounded())
    let row = Int(((1 - min(max(y, 0), 1)) * Double(rows * 4 - 1)).rounded())
    return (column, row)
  }

  /// Sets the dots between two places (Bresenham 1965).
  mutating func line(from start: (Int, Int), to end: (Int, Int)) {
    var (x, y) = start
    let dx = abs(end.0 - x)
    let dy = -abs(end.1 - y)
    let stepX = x < end.0 ? 1 : -1
    let stepY = y < end.1 ? 1 : -1
    var error = dx + dy
    while true {
      set(x, y)
      if (x, y) == end { return }
      let doubled = 2 * error
      if doubled >= dy {
        error += dy
        x += stepX
      }
      if doubled <= dx {
        error += dx
        y += stepY
      }
    }
  }

  /// The rows from top to bottom.
  var lines: [String] {
    (0..<rows).map { row in
      String(
        String.UnicodeScalarView(
          cells[row * columns..<(row + 1) * columns].map {
            Unicode.Scalar(0x2800 + UInt32($0)) ?? " "
          }
        )
      )
    }
  }

  private mutating func set(_ x: Int, _ y: Int) {
    // Dots 1-3 and 7 are the left column of a braille cell, 4-6 and 8 the right one (Unicode 2800).
    let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    cells[y / 4 * columns + x / 2] |= bits[x % 2][y % 4]
  }
}
