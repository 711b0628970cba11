import OptProgram

extension SelectionOutcome {
  /// What the lines of a selection say.
  init(_ log: borrowing SelectionLog) throws {
    guard let start = log.start else { throw SelectionError.nothingToSelect }
    stages = []
    for stage in log.stages {
      stages.append(
        Stage(
          name: stage.name,
          note: stage.note,
          tuningTrainings: stage.tuningTrainings,
          tables: stage.tasks.compactMap { log.table(stage.name, $0)?.rows },
          verdicts: (log.verdict(stage.name)?.rows ?? []).map { row in
            Verdict(
              rule: SelectionCandidate(id: row.id, program: "").name,
              score: row.score,
              pValue: row.pValue,
              passed: row.passed
            )
          }
        )
      )
    }
    bestID = log.end?.best
    best = nil
    if let id = bestID, let candidate = start.candidates.first(where: { $0.id == id }) {
      best = try Program(flatText: log.simplification(of: id)?.program ?? candidate.program)
    }
    let name = bestID.map { SelectionCandidate(id: $0, program: "").name }
    let judged = stages.filter { !$0.verdicts.isEmpty }
    isTested = !judged.isEmpty
    passed =
      !judged.isEmpty
      && judged.allSatisfy { stage in stage.verdicts.contains { $0.rule == name && $0.passed } }
    warnings =
      log.droppedTornLine ? ["the last line of selection.jsonl was torn and has been dropped"] : []
    for case .selection(.simplification(let result)) in log.records where !result.isComplete {
      let name = SelectionCandidate(id: result.id, program: "").name
      warnings.append("the budget ended the simplification of \(name) before everything was tried")
    }
    elapsed = log.elapsed
  }
}
