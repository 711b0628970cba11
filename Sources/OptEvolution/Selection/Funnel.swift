import OptProgram
import OptRuntime
import OptTasks

/// The stages of one selection, and then its final table.
struct Funnel {
  let configuration: SelectionConfiguration

  /// Known rules, the one programs are tested against first.
  let references: [Program]
  let candidates: [SelectionCandidate]
  let threads: Int
  let backend: Backend
  let isa: InstructionSet?
  let stop: StopFlag
  let clock: SearchClock
  let report: @Sendable (SelectionProgress) -> Void
  private(set) var budget: SelectionBudget

  init(
    configuration: SelectionConfiguration,
    references: [Program],
    candidates: [SelectionCandidate],
    threads: Int,
    backend: Backend,
    isa: InstructionSet?,
    stop: StopFlag,
    clock: SearchClock,
    report: @escaping @Sendable (SelectionProgress) -> Void
  ) {
    self.configuration = configuration
    self.references = references
    self.candidates = candidates
    self.threads = threads
    self.backend = backend
    self.isa = isa
    self.stop = stop
    self.clock = clock
    self.report = report
    budget = SelectionBudget(configuration, references: references.count)
  }

  /// Times a training of each task, if there is a budget to divide.
  mutating func measureSpeed() async throws {
    let stages = configuration.sizes.flatMap { configuration.tasks(ofSize: $0) }
    try await measureSpeed(of: stages + configuration.heldOut)
  }

  /// Times one training of each task on each thread.
  ///
  /// What only the first training of a task pays for, such as making its data, is not in the times.
  mutating func measureSpeed(of references: [String]) async throws {
    guard configuration.budget != nil else { return }
    let rule = self.references[0]
    for reference in references {
      let task = try SelectionConfiguration.task(reference)
      report(progress("timing", task.name, rule.name))
      let options = training(learningRate: 1e-3)
      let pool = TrainerPool(task, threads: threads)
      let times = try await pool.map(Array(0..<threads)) { trainer, _ in
        var first = options
        first.steps = 1
        _ = try trainer.train(rule, first)
        return try trainer.train(rule, options).time.totalSeconds
      }
      if stop.isRequested { throw CancellationError() }
      budget.add(timing: Statistics.mean(times) / Double(threads), of: reference)
    }
  }

  /// Makes all stages that are not in the log.
  mutating func run(_ log: inout SelectionLog) async throws {
    var alive = candidates
    var ranking = candidates
    for (place, size) in configuration.sizes.enumerated() {
      let name = "@\(size)"
      let stage = try log.stage(name) ?? plan(name, size, place, alive, &log)
      guard !stage.tasks.isEmpty else { continue }
      let verdict = try await judge(stage, place, &log)
      ranking = SelectionVerdict.ranking(verdict, candidates)
      let passed = Set(verdict.rows.filter(\.passed).map(\.id))
      alive = ranking.filter { passed.contains($0.id) }
      if alive.isEmpty { break }
    }
    try await compareFinalists(alive, ranking, &log)
  }

  // MARK: - Stages

  /// Decides who takes part in a stage.
  private mutating func plan(
    _ name: String,
    _ size: Int,
    _ place: Int,
    _ alive: [SelectionCandidate],
    _ log: inout SelectionLog
  ) throws -> SelectionStage {
    try correctMargin(log)
    let tasks = configuration.tasks(ofSize: size)
    let finalists = min(configuration.finalists, candidates.count)
    let count = budget.candidates(
      alive.count,
      costOfOne: budget.cost(ofStage: tasks),
      elapsed: clock.elapsed,
      reserve: budget.finalReserve(finalists: finalists) + budget.simplificationSeconds,
      stagesLeft: configuration.sizes.count - place
    )
    var stage = SelectionStage(
      name: name,
      tasks: count == 0 ? [] : tasks,
      ids: alive.prefix(count).map(\.id),
      tuningTrainings: count == 0 ? [] : tasks.map { _ in configuration.tuningTrainings },
      note: nil,
      time: time
    )
    if tasks.isEmpty {
      stage.note = "left out: no task of this size"
    } else if count == 0 {
      stage.note = "left out: the budget does not allow it"
    } else if count < alive.count {
      stage.note = "the budget allows \(count) of \(alive.count) programs"
    }
    try log.append(.selection(.stage(stage)))
    return stage
  }

  /// Makes the tables of a stage that the log lacks, and says who goes on.
  private func judge(
    _ stage: SelectionStage,
    _ place: Int,
    _ log: inout SelectionLog
  ) async throws -> SelectionVerdict {
    if let known = log.verdict(stage.name) { return known }
    let finds = try stage.ids.map { id in try rule(id, log) }
    let rules = [ComparedRule(name: references[0].name, program: references[0])] + finds
    var tables: [[ComparisonRow]] = []
    for task in stage.tasks.indices {
      tables.append(
        try await table(stage, task, rules, seedIndex: place, usesTestPart: false, &log)
      )
    }
    let verdict = SelectionVerdict(
      stage: stage.name,
      ids: stage.ids,
      tables: tables,
      level: configuration.level,
      time: time
    )
    try log.append(.selection(.verdict(verdict)))
    return verdict
  }

  /// One table, from the log if it is there.
  ///
  /// - Throws: `OutOfTime` if it was not made until so many seconds after the selection began.
  func table(
    _ stage: SelectionStage,
    _ place: Int,
    _ rules: [ComparedRule],
    seedIndex: Int,
    usesTestPart: Bool,
    until end: Double? = nil,
    _ log: inout SelectionLog
  ) async throws -> [ComparisonRow] {
    let task = try SelectionConfiguration.task(stage.tasks[place])
    if let known = log.table(stage.name, task.name) { return known.rows }
    var options = comparison(tuningTrainings: stage.tuningTrainings[place], seedIndex: seedIndex)
    options.usesTestPart = usesTestPart
    let isInTime: @Sendable () -> Bool = { [clock] in end.map { clock.elapsed < $0 } ?? true }
    options.tuning.training.shouldContinue = { [stop] _ in !stop.isRequested && isInTime() }
    options.progress = { [self] rule in report(progress(stage.name, task.name, rule)) }
    let begin = clock.elapsed
    let rows = try await Comparison(task, options).compare(rules)
    if stop.isRequested { throw CancellationError() }
    guard isInTime() else { throw OutOfTime() }
    let record = ComparisonRecord(
      stage: stage.name,
      generation: 0,
      rows: rows,
      programs: rules.map(\.program.flatText),
      time: JournalTime(elapsed: clock.elapsed, evaluation: clock.elapsed - begin)
    )
    try log.append(.comparison(record))
    return record.rows
  }

  func rule(_ id: Int, _ log: borrowing SelectionLog) throws -> ComparedRule {
    let candidate = candidates.first { $0.id == id }
    guard let candidate else { throw SelectionError.nothingToSelect }
    let text = log.simplification(of: id)?.program ?? candidate.program
    return ComparedRule(name: candidate.name, program: try Program(flatText: text))
  }

  /// Learns from the tables that were made how long trainings really take.
  mutating func correctMargin(_ log: borrowing SelectionLog) throws {
    var spent = 0.0
    var timed = 0.0
    for stage in log.stages {
      for reference in stage.tasks {
        let task = try SelectionConfiguration.task(reference)
        guard let table = log.table(stage.name, task.name) else { continue }
        spent += table.time?.evaluation ?? 0
        timed += Double(table.trainings) * budget.secondsPerTraining[reference, default: 0]
      }
    }
    budget.correctMargin(spent: spent, timed: timed)
  }

  // MARK: - Trainings

  private func comparison(tuningTrainings: Int, seedIndex: Int) -> ComparisonOptions {
    var tuning = TuningOptions(backend: backend, isa: isa)
    tuning.trainings = tuningTrainings
    // Each stage has seeds that no other one, and no search, has used.
    tuning.seed = mix64(configuration.seed &+ UInt64(seedIndex + 1) &* 0x9E37_79B9_7F4A_7C15)
    tuning.threads = threads
    tuning.training = training(learningRate: 0)
    var options = ComparisonOptions(tuning: tuning)
    options.seeds = configuration.seeds
    return options
  }

  private func training(learningRate: Double) -> TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.backend = backend
    options.isa = isa ?? options.isa
    // What is true of one division of a small data set only is nothing to go on with.
    options.resamplesValidation = true
    options.shouldContinue = { [stop] _ in !stop.isRequested }
    return options
  }

  var time: JournalTime { JournalTime(elapsed: clock.elapsed, evaluation: nil) }

  func progress(_ stage: String, _ task: String, _ rule: String) -> SelectionProgress {
    SelectionProgress(
      stage: stage,
      task: task,
      rule: rule,
      elapsed: clock.elapsed,
      budget: configuration.budget
    )
  }
}
