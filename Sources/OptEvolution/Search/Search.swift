package import OptProgram
public import OptTasks

/// A program search: tuning of the start, evolution, choice by validation, final comparison.
///
/// Symbolic discovery of optimizers after Chen et al. 2023 (arXiv:2302.06675), at the scale of one machine.
public struct Search: Sendable {
  /// What is searched, and how.
  public let description: SearchDescription

  private let directory: RunDirectory?
  private let tasks: [ProxyTask]
  private let validationTasks: [ProxyTask]

  private var configuration: SearchConfiguration { description.configuration }

  /// A search in a run directory, which a killed search can be taken up from.
  ///
  /// `task` finds tasks by name or file.
  ///
  /// - Throws: `SearchError` for names that are no task and files that hold none.
  public init(
    in directory: RunDirectory,
    task: (String) throws(TaskFileError) -> ProxyTask? = TaskCatalog.task(namedOrIn:)
  ) throws(SearchError) {
    try self.init(directory.description, directory, task)
  }

  /// A search that leaves nothing behind.
  ///
  /// - Throws: `SearchError` for names that are no task and files that hold none.
  public init(
    _ description: SearchDescription,
    task: (String) throws(TaskFileError) -> ProxyTask? = TaskCatalog.task(namedOrIn:)
  ) throws(SearchError) {
    try self.init(description, nil, task)
  }

  private init(
    _ description: SearchDescription,
    _ directory: RunDirectory?,
    _ find: (String) throws(TaskFileError) -> ProxyTask?
  ) throws(SearchError) {
    guard !description.tasks.isEmpty, !description.starts.isEmpty else { throw .nothingToDo }
    for start in description.starts {
      guard let reason = description.configuration.space.objection(to: start) else { continue }
      throw .startOutsideSpace(rule: start.name, reason: reason)
    }
    self.description = description
    self.directory = directory
    tasks = try Search.tasks(description.tasks, find)
    validationTasks = try Search.tasks(description.validationTasks, find)
  }

  private static func tasks(
    _ names: [String],
    _ find: (String) throws(TaskFileError) -> ProxyTask?
  ) throws(SearchError) -> [ProxyTask] {
    var tasks: [ProxyTask] = []
    for name in names {
      let task: ProxyTask?
      do { task = try find(name) } catch { throw .unusableTask(error) }
      guard let task else { throw .unknownTask(name) }
      tasks.append(task)
    }
    return tasks
  }

  /// Runs the search to its end, or until a stop is asked for.
  ///
  /// - Throws: `RunDirectoryError` if the directory cannot be read or written; what the preparation of
  ///   a rule throws; `CancellationError` if a stop was asked for before there was anything to keep.
  public func run(
    stop: StopFlag = StopFlag(),
    progress: @escaping @Sendable (SearchProgress) -> Void = { _ in }
  ) async throws -> SearchOutcome {
    let session = try Session(configuration, directory)
    let start: StartRecord
    if let known = session.history.start {
      start = known
    } else {
      progress(session.tuningProgress)
      start = try await tuneStart(stop)
    }
    let speed = session.trainingSeconds(start)
    var engine = SearchEngine(
      configuration,
      evaluator: try evaluator(start),
      start: start,
      programs: try start.starts.map { try Program(flatText: $0) },
      history: session.history,
      journal: session.journal,
      clock: session.clock
    )
    engine.stop = stop
    engine.report = progress
    engine.limit = timeLimit(secondsPerTraining: speed)
    engine.compare = { try await compare(Search.result($0), stop) }
    let reason = try await engine.run()
    return outcome(engine.state, start, session, reason)
  }

  /// The final tables of a program beside the references, one for each task of the search.
  ///
  /// - Throws: `CancellationError` if a stop was asked for; what the preparation of a rule throws.
  private func compare(_ best: Program, _ stop: StopFlag) async throws -> [ComparisonTable] {
    guard !description.references.isEmpty else { return [] }
    let programs = description.references + [best]
    let rules = programs.map { ComparedRule(name: $0.name, program: $0) }
    var tables: [ComparisonTable] = []
    for task in tasks {
      let rows = try await Comparison(task, comparisonOptions(stop)).compare(rules)
      if stop.isRequested { throw CancellationError() }
      tables.append(ComparisonTable(rows: rows, programs: programs))
    }
    return tables
  }

  private func comparisonOptions(_ stop: StopFlag) -> ComparisonOptions {
    var tuning = TuningOptions(
      backend: configuration.scoring.backend,
      isa: configuration.scoring.isa
    )
    tuning.trainings = configuration.comparison.tuningTrainings
    tuning.seed = configuration.seed
    tuning.threads = configuration.threads
    tuning.training.shouldContinue = { _ in !stop.isRequested }
    var options = ComparisonOptions(tuning: tuning)
    options.seeds = configuration.comparison.seeds
    return options
  }

  // MARK: - Start

  private func tuneStart(_ stop: StopFlag) async throws -> StartRecord {
    var tuner = BaselineTuner(configuration, stop)
    var tuned: [TunedTask] = []
    for task in tasks { tuned.append(try await tuner.tune(description.baseline, on: task)) }
    var validation: [TunedTask] = []
    for task in validationTasks {
      validation.append(try await tuner.tune(description.baseline, on: task))
    }
    var starts: [Program] = []
    for start in description.starts {
      starts.append(
        try await tuner.start(
          start,
          baseline: description.baseline,
          tuned: tuned[0],
          on: tasks[0]
        )
      )
    }
    return StartRecord(
      schema: StartRecord.currentSchema,
      seed: configuration.seed,
      starts: starts.map(\.flatText),
      tasks: tuned,
      validationTasks: validation,
      trainings: tuner.trainings,
      time: nil
    )
  }

  private func evaluator(_ start: StartRecord) throws -> TaskEvaluator {
    func cases(_ tasks: [ProxyTask], _ tuned: [TunedTask]) throws -> [TaskEvaluator.Case] {
      try zip(tasks, tuned).map { task, tuned in
        TaskEvaluator.Case(
          task: task,
          baseline: try Program(flatText: tuned.baseline),
          learningRate: tuned.learningRate
        )
      }
    }
    return TaskEvaluator(
      configuration.scoring,
      seed: configuration.seed,
      search: try cases(tasks, start.tasks),
      validation: try cases(validationTasks, start.validationTasks)
    )
  }

  // MARK: - Time

  /// What must be left of a budget of seconds when the search ends.
  private func timeLimit(secondsPerTraining: Double) -> TimeLimit? {
    guard case .seconds(let budget) = configuration.budget else { return nil }
    let places = validationTasks.isEmpty ? tasks.count : validationTasks.count
    let choosing = configuration.finalRepetitions * configuration.scoring.ladder.count * places
    let rules = description.references.isEmpty ? 0 : description.references.count + 1
    let comparing =
      rules * (configuration.comparison.tuningTrainings + configuration.comparison.seeds)
      * tasks.count
    return TimeLimit(
      budget: budget,
      trainingsAfter: choosing + comparing,
      secondsPerTraining: secondsPerTraining
    )
  }

  // MARK: - Outcome

  private func outcome(
    _ state: SearchState,
    _ start: StartRecord,
    _ session: Session,
    _ reason: StopReason
  ) -> SearchOutcome {
    let place = state.bestValidated ?? 0
    let entry = state.archive.entries.isEmpty ? nil : state.archive[place]
    return SearchOutcome(
      best: Search.result(entry?.program ?? description.baseline),
      bestID: entry?.id ?? 0,
      validation: entry?.validation,
      searchScore: entry?.fitness.score,
      baseline: start.tasks,
      hallOfFame: HallOfFame(state.archive, onlyValidated: state.bestValidated != nil),
      statistics: state.statistics,
      stopReason: reason,
      comparison: state.comparisons.filter { $0.stage == ComparisonRecord.finalStage }.map(\.rows),
      warnings: session.warnings,
      elapsed: session.clock.elapsed
    )
  }

  /// A program of the search as it is shown and compared: without dead statements.
  package static func result(_ program: Program) -> Program {
    var result = program.removingDeadCode(unusedDeclarations: true)
    result.name = "found"
    return result
  }
}
