import OptEvolution
import OptTasks

/// How the finds passed through larger and larger tasks.
struct FunnelSection {
  private let selection: SelectionSummary

  /// The section, nil without a selection.
  init?(_ report: RunReport) {
    guard let selection = report.selection else { return nil }
    self.selection = selection
  }

  var section: ReportSection {
    ReportSection(
      id: "funnel",
      short: "Funnel",
      title: "The selection funnel",
      content: [
        .paragraph(
          "The best distinct programs meet equally tuned AdamW on larger and larger tasks; only those"
            + " that beat it by a paired test go on."
            + (selection.best.map { " The one that came furthest is \($0)." }
              ?? " The selection is not finished.")
        ),
        table.markup,
      ] + selection.stages.flatMap(tables)
    )
  }

  private var table: ReportTable {
    var table = ReportTable(
      "Stages of the selection",
      [
        .words("stage"), .number("programs"), .number("best score"), .number("passed"),
        .words("note"),
      ]
    )
    for stage in selection.stages {
      table.append([
        stage.name, "\(stage.candidates)", stage.bestScore.map { signed($0) } ?? "–",
        stage.passed.map(String.init) ?? "–", stage.note ?? "",
      ])
    }
    return table
  }

  /// The tables of a stage behind a line; those on held-out tasks stand above.
  private func tables(_ stage: SelectionSummary.Stage) -> [Markup] {
    guard stage.name != SelectionSummary.heldOutStage else { return [] }
    return stage.tables.map { table in
      let task = table.rows.first?.task ?? ""
      return ComparisonSection.table(table.rows, task).folded("Stage \(stage.name) on \(task)")
    }
  }
}
