/// Means with their intervals, one row a name, in the colours that curves in the same order have.
struct IntervalChart {
  /// One row.
  struct Row {
    var name: String
    var mean: Double
    var low: Double
    var high: Double
  }

  var title: String
  var xLabel: String
  var summary: String
  var rows: [Row]

  /// The chart as a picture in a page.
  func figure(id: String) -> Markup {
    var layout = PlotLayout.figure
    layout.left = 112
    layout.right = 18
    layout.height = layout.top + layout.bottom + Double(rows.count) * 34
    let frame = PlotFrame(
      layout: layout,
      xAxis: Axis(covering: rows.flatMap { [$0.mean, $0.low, $0.high] }, scale: .linear),
      yAxis: Axis(covering: [0, Double(max(rows.count, 1))], scale: .linear)
    )
    let ticks = frame.xAxis.ticks(layout.xTicks).flatMap { tick -> [Markup] in
      guard let x = frame.x(tick) else { return [] }
      return [
        frame.line(from: (x, frame.top), to: (x, frame.bottom), kind: "grid", stroke: "#dddddd"),
        frame.label(tickLabel(tick), x: x, y: frame.bottom + 18, "middle"),
      ]
    }
    let name = frame.label(
      xLabel,
      x: (frame.left + frame.right) / 2,
      y: layout.height - 6,
      "middle",
      kind: "name"
    )
    let marks = rows.enumerated().flatMap { place, row in
      IntervalChart.marks(row, Pen(place: place), y: frame.top + 17 + Double(place) * 34, frame)
    }
    return frame.document(id: id, title: title, description: summary, ticks + [name] + marks)
  }

  private static func marks(_ row: Row, _ pen: Pen, y: Double, _ frame: PlotFrame) -> [Markup] {
    let label = frame.label(row.name, x: frame.left - 10, y: y + 4, "end", kind: "row")
    guard let low = frame.x(row.low), let high = frame.x(row.high), let mean = frame.x(row.mean)
    else {
      return [label, frame.label("diverged", x: frame.left + 4, y: y + 4, "start", kind: "note")]
    }
    return [
      label,
      frame.line(from: (low, y), to: (high, y), kind: "interval \(pen.kind)", stroke: pen.colour),
      .tag(
        "circle",
        [
          "class": "dot \(pen.kind)", "cx": PlotFrame.text(mean), "cy": PlotFrame.text(y),
          "r": "5", "fill": pen.colour,
        ]
      ),
    ]
  }
}
