extension SelectionBudget {
  /// Trainings with which a rule can still be tuned: one for each point of the tuner's coarse grid.
  private static let leastTuning = 18

  /// The greatest part of the budget that stages leave for the final table.
  private static let finalShare = 0.7

  /// The final table without any limit.
  func wantedTable(finalists: Int) -> FinalTable {
    FinalTable(
      tasks: configuration.heldOut,
      tuningTrainings: configuration.heldOut.map { _ in configuration.tuningTrainings },
      finalists: finalists
    )
  }

  /// The widest table that is possible in so many seconds, with the least tuning.
  ///
  /// The table is what a selection is for. So a finalist is given up before a task is, and then the slowest
  /// task first; one finalist and one task are left in any case. Without a limit, the table that is wanted.
  func leastTable(finalists: Int, within limit: Double?) -> FinalTable {
    var table = wantedTable(finalists: finalists)
    guard let limit else { return table }
    let least = min(SelectionBudget.leastTuning, configuration.tuningTrainings)
    table.tuningTrainings = table.tasks.map { _ in least }
    table.finalists = 1
    while table.tasks.count > 1, cost(table) > limit, let slowest = slowestFirst(table).first {
      table.tasks.remove(at: slowest)
      table.tuningTrainings.remove(at: slowest)
    }
    while table.finalists < finalists {
      var wider = table
      wider.finalists += 1
      guard cost(wider) <= limit else { break }
      table = wider
    }
    return table
  }

  /// A table with all the tuning that is possible in so many seconds: less than wanted on the slowest task
  /// first, never less than it has.
  func tuned(_ table: FinalTable, within limit: Double?) -> FinalTable {
    let wanted = configuration.tuningTrainings
    var result = table
    result.tuningTrainings = table.tasks.map { _ in wanted }
    guard let limit else { return result }
    for place in slowestFirst(table) {
      let excess = cost(result) - limit
      guard excess > 0 else { break }
      let rules = Double(references + table.finalists)
      let trainings = excess / (rules * secondsOfTraining(table.tasks[place]))
      let fewer = Int(min(trainings, Double(wanted)).rounded(.up))
      result.tuningTrainings[place] = max(table.tuningTrainings[place], wanted - fewer)
    }
    return result
  }

  /// Seconds of a table.
  func cost(_ table: FinalTable) -> Double {
    let oneRule = zip(table.tasks, table.tuningTrainings).reduce(0) { sum, task in
      sum + secondsOfTraining(task.0) * Double(task.1 + configuration.seeds)
    }
    return Double(references + table.finalists) * oneRule
  }

  /// Seconds that stages leave for the final table: those of the least one.
  func finalReserve(finalists: Int) -> Double {
    guard let seconds else { return 0 }
    return cost(leastTable(finalists: finalists, within: SelectionBudget.finalShare * seconds))
  }

  private func slowestFirst(_ table: FinalTable) -> [Int] {
    table.tasks.indices.sorted {
      (secondsOfTraining(table.tasks[$1]), $0) < (secondsOfTraining(table.tasks[$0]), $1)
    }
  }
}
