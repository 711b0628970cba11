extension SelectionBudget {
  /// Trainings with which a rule can still be tuned: one for each point of the tuner's coarse grid.
  private static let leastTuning = 18

  /// The greatest part of the budget that stages leave for the final table.
  private static let finalShare = 0.7

  /// The part of the budget from which the table of a task is so long that the task is timed again before it.
  private static let longShare = 0.1

  /// The final table without any limit.
  func wantedTable(finalists: Int) -> FinalTable {
    table(of: configuration.heldOut, finalists: finalists, configuration.tuningTrainings)
  }

  /// The widest table that is possible in so many seconds, with the least tuning.
  ///
  /// The table is what a selection is for. So a finalist is given up before a task is, and then the slowest
  /// task first; one finalist and one task are left in any case. Without a limit, all of them.
  func leastTable(finalists: Int, within limit: Double?) -> FinalTable {
    var table = leastTable(of: configuration.heldOut, finalists: 1, keeping: 1, within: limit)
    while table.finalists < finalists {
      var wider = table
      wider.finalists += 1
      guard cost(wider) <= limit ?? .infinity else { break }
      table = wider
    }
    return table
  }

  /// A table of tasks, the fastest first, with the least tuning, without the slowest ones that are not possible
  /// in so many seconds; some are kept in any case.
  func leastTable(
    of tasks: [String],
    finalists: Int,
    keeping kept: Int,
    within limit: Double?
  ) -> FinalTable {
    let tuning = min(SelectionBudget.leastTuning, configuration.tuningTrainings)
    var result = table(of: tasks, finalists: finalists, tuning)
    while result.tasks.count > kept, cost(result) > limit ?? .infinity {
      result.tasks.removeLast()
      result.tuningTrainings.removeLast()
    }
    return result
  }

  /// Whether even the least table of a task takes a good part of the budget.
  func isLong(_ task: String, finalists: Int) -> Bool {
    guard let seconds else { return false }
    let least = leastTable(of: [task], finalists: finalists, keeping: 1, within: nil)
    return cost(least) > SelectionBudget.longShare * seconds
  }

  /// A table of tasks, the fastest first.
  private func table(of tasks: [String], finalists: Int, _ tuning: Int) -> FinalTable {
    let places = tasks.indices.sorted {
      (secondsOfTraining(tasks[$0]), $0) < (secondsOfTraining(tasks[$1]), $1)
    }
    return FinalTable(
      tasks: places.map { tasks[$0] },
      tuningTrainings: places.map { _ in tuning },
      finalists: finalists
    )
  }

  /// A table with all the tuning that is possible in so many seconds: less than wanted on the slowest task
  /// first, never less than it has.
  func tuned(_ table: FinalTable, within limit: Double?) -> FinalTable {
    let wanted = configuration.tuningTrainings
    var result = table
    result.tuningTrainings = table.tasks.map { _ in wanted }
    guard let limit else { return result }
    for place in table.tasks.indices.reversed() {
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
}
