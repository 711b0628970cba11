import OptProgram
import OptTasks

/// A table was not made in time.
struct OutOfTime: Error {}

extension Funnel {
  /// Finalists and references on the tasks held out; without a survivor, the best of the last stage.
  ///
  /// Each table is planned just before it is made, from what is left then. The fastest task comes first: its
  /// table says how fast the machine really is, and the slowest one gets exactly what is left.
  mutating func compareFinalists(
    _ alive: [SelectionCandidate],
    _ ranking: [SelectionCandidate],
    _ log: inout SelectionLog
  ) async throws {
    let finds = Array((alive.isEmpty ? ranking : alive).prefix(configuration.finalists))
    var ids = log.stage(Selection.finalStage)?.ids
    if ids == nil { ids = try await chooseFinalists(finds, &log) }
    guard let ids else { return }
    let known = references.map { ComparedRule(name: $0.name, program: $0) }
    let rules = try known + ids.map { id in try rule(id, log) }
    var plan = log.plan(of: Selection.finalStage)
    if plan == nil { plan = try await planTables(ids, among: finds, alive.isEmpty, &log) }
    while let stage = plan, let place = try nextTable(stage, log) {
      try await makeTable(stage, place, rules, &log)
      plan = try await planTables(ids, among: finds, alive.isEmpty, &log)
    }
    let end = EndRecord(
      generation: 0,
      programs: candidates.count,
      best: ids.first,
      score: nil,
      time: time
    )
    try log.append(.end(end))
  }

  /// Decides who takes part in the final table, and simplifies them.
  private mutating func chooseFinalists(
    _ finds: [SelectionCandidate],
    _ log: inout SelectionLog
  ) async throws -> [Int] {
    try correctMargin(log)
    try await timeLong(configuration.heldOut, finalists: finds.count)
    let least = budget.leastTable(
      finalists: finds.count,
      within: budget.left(elapsed: clock.elapsed)
    )
    let ids = finds.prefix(least.finalists).map(\.id)
    try await simplify(ids, before: least, &log)
    return ids
  }

  /// Plans the tables that are still to be made from what is left now.
  private mutating func planTables(
    _ ids: [Int],
    among finds: [SelectionCandidate],
    _ isUnbeaten: Bool,
    _ log: inout SelectionLog
  ) async throws -> SelectionStage {
    let earlier = log.stage(Selection.finalStage)
    // Without a budget, one plan is enough.
    if let earlier, budget.seconds == nil { return earlier }
    try correctMargin(log)
    var table = try earlier.map { try madeTables($0, log) } ?? FinalTable(finalists: ids.count)
    let rest = configuration.heldOut.filter { !table.tasks.contains($0) }
    if let earlier, rest.isEmpty { return earlier }
    func least(within limit: Double?) -> FinalTable {
      let kept = table.tasks.isEmpty ? 1 : 0
      return budget.leastTable(of: rest, finalists: ids.count, keeping: kept, within: limit)
    }
    try await timeLong(Array(least(within: nil).tasks.prefix(1)), finalists: ids.count)
    let possible = least(within: budget.latestEnd.map { $0 - clock.elapsed })
    let tuned = budget.tuned(possible, within: budget.left(elapsed: clock.elapsed))
    table.tasks += tuned.tasks
    table.tuningTrainings += tuned.tuningTrainings
    let stage = finalStage(table, ids, among: finds, isUnbeaten)
    try log.append(.selection(.stage(stage)))
    return stage
  }

  private func finalStage(
    _ table: FinalTable,
    _ ids: [Int],
    among finds: [SelectionCandidate],
    _ isUnbeaten: Bool
  ) -> SelectionStage {
    var notes = table.concessions(to: budget.wantedTable(finalists: finds.count))
    if isUnbeaten {
      notes.insert(
        "no program beat \(references[0].name) in the last stage; these came nearest",
        at: 0
      )
    }
    return SelectionStage(
      name: Selection.finalStage,
      tasks: table.tasks,
      ids: ids,
      tuningTrainings: table.tuningTrainings,
      note: notes.isEmpty ? nil : notes.joined(separator: "; "),
      time: time
    )
  }

  /// Times tasks with long tables again: what the machine can do now counts, not what it could earlier.
  private mutating func timeLong(_ tasks: [String], finalists: Int) async throws {
    guard let left = budget.left(elapsed: clock.elapsed), left > 0 else { return }
    try await measureSpeed(of: tasks.filter { budget.isLong($0, finalists: finalists) })
  }

  /// Makes a table, or gives it up where the budget is spent before; the first one is made in any case.
  private func makeTable(
    _ stage: SelectionStage,
    _ place: Int,
    _ rules: [ComparedRule],
    _ log: inout SelectionLog
  ) async throws {
    do {
      _ = try await table(
        stage,
        place,
        rules,
        seedIndex: configuration.sizes.count,
        usesTestPart: true,
        until: place == 0 ? nil : budget.latestEnd,
        &log
      )
    } catch is OutOfTime {
      // The next plan leaves the task out, and says so.
    }
  }

  private func nextTable(
    _ stage: SelectionStage,
    _ log: borrowing SelectionLog
  ) throws -> Int? {
    for place in stage.tasks.indices where try !isMade(stage.tasks[place], log) { return place }
    return nil
  }

  /// The part of a plan whose tables have been made.
  private func madeTables(
    _ stage: SelectionStage,
    _ log: borrowing SelectionLog
  ) throws -> FinalTable {
    var result = FinalTable(finalists: stage.ids.count)
    for (task, tuning) in zip(stage.tasks, stage.tuningTrainings) where try isMade(task, log) {
      result.tasks.append(task)
      result.tuningTrainings.append(tuning)
    }
    return result
  }

  private func isMade(_ reference: String, _ log: borrowing SelectionLog) throws -> Bool {
    let task = try SelectionConfiguration.task(reference)
    return log.table(Selection.finalStage, task.name) != nil
  }
}
