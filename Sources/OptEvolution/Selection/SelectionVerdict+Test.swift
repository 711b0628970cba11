import OptTasks

extension SelectionVerdict {
  /// Tests the programs of a stage against the reference, which is the first row of each table.
  ///
  /// What is tested is the mean over tasks of the logarithm of the loss, in pairs across seeds, so that no
  /// task counts more because its losses are larger.
  init(
    stage: String,
    ids: [Int],
    tables: [[ComparisonRow]],
    level: Double,
    time: JournalTime?
  ) {
    let logs = (0...ids.count).map { place in meanLogs(tables.map { $0[place].losses }) }
    let raw = ids.indices.map { Statistics.pairedTest(logs[$0 + 1], logs[0]) }
    let pValues = Statistics.holm(raw)
    self.stage = stage
    self.time = time
    rows = ids.indices.map { place in
      let score = Statistics.mean(zip(logs[0], logs[place + 1]).map { $0 - $1 })
      return Row(
        id: ids[place],
        score: score,
        pValue: pValues[place],
        passed: score > 0 && pValues[place] < level
      )
    }
  }

  /// Candidates of a stage, the best first.
  static func ranking(
    _ verdict: SelectionVerdict,
    _ candidates: [SelectionCandidate]
  ) -> [SelectionCandidate] {
    verdict.rows.enumerated().sorted {
      ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
    }
    .compactMap { row in candidates.first { $0.id == row.element.id } }
  }
}

/// For each seed the mean over tasks of the logarithm of the loss, cut off where it says no more.
private func meanLogs(_ losses: [[Double]]) -> [Double] {
  (losses.first ?? []).indices.map { seed in
    Statistics.mean(losses.map { ProgramEvaluation.boundedLog($0[seed]) })
  }
}
