/// Programs by size and score; those of the front are marks that can be reached by keyboard.
struct ParetoChart {
  /// A program.
  struct Mark {
    var x: Double
    var y: Double
    /// Bytes of state for each parameter: the form of the mark.
    var stateBytes: Double
    /// What the mark says to those who do not see it.
    var label: String
    /// Where on the page the program stands; nil for a program that is not on the front.
    var target: String?
  }

  var title: String
  var xLabel: String
  var yLabel: String
  var summary: String
  var marks: [Mark]

  /// A score to compare with, drawn across the chart.
  var level: Double?

  /// The chart as a picture in a page.
  func figure(id: String) -> Markup {
    let frame = frame
    var shown = frame.grid(xLabel: xLabel, yLabel: yLabel)
    if let level { shown.append(frame.level(level)) }
    shown += marks.filter { $0.target == nil }.compactMap { place($0, frame) }
    shown += marks.filter { $0.target != nil }.compactMap { link($0, frame) }
    return frame.document(id: id, title: title, description: summary, shown)
  }

  private var frame: PlotFrame {
    let xs = marks.map(\.x)
    let ys = marks.map(\.y) + (level.map { [$0] } ?? [])
    // Marks have a size: none may stand on the axis.
    let width = max((xs.max() ?? 1) - (xs.min() ?? 0), 2) * 0.06
    let height = max((ys.max() ?? 1) - (ys.min() ?? 0), 1e-3) * 0.08
    return PlotFrame(
      layout: .figure,
      xAxis: Axis(
        covering: [(xs.min() ?? 0) - width, (xs.max() ?? 1) + width],
        scale: .linear
      ),
      yAxis: Axis(
        covering: [(ys.min() ?? 0) - height, (ys.max() ?? 1) + height],
        scale: .linear
      )
    )
  }

  private func link(_ mark: Mark, _ frame: PlotFrame) -> Markup? {
    guard let target = mark.target, let shape = place(mark, frame) else { return nil }
    return .tag(
      "a",
      ["href": "#\(target)", "data-rule": target, "aria-label": mark.label],
      [.tag("title", mark.label), shape]
    )
  }

  private func place(_ mark: Mark, _ frame: PlotFrame) -> Markup? {
    guard let x = frame.x(mark.x), let y = frame.y(mark.y) else { return nil }
    let isFront = mark.target != nil
    return ParetoChart.shape(
      stateBytes: mark.stateBytes,
      x: x,
      y: y,
      radius: isFront ? 7 : 3.5,
      kind: isFront ? "front" : "rest"
    )
  }

  /// A circle without state, a triangle, a square and a diamond for the more state the more corners.
  static func shape(
    stateBytes: Double,
    x: Double,
    y: Double,
    radius r: Double,
    kind: String
  ) -> Markup {
    let fill = kind == "front" ? "#d55e00" : "#999999"
    let corners: [(Double, Double)]
    switch stateBytes {
    case ...0:
      return .tag(
        "circle",
        [
          "class": kind, "cx": PlotFrame.text(x), "cy": PlotFrame.text(y), "r": PlotFrame.text(r),
          "fill": fill,
        ]
      )
    case ...4: corners = [(0, -1.1), (1, 0.8), (-1, 0.8)]
    case ...8: corners = [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]
    default: corners = [(0, -1.25), (1.1, 0), (0, 1.25), (-1.1, 0)]
    }
    let points = corners.map {
      "\(PlotFrame.text(x + $0.0 * r)),\(PlotFrame.text(y + $0.1 * r))"
    }
    return .tag(
      "polygon",
      ["class": kind, "points": points.joined(separator: " "), "fill": fill]
    )
  }
}
