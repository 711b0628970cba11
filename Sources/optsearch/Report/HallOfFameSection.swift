import OptEvolution
import OptProgram

/// Programs of which no other is better in score, statements and state at once.
struct HallOfFameSection {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  var section: ReportSection {
    ReportSection(
      id: "hall-of-fame",
      short: "Hall of fame",
      title: "Hall of fame",
      content: report.hallOfFame.isEmpty ? [.paragraph("Nothing has a score yet.")] : content
    )
  }

  private var content: [Markup] {
    [
      .paragraph(
        "No other measured program is better than one of these in score, statements and state at once."
          + " Point at a mark, or reach it with the Tab key, to see its rule."
      ),
      .tag(
        "div",
        ["class": "pair"],
        [
          .figure(chart.figure(id: "pareto"), caption: [forms], data: [table.folded()]),
          panel,
        ]
      ),
      .paragraph("The rules of the front, best first:", kind: "muted"),
      .tag("div", ["class": "cards"], report.hallOfFame.map { card($0) }),
    ]
  }

  private var chart: ParetoChart {
    let front = report.hallOfFame
    let best = front.first.map { "the best scores \(signed($0.score))" } ?? ""
    return ParetoChart(
      title: "Score against statements",
      xLabel: "statements",
      yLabel: "score",
      summary: "\(front.count) programs on the front among \(front.count + report.contenders.count)"
        + " shown; \(best).",
      marks: report.contenders.map { mark($0, target: nil) }
        + front.map { mark($0, target: id(of: $0)) },
      level: 0
    )
  }

  private func mark(_ entry: HallOfFame.Entry, target: String?) -> ParetoChart.Mark {
    ParetoChart.Mark(
      x: Double(entry.statements),
      y: entry.score,
      stateBytes: entry.stateBytes,
      label:
        "Individual \(entry.id): score \(signed(entry.score)), \(entry.statements) statements, "
        + "\(shortNumber(entry.stateBytes)) state bytes a parameter",
      target: target
    )
  }

  private func id(of entry: HallOfFame.Entry) -> String { "rule-\(entry.id)" }

  private var forms: Markup {
    let forms = [(0.0, "no state"), (4.0, "4 bytes"), (8.0, "8 bytes"), (12.0, "more")]
    return .group([
      .tag("span", "State for each parameter; grey marks are not on the front."),
      .tag(
        "ul",
        ["class": "legend", "aria-label": "Legend"],
        forms.map { bytes, name in
          let shape = ParetoChart.shape(stateBytes: bytes, x: 7, y: 7, radius: 5, kind: "front")
          let sample = Markup.tag(
            "svg",
            ["viewBox": "0 0 14 14", "width": "14", "height": "14", "aria-hidden": "true"],
            [shape]
          )
          return .tag("li", [sample, .tag("span", name)])
        } + [Legend.level(Finding.reference(of: report))]
      ),
    ])
  }

  private var panel: Markup {
    .tag(
      "div",
      ["class": "panel", "id": "rule-panel", "aria-live": "polite"],
      report.hallOfFame.first.map { [cardBody($0)] } ?? []
    )
  }

  private func card(_ entry: HallOfFame.Entry) -> Markup {
    .tag("article", ["class": "card", "id": id(of: entry)], [cardBody(entry)])
  }

  private func cardBody(_ entry: HallOfFame.Entry) -> Markup {
    let state = shortNumber(entry.stateBytes)
    let search = "search \(signed(entry.searchScore))"
    let size = "\(entry.statements) statements · \(state) state bytes a parameter"
    return .tag(
      "div",
      ["class": "card-body"],
      [
        .tag("h3", "Individual \(entry.id)"),
        .tag(
          "p",
          [
            .tag("strong", signed(entry.score)),
            .text(entry.validation == nil ? " · \(size)" : " on fresh seeds · \(search) · \(size)"),
          ]
        ),
        .code(
          RulePrinter.text(of: Search.result(entry.program)),
          label: "Rule of individual \(entry.id)"
        ),
      ]
    )
  }

  private var table: ReportTable {
    var table = ReportTable(
      "Measured programs, the front first",
      [
        .number("individual"), .number("score"), .number("statements"), .number("state bytes"),
        .words("on the front"),
      ]
    )
    for (entries, isFront) in [(report.hallOfFame, "yes"), (report.contenders, "no")] {
      for entry in entries {
        table.append([
          "\(entry.id)", signed(entry.score), "\(entry.statements)",
          shortNumber(entry.stateBytes), isFront,
        ])
      }
    }
    return table
  }
}
