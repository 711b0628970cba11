extension SelectionBudget {
  /// Trainings with which a rule can still be tuned: one for each point of the tuner's coarse grid.
  private static let leastTuning = 18

  /// The greatest part of the budget that stages leave for the final table.
  private static let finalShare = 0.7

  /// The part of the budget from which the table of a task is so long that the task is timed again before it.
  private static let longShare = 0.1

  /// The part of the budget below which nothing is won by tuning less on a task.
  private static let smallShare = 0.02

  /// How much faster than timed a machine may become that does other work just now.
  private static let hope = 1.25

  /// The final table without any limit.
  func wantedTable(finalists: Int) -> FinalTable {
    table(of: configuration.heldOut, finalists: finalists, configuration.tuningTrainings)
  }

  /// The widest table that is possible in so many seconds, with the least tuning.
  ///
  /// The table is what a selection is for. So a finalist is given up before a task is, and then the slowest
  /// task first; one finalist and one task are left in any case. Without a limit, all of them.
  func leastTable(finalists: Int, within limit: Double?) -> FinalTable {
    let all = leastTable(of: configuration.heldOut, finalists: 1)
    var table = possible(all, isFirst: true, within: limit)
    while table.finalists < finalists {
      var wider = table
      wider.finalists += 1
      guard cost(wider) <= limit ?? .infinity else { break }
      table = wider
    }
    return table
  }

  /// A table of tasks, the fastest first, with the least tuning.
  func leastTable(of tasks: [String], finalists: Int) -> FinalTable {
    let tuning = min(SelectionBudget.leastTuning, configuration.tuningTrainings)
    return table(of: tasks, finalists: finalists, tuning)
  }

  /// A table without the slowest tasks, as far as it is not possible in so many seconds.
  ///
  /// The fastest task stays where no other has been made. It also stays while it would be possible at a
  /// better speed: nothing else can be done with the time, and a busy machine may be idle soon.
  func possible(_ table: FinalTable, isFirst: Bool, within limit: Double?) -> FinalTable {
    guard let limit else { return table }
    var result = table
    while let last = result.tasks.indices.last, cost(result) > limit {
      if last == 0, isFirst || cost(result) <= SelectionBudget.hope * limit { break }
      result.tasks.removeLast()
      result.tuningTrainings.removeLast()
    }
    return result
  }

  /// Whether even the least table of a task takes a good part of the budget.
  func isLong(_ task: String, finalists: Int) -> Bool {
    guard let seconds else { return false }
    return cost(leastTable(of: [task], finalists: finalists)) > SelectionBudget.longShare * seconds
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
  /// first, never less than it has, and all of it on tasks that take hardly any time.
  func tuned(_ table: FinalTable, within limit: Double?) -> FinalTable {
    let wanted = configuration.tuningTrainings
    var result = table
    result.tuningTrainings = table.tasks.map { _ in wanted }
    guard let limit, let seconds else { return result }
    for place in table.tasks.indices.reversed() {
      let excess = cost(result) - limit
      let round = Double(references + table.finalists) * secondsOfTraining(table.tasks[place])
      let share = round * Double(wanted + configuration.seeds) / seconds
      guard excess > 0, share > SelectionBudget.smallShare else { break }
      let trainings = excess / round
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
