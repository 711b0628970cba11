/// Curves over a common x axis, drawn as SVG or in the terminal.
struct LineChart {
  /// How the points of a series are drawn.
  enum Style {
    /// A line, with its band as an area around it.
    case curve
    /// Dots, with their bands as bars.
    case dots
  }

  /// One curve, perhaps with a band around it.
  struct Series {
    var name: String
    var points: [(x: Double, y: Double)]
    var band: [(x: Double, low: Double, high: Double)] = []
    var style = Style.curve
  }

  var title: String
  var xLabel: String
  var yLabel: String
  var series: [Series]
  var yScale: Axis.Scale = .linear

  /// A value to compare with, drawn across the chart.
  var level: Double?

  /// The horizontal axis over all points; beyond dots there is room, since they have a size.
  var xAxis: Axis {
    let axis = Axis(covering: series.flatMap { $0.points.map(\.x) }, scale: .linear)
    guard series.contains(where: { $0.style == .dots }) else { return axis }
    return Axis(covering: [axis.low, axis.high + (axis.high - axis.low) * 0.03], scale: .linear)
  }

  /// The vertical axis over all points, bands and the level.
  var yAxis: Axis {
    let values = series.flatMap { $0.points.map(\.y) + $0.band.flatMap { [$0.low, $0.high] } }
    return Axis(covering: values + (level.map { [$0] } ?? []), scale: yScale)
  }
}
