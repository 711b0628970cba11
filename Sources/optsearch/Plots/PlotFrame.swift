import Foundation

/// How a chart is laid out: its size and margins in units of the picture.
struct PlotLayout {
  var width: Double
  var height: Double
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double
  var fontSize: Double
  var xTicks: Int
  var yTicks: Int

  /// A document of its own, with a title above and a legend to the right.
  static let document = PlotLayout(
    width: 720,
    height: 420,
    left: 64,
    right: 160,
    top: 40,
    bottom: 50,
    fontSize: 12,
    xTicks: 8,
    yTicks: 6
  )

  /// A figure on a page, narrow enough for a phone; title and legend are part of the page.
  static let figure = PlotLayout(
    width: 460,
    height: 300,
    left: 50,
    right: 12,
    top: 12,
    bottom: 42,
    fontSize: 12.5,
    xTicks: 5,
    yTicks: 5
  )
}

/// The plotting area of a chart and its axes.
struct PlotFrame {
  let layout: PlotLayout
  let xAxis: Axis
  let yAxis: Axis

  var left: Double { layout.left }
  var right: Double { layout.width - layout.right }
  var top: Double { layout.top }
  var bottom: Double { layout.height - layout.bottom }

  /// The horizontal place of a value, nil for one that cannot be shown.
  func x(_ value: Double) -> Double? {
    xAxis.position(of: value).map { left + $0 * (right - left) }
  }

  /// The vertical place of a value, nil for one that cannot be shown.
  func y(_ value: Double) -> Double? {
    yAxis.position(of: value).map { bottom - $0 * (bottom - top) }
  }

  /// A point as in the lists of SVG, nil if it cannot be shown.
  func point(_ x: Double, _ y: Double) -> String? {
    guard let x = self.x(x), let y = self.y(y) else { return nil }
    return "\(PlotFrame.text(x)),\(PlotFrame.text(y))"
  }

  /// The root of the picture, named for those who do not see it.
  func document(id: String, title: String, description: String, _ marks: [Markup]) -> Markup {
    .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "plot",
        "viewBox": "0 0 \(PlotFrame.text(layout.width)) \(PlotFrame.text(layout.height))",
        "role": "img", "aria-labelledby": "\(id)-title \(id)-text",
        "font-family": "system-ui, sans-serif", "font-size": PlotFrame.text(layout.fontSize),
      ],
      [
        .tag("title", ["id": "\(id)-title"], title),
        .tag("desc", ["id": "\(id)-text"], description),
      ] + marks
    )
  }

  /// Grid, tick labels, axes and their names.
  func grid(xLabel: String, yLabel: String) -> [Markup] {
    yAxis.ticks(layout.yTicks).flatMap { horizontal($0) }
      + xAxis.ticks(layout.xTicks).compactMap { tick in
        x(tick).map { label(tickLabel(tick), x: $0, y: bottom + layout.fontSize + 6, "middle") }
      }
      + [
        .tag(
          "path",
          [
            "class": "axis",
            "d": "M\(PlotFrame.text(left)) \(PlotFrame.text(top))"
              + "V\(PlotFrame.text(bottom))H\(PlotFrame.text(right))",
            "fill": "none", "stroke": "#333333",
          ]
        ),
        label(xLabel, x: (left + right) / 2, y: layout.height - 6, "middle", kind: "name"),
        .tag(
          "text",
          [
            "class": "name", "text-anchor": "middle",
            "transform": "translate(\(PlotFrame.text(layout.fontSize)) "
              + "\(PlotFrame.text((top + bottom) / 2))) rotate(-90)",
          ],
          yLabel
        ),
      ]
  }

  private func horizontal(_ tick: Double) -> [Markup] {
    guard let y = y(tick) else { return [] }
    return [
      line(from: (left, y), to: (right, y), kind: "grid", stroke: "#dddddd"),
      label(tickLabel(tick), x: left - 6, y: y + 4, "end"),
    ]
  }

  /// A value to compare with, across the picture; the legend names it, since in the picture there is no
  /// place that curves and marks leave free.
  func level(_ value: Double) -> Markup {
    guard let y = y(value) else { return .empty }
    return line(from: (left, y), to: (right, y), kind: "level", stroke: "#777777")
  }

  /// A text in the picture.
  func label(
    _ text: String,
    x: Double,
    y: Double,
    _ anchor: String,
    kind: String = "tick"
  ) -> Markup {
    .tag(
      "text",
      [
        "class": kind, "x": PlotFrame.text(x), "y": PlotFrame.text(y), "text-anchor": anchor,
      ],
      text
    )
  }

  /// A straight line in the picture.
  func line(
    from start: (x: Double, y: Double),
    to end: (x: Double, y: Double),
    kind: String,
    stroke: String
  ) -> Markup {
    .tag(
      "line",
      [
        "class": kind, "x1": PlotFrame.text(start.x), "x2": PlotFrame.text(end.x),
        "y1": PlotFrame.text(start.y), "y2": PlotFrame.text(end.y), "stroke": stroke,
      ]
    )
  }

  /// A length or place, to a tenth of a unit.
  static func text(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
