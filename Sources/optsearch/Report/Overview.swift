import OptEvolution
import OptProgram

/// The head of the page: what was found, whether it holds up, the rule, and the size of the search.
struct Overview {
  private let report: RunReport
  private let name: String
  private let finding: Finding

  init(_ report: RunReport, name: String) {
    self.report = report
    self.name = name
    finding = Finding(report)
  }

  var markup: Markup {
    .group([
      .tag("p", ["class": "kicker"], "Search report · \(name)"),
      .tag("h1", ["class": finding.tone.rawValue], finding.headline),
      .group(finding.details.map { .paragraph($0, kind: "lede") }),
      unfinished,
      rule,
      figures,
    ])
  }

  private var unfinished: Markup {
    guard !report.isFinished else { return .empty }
    return .paragraph(
      "The journal has no end yet: the search is running, or was interrupted. This page shows what it"
        + " says so far.",
      kind: "notice"
    )
  }

  private var rule: Markup {
    guard let best = report.best else { return .empty }
    return .group([
      .code(
        RulePrinter.text(of: best.program),
        label: "The best rule, individual \(best.id)"
      ),
      origin(best).map { .paragraph($0, kind: "muted") } ?? .empty,
      RulePrinter.note(on: best.program).map { .paragraph($0, kind: "notice") } ?? .empty,
    ])
  }

  /// Where the text comes from, if it is not that of the individual.
  private func origin(_ best: RunReport.Best) -> String? {
    guard best.isSimplified else { return nil }
    return
      "Individual \(best.id), simplified: what trainings did not miss is gone, and numbers have"
      + " the fewest digits with which they are the same."
  }

  private var figures: Markup {
    let statistics = report.statistics
    let hits = CacheKind.allCases.reduce(0) { $0 + statistics.hits($1) }
    let entries = [
      ("Programs", grouped(statistics.programs)),
      ("Trainings", grouped(statistics.trainings)),
      ("Found in the cache", percent(hits, of: statistics.programs)),
      ("Time", duration(report.elapsed)),
      ("Searched on", report.description.tasks.joined(separator: "\n")),
      ("Strategy", report.description.configuration.strategy.rawValue),
    ]
    return .tag(
      "dl",
      ["class": "figures"],
      entries.map { .tag("div", [.tag("dt", $0.0), .tag("dd", $0.1)]) }
    )
  }
}
