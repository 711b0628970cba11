import OptProgram
import OptTasks

extension Funnel {
  /// Simplifies the finalists that the log has no simplification of, as far as the budget allows.
  ///
  /// Tuning beyond the least of the final table gives way to the time kept for simplification.
  func simplify(_ ids: [Int], before least: FinalTable, _ log: inout SelectionLog) async throws {
    guard configuration.simplifies else { return }
    let tasks = try configuration.tasks(ofSize: configuration.sizes.min() ?? 1).map {
      try SelectionConfiguration.task($0)
    }
    let planned = budget.tuned(
      least,
      within: budget.left(elapsed: clock.elapsed).map { $0 - budget.simplificationSeconds }
    )
    for (place, id) in ids.enumerated() where log.simplification(of: id) == nil {
      let end = budget.end(
        ofOneOf: ids.count - place,
        elapsed: clock.elapsed,
        reserve: budget.cost(planned)
      )
      let record = try await simplify(id, try rule(id, log), tasks, until: end)
      if stop.isRequested { throw CancellationError() }
      try log.append(.selection(.simplification(record)))
    }
  }

  /// The simplest program found in time that trains like a program; the program itself where it does not
  /// train on the tasks.
  private func simplify(
    _ id: Int,
    _ rule: ComparedRule,
    _ tasks: [ProxyTask],
    until end: Double?
  ) async throws -> SelectedSimplification {
    var options = EvidenceOptions()
    options.backend = backend
    options.isa = isa
    options.threads = threads
    options.seed = configuration.seed
    options.shouldContinue = { [stop, clock] in
      !stop.isRequested && (end.map { clock.elapsed < $0 } ?? true)
    }
    let names = tasks.map(\.name).joined(separator: ", ")
    var result = SelectedSimplification(
      id: id,
      program: rule.program.flatText,
      reasons: [],
      isComplete: true
    )
    do {
      let simplifier = EvidenceSimplifier(tasks: tasks, options: options)
      let simplified = try await simplifier.simplify(rule.program) { event in
        var progress = progress("simplify", names, rule.name)
        progress.simplification = event
        report(progress)
      }
      result.program = simplified.program.flatText
      result.reasons = simplified.steps.map(\.reason)
      result.isComplete = simplified.isComplete
    } catch let error as SimplificationError {
      result.reasons = ["\(error)"]
    }
    result.time = time
    return result
  }
}
