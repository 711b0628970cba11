import OptEvolution
import OptTasks

/// The table of a comparison as text, JSON and picture.
enum ComparisonReport {
  /// The table as lines of text.
  static func table(_ rows: [ComparisonRow]) -> String {
    var table = Table([
      ("task", .left), ("rule", .left), ("learning rate", .right), ("test loss", .right),
      ("95 % interval", .left), ("metric", .right), ("steps to target", .right), ("p", .right),
      ("verdict", .left), ("bytes/param", .right), ("µs/step", .right),
    ])
    for row in rows {
      table.append([
        row.task, row.rule, shortNumber(row.setting.learningRate, digits: 3),
        shortNumber(row.loss.mean),
        "\(shortNumber(row.loss.low)) .. \(shortNumber(row.loss.high))",
        row.metricMean.map { shortNumber($0) } ?? "-",
        row.stepsToTarget.map(String.init) ?? "-",
        row.pValue.map { pText($0) } ?? "-",
        row.verdict.text, shortNumber(row.stateBytesPerParameter),
        shortNumber(row.time.stepMicroseconds, digits: 3),
      ])
    }
    return table.text
  }

  // Below this the test's own arithmetic has no digits left.
  static func pText(_ value: Double) -> String {
    value < 1e-12 ? "<1e-12" : shortNumber(value, digits: 2)
  }

  /// The table as a JSON list; its keys are promises (design of the command line).
  static func json(_ rows: [ComparisonRow]) -> JSONValue {
    .array(rows.map(\.json))
  }

  /// The mean learning curves with their intervals.
  static func chart(_ rows: [ComparisonRow]) -> LineChart {
    LineChart(
      title: rows.first?.task ?? "",
      xLabel: "step",
      yLabel: "validation loss",
      series: rows.map { row in
        LineChart.Series(
          name: row.rule,
          points: row.curve.map { (Double($0.step), $0.loss.mean) },
          band: row.curve.map { (Double($0.step), $0.loss.low, $0.loss.high) }
        )
      },
      yScale: .logarithmic
    )
  }
}
