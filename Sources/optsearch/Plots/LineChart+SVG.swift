import Foundation

extension LineChart {
  /// The chart as a self-contained SVG document of 720 x 420 units.
  ///
  /// Legible in black and white: curves differ by dash pattern as well as by colour, and are named in
  /// a legend in the order of their last values.
  func svg() -> String {
    let frame = SVGFrame(xAxis: xAxis, yAxis: yAxis)
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420" role="img" aria-labelledby="title summary" font-family="system-ui, sans-serif" font-size="12">"#,
      "<title id=\"title\">\(escaped(title))</title>",
      "<desc id=\"summary\">\(escaped(summary))</desc>",
      #"<rect width="720" height="420" fill="white"/>"#,
      #"<text x="64" y="22" font-size="15" font-weight="600">\#(escaped(title))</text>"#,
    ]
    lines += frame.grid(xLabel: escaped(xLabel), yLabel: escaped(yLabel))
    for (place, series) in series.enumerated() {
      lines += frame.curve(series, pen: Pen(place: place))
    }
    lines += legend(frame)
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the curves show in words: the text alternative of the picture.
  var summary: String {
    let ends = series.compactMap { series in
      series.points.last.map { "\(series.name) ends at \(shortNumber($0.y))" }
    }
    return "\(yLabel) over \(xLabel): " + ends.joined(separator: ", ") + "."
  }

  private func legend(_ frame: SVGFrame) -> [String] {
    let order = series.indices.sorted {
      (series[$0].points.last?.y ?? .infinity, $0) > (series[$1].points.last?.y ?? .infinity, $1)
    }
    return order.enumerated().flatMap { row, place in
      let pen = Pen(place: place)
      let y = frame.top + 8 + Double(row) * 18
      return [
        "<line x1=\"\(frame.right + 14)\" x2=\"\(frame.right + 44)\" y1=\"\(y)\" y2=\"\(y)\" \(pen.stroke)/>",
        "<text x=\"\(frame.right + 50)\" y=\"\(y + 4)\">\(escaped(series[place].name))</text>",
      ]
    }
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}

/// The colour and dash pattern of a curve.
private struct Pen {
  // The palette of Okabe and Ito (2008), which colour-blind readers can tell apart.
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000",
  ]
  private static let dashes = ["", "7 4", "2 3", "10 3 2 3", "4 2", "12 4"]

  let place: Int

  var colour: String { Pen.colours[place % Pen.colours.count] }

  var stroke: String {
    let dash = Pen.dashes[place % Pen.dashes.count]
    let pattern = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    return "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"\(pattern)"
  }
}

/// The plotting area and its axes.
private struct SVGFrame {
  let left = 64.0
  let right = 560.0
  let top = 40.0
  let bottom = 370.0
  let xAxis: Axis
  let yAxis: Axis

  func x(_ value: Double) -> Double? {
    xAxis.position(of: value).map { left + $0 * (right - left) }
  }

  func y(_ value: Double) -> Double? {
    yAxis.position(of: value).map { bottom - $0 * (bottom - top) }
  }

  func grid(xLabel: String, yLabel: String) -> [String] {
    var lines: [String] = []
    for tick in yAxis.ticks(6) {
      guard let y = y(tick) else { continue }
      lines.append(
        "<line x1=\"\(left)\" x2=\"\(right)\" y1=\"\(format(y))\" y2=\"\(format(y))\" stroke=\"#dddddd\"/>"
      )
      lines.append(
        "<text x=\"\(left - 6)\" y=\"\(format(y + 4))\" text-anchor=\"end\">\(shortNumber(tick))</text>"
      )
    }
    for tick in xAxis.ticks(8) {
      guard let x = x(tick) else { continue }
      lines.append(
        "<text x=\"\(format(x))\" y=\"\(bottom + 18)\" text-anchor=\"middle\">\(shortNumber(tick))</text>"
      )
    }
    lines.append(
      "<path d=\"M\(left) \(top)V\(bottom)H\(right)\" fill=\"none\" stroke=\"#333333\"/>"
    )
    lines.append(
      "<text x=\"\((left + right) / 2)\" y=\"\(bottom + 40)\" text-anchor=\"middle\">\(xLabel)</text>"
    )
    lines.append(
      "<text transform=\"translate(16 \((top + bottom) / 2)) rotate(-90)\" text-anchor=\"middle\">\(yLabel)</text>"
    )
    return lines
  }

  func curve(_ series: LineChart.Series, pen: Pen) -> [String] {
    var lines: [String] = []
    let upper = series.band.compactMap { place($0.x, $0.high) }
    let lower = series.band.reversed().compactMap { place($0.x, $0.low) }
    if !upper.isEmpty {
      let outline = (upper + lower).joined(separator: " ")
      lines.append("<polygon points=\"\(outline)\" fill=\"\(pen.colour)\" opacity=\"0.15\"/>")
    }
    let points = series.points.compactMap { place($0.x, $0.y) }.joined(separator: " ")
    lines.append("<polyline points=\"\(points)\" \(pen.stroke)/>")
    return lines
  }

  private func place(_ x: Double, _ y: Double) -> String? {
    guard let x = self.x(x), let y = self.y(y) else { return nil }
    return "\(format(x)),\(format(y))"
  }

  private func format(_ value: Double) -> String { String(format: "%.1f", value) }
}
