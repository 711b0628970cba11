import OptProgram
import OptTasks

extension Funnel {
  /// Simplifies the finalists that the log has no simplification of, as far as the budget allows.
  func simplifyFinalists(of stage: SelectionStage, _ log: inout SelectionLog) async throws {
    guard configuration.simplifies else { return }
    let tasks = try configuration.tasks(ofSize: configuration.sizes.min() ?? 1).map {
      try SelectionConfiguration.task($0)
    }
    for (place, id) in stage.ids.enumerated() where log.simplification(of: id) == nil {
      let end = budget.end(
        ofOneOf: stage.ids.count - place,
        elapsed: clock.elapsed,
        reserve: finalCost(stage.tasks, tuning: stage.tuningTrainings)
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
