extension LineChart {
  /// The chart as a self-contained SVG document of 720 x 420 units.
  ///
  /// Legible in black and white: curves differ by dash pattern as well as by colour, and are named in
  /// a legend in the order of their last values.
  func svg() -> String {
    let frame = PlotFrame(layout: .document, xAxis: xAxis, yAxis: yAxis)
    let background = Markup.tag("rect", ["width": "720", "height": "420", "fill": "white"])
    let heading = Markup.tag(
      "text",
      ["x": "64", "y": "22", "font-size": "15", "font-weight": "600"],
      title
    )
    let marks = [background, heading] + marks(frame) + legend(frame)
    return frame.document(id: "chart", title: title, description: summary, marks).source
  }

  /// The chart as a picture in a page, which has title and legend around it.
  func figure(id: String) -> Markup {
    let frame = PlotFrame(layout: .figure, xAxis: xAxis, yAxis: yAxis)
    return frame.document(id: id, title: title, description: summary, marks(frame))
  }

  /// What the curves show in words: the text alternative of the picture.
  var summary: String {
    let ends = series.compactMap { series in
      series.points.last.map { "\(series.name) ends at \(shortNumber($0.y))" }
    }
    return "\(yLabel) over \(xLabel): " + ends.joined(separator: ", ") + "."
  }

  private func marks(_ frame: PlotFrame) -> [Markup] {
    var marks = frame.grid(xLabel: xLabel, yLabel: yLabel)
    let level = level.map(frame.level) ?? .empty
    let pens = series.indices.map { Pen(place: $0) }
    // Dots first: where there are many, they would hide a curve.
    for (series, pen) in zip(series, pens) where series.style == .dots {
      marks += dots(series, pen, frame)
    }
    marks.append(level)
    for (series, pen) in zip(series, pens) where series.style == .curve {
      marks += curve(series, pen, frame)
    }
    return marks
  }

  private func curve(_ series: Series, _ pen: Pen, _ frame: PlotFrame) -> [Markup] {
    var marks: [Markup] = []
    let upper = series.band.compactMap { frame.point($0.x, $0.high) }
    let lower = series.band.reversed().compactMap { frame.point($0.x, $0.low) }
    if !upper.isEmpty {
      let outline = (upper + lower).joined(separator: " ")
      marks.append(
        .tag(
          "polygon",
          [
            "class": "band \(pen.kind)", "points": outline, "fill": pen.colour, "opacity": "0.15",
          ]
        )
      )
    }
    let points = series.points.compactMap { frame.point($0.x, $0.y) }.joined(separator: " ")
    marks.append(
      .tag(
        "polyline",
        [
          "class": "curve \(pen.kind)", "points": points, "fill": "none", "stroke": pen.colour,
          "stroke-width": "2", "stroke-dasharray": pen.dashes,
        ]
      )
    )
    return marks
  }

  private func dots(_ series: Series, _ pen: Pen, _ frame: PlotFrame) -> [Markup] {
    let bars = series.band.compactMap { bar -> Markup? in
      guard let x = frame.x(bar.x), let low = frame.y(bar.low), let high = frame.y(bar.high) else {
        return nil
      }
      return frame.line(from: (x, low), to: (x, high), kind: "bar \(pen.kind)", stroke: pen.colour)
    }
    let dots = series.points.compactMap { point -> Markup? in
      guard let x = frame.x(point.x), let y = frame.y(point.y) else { return nil }
      return .tag(
        "circle",
        [
          "class": "dot \(pen.kind)", "cx": PlotFrame.text(x), "cy": PlotFrame.text(y), "r": "2.5",
          "fill": pen.colour,
        ]
      )
    }
    return bars + dots
  }

  private func legend(_ frame: PlotFrame) -> [Markup] {
    let order = series.indices.sorted {
      (series[$0].points.last?.y ?? .infinity, $0) > (series[$1].points.last?.y ?? .infinity, $1)
    }
    return order.enumerated().flatMap { row, place in
      let pen = Pen(place: place)
      let y = PlotFrame.text(frame.top + 8 + Double(row) * 18)
      return [
        .tag(
          "line",
          [
            "x1": PlotFrame.text(frame.right + 14), "x2": PlotFrame.text(frame.right + 44),
            "y1": y, "y2": y, "stroke": pen.colour, "stroke-width": "2",
            "stroke-dasharray": pen.dashes,
          ]
        ),
        frame.label(
          series[place].name,
          x: frame.right + 50,
          y: frame.top + 12 + Double(row) * 18,
          "start"
        ),
      ]
    }
  }
}
