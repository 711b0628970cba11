import Foundation
import OptEvolution
import OptProgram
import OptTasks

/// What a selection leaves for people and for machines.
struct SelectionReport {
  let outcome: SelectionOutcome
  let directory: URL

  /// The rule, then the tables as comments.
  var text: String {
    let rule = ruleText.map { $0 + "\n" } ?? ""
    let lines = (stages + "\n" + summary).split(separator: "\n", omittingEmptySubsequences: false)
    return rule + lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
  }

  /// The stages with their tables, and the rule.
  var json: JSONValue {
    [
      "id": outcome.bestID.map { .int($0) } ?? .null,
      "passed": .bool(outcome.passed),
      "rule": .text(ruleText),
      "stages": .array(outcome.stages.map(json)),
      "time": ["elapsed_s": .double(outcome.elapsed)],
    ]
  }

  /// Writes the rule into the run directory.
  func writeRule() throws {
    guard let ruleText else { return }
    try OutputFile.write(
      ruleText,
      to: directory.appending(path: "selected.opt").path,
      force: true
    )
  }

  private var ruleText: String? {
    guard var program = outcome.best, let id = outcome.bestID else { return nil }
    program.name = "found"
    return RulePrinter.text(of: program, comments: ["Individual \(id): \(summary)"])
  }

  private var summary: String {
    if !outcome.isTested {
      return "the budget allowed no stage to test it in; the search chose it."
    }
    return outcome.passed
      ? "it beat tuned AdamW in every stage that was made."
      : "it did not beat tuned AdamW in every stage."
  }

  private var stages: String {
    outcome.stages.map { stage in
      let note = stage.note.map { "\($0)\n" } ?? ""
      let verdicts = stage.verdicts.isEmpty ? "" : "\n" + table(stage.verdicts)
      let tables = stage.tables.map { ComparisonReport.table($0) }.joined(separator: "\n")
      return "Stage \(stage.name)\n\(note)\(tables)\(verdicts)"
    }.joined(separator: "\n")
  }

  private func table(_ verdicts: [SelectionOutcome.Verdict]) -> String {
    var table = Table([("rule", .left), ("score", .right), ("p", .right), ("goes on", .left)])
    for verdict in verdicts {
      table.append([
        verdict.rule, String(format: "%+.4f", verdict.score),
        shortNumber(verdict.pValue, digits: 2),
        verdict.passed ? "yes" : "no",
      ])
    }
    return table.text
  }

  private func json(_ stage: SelectionOutcome.Stage) -> JSONValue {
    [
      "stage": .string(stage.name),
      "note": .text(stage.note),
      "tuning_trainings": .array(stage.tuningTrainings.map { .int($0) }),
      "tables": .array(stage.tables.map { ComparisonReport.json($0) }),
      "verdicts": .array(
        stage.verdicts.map { verdict in
          [
            "rule": .string(verdict.rule), "score": .double(verdict.score),
            "p_value": .double(verdict.pValue), "passed": .bool(verdict.passed),
          ]
        }
      ),
    ]
  }
}
