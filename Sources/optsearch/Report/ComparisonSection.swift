import OptEvolution
import OptProgram
import OptTasks

/// Finds beside known rules: tables with intervals and tests, on what nothing before has seen.
struct ComparisonSection {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  var section: ReportSection {
    ReportSection(
      id: "comparison",
      short: "Comparison",
      title: "Does it hold up?",
      content: tables.isEmpty ? [missing] : content
    )
  }

  /// Held-out tasks first: they say most.
  private var tables: [ComparisonSummary] { (report.selection?.heldOut ?? []) + report.comparisons }

  private var missing: Markup {
    .paragraph(
      report.isFinished
        ? "This run was made without a final comparison."
        : "The final comparison comes when the search is over."
    )
  }

  private var content: [Markup] {
    [
      .paragraph(
        "Every rule was tuned with the same budget and trained on fresh seeds; the loss is that of the"
          + " test part, which nothing before has seen. Intervals cover the mean with 95 %"
          + " probability; differences are tested in pairs across seeds, with Holm's correction."
          + (report.selection?.heldOutNote.map { " Of the held-out tasks: \($0)." } ?? "")
      )
    ] + tables.enumerated().map { place, table in markup(table, place: place) }
  }

  private func markup(_ table: ComparisonSummary, place: Int) -> Markup {
    let rows = table.rows
    let task = rows.first?.task ?? ""
    let isHeldOut = table.stage == SelectionSummary.heldOutStage
    let stage = isHeldOut ? "not part of search or selection" : "a task of the search"
    return .tag(
      "article",
      [
        .tag("h3", "\(task), \(stage)"),
        .tag(
          "div",
          ["class": "pair"],
          [
            .tag(
              "figure",
              [
                intervals(rows, task).figure(id: "intervals-\(place)"),
                .tag("figcaption", "Test loss with 95 % intervals; the numbers are in the table"),
              ]
            ),
            curves(rows, task, id: "learning-\(place)"),
          ]
        ),
        ComparisonSection.table(rows, task).markup,
      ]
    )
  }

  private func intervals(_ rows: [ComparisonRow], _ task: String) -> IntervalChart {
    IntervalChart(
      title: "Test loss on \(task)",
      xLabel: "test loss",
      summary: rows.map { "\($0.rule) \(shortNumber($0.loss.mean))" }.joined(separator: ", ") + ".",
      rows: rows.map { row in
        IntervalChart.Row(
          name: row.rule,
          mean: row.loss.mean,
          low: row.loss.low,
          high: row.loss.high
        )
      }
    )
  }

  private func curves(_ rows: [ComparisonRow], _ task: String, id: String) -> Markup {
    guard rows.contains(where: { $0.curve.count > 1 }) else { return .empty }
    let chart = ComparisonReport.chart(rows)
    let names = rows.map(\.rule)
    return .figure(
      chart.figure(id: id),
      caption: [
        .tag("span", "Validation loss, mean over seeds and 95 % interval"),
        Legend.markup(names, kinds: names.map { _ in "curve" }),
      ],
      data: [ComparisonSection.curveTable(rows, task).folded()]
    )
  }

  static func table(_ rows: [ComparisonRow], _ task: String) -> ReportTable {
    var table = ReportTable(
      "Comparison on \(task)",
      [
        .words("rule"), .number("learning rate"), .number("loss"), .number("95 % interval"),
        .number("metric"), .number("steps to target"), .number("p"), .words("verdict"),
        .number("state bytes"),
      ]
    )
    for row in rows {
      table.append([
        row.rule, shortNumber(row.setting.learningRate, digits: 3), shortNumber(row.loss.mean),
        "\(shortNumber(row.loss.low)) – \(shortNumber(row.loss.high))",
        row.metricMean.map { shortNumber($0) } ?? "–", row.stepsToTarget.map(String.init) ?? "–",
        row.pValue.map { ComparisonReport.pText($0) } ?? "–", row.verdict.text,
        shortNumber(row.stateBytesPerParameter),
      ])
    }
    return table
  }

  private static func curveTable(_ rows: [ComparisonRow], _ task: String) -> ReportTable {
    var table = ReportTable(
      "Mean validation loss by step on \(task)",
      [.number("step")] + rows.map { .number($0.rule) }
    )
    guard let longest = rows.max(by: { $0.curve.count < $1.curve.count }) else { return table }
    for (place, point) in longest.curve.enumerated() {
      let losses = rows.map { row in
        row.curve.indices.contains(place) ? shortNumber(row.curve[place].loss.mean) : "–"
      }
      table.append(["\(point.step)"] + losses)
    }
    return table
  }
}
