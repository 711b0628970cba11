package import OptProgram

/// The loop of a search: batches of children, made and measured in parallel, inserted in order.
///
/// Knows nothing of tasks: what measures programs is an `Evaluator`.
package struct SearchEngine<E: Evaluator> {
  /// What the search knows.
  package private(set) var state: SearchState

  let configuration: SearchConfiguration
  let pool: WorkerPool<E>
  private let journal: JournalWriter
  private let start: StartRecord
  private let startPrograms: [Program]
  private let clock: SearchClock
  private var generation: Int

  /// Stops the search between two batches.
  package var stop = StopFlag()

  /// When no further batch is begun; nil for a budget of programs.
  package var limit: TimeLimit?

  /// Makes the tables that end the search, for a program chosen by validation.
  package var compare: @Sendable (Program) async throws -> [ComparisonTable] = { _ in [] }

  /// Called after each batch.
  package var report: @Sendable (SearchProgress) -> Void = { _ in }

  /// An engine at the beginning of a search, or where the lines of an earlier session end.
  package init(
    _ configuration: SearchConfiguration,
    evaluator: E,
    start: StartRecord,
    programs: [Program],
    history: RunHistory,
    journal: JournalWriter,
    clock: SearchClock
  ) {
    self.configuration = configuration
    self.start = start
    self.journal = journal
    self.clock = clock
    startPrograms = programs
    state = history.state
    generation = history.generation
    let weights =
      configuration.strategy == .constants ? .constants : configuration.mutationWeights
    pool = WorkerPool(
      configuration.threads,
      evaluator: evaluator,
      mutator: Mutator(space: configuration.space, weights: weights)
    )
  }

  /// Searches until the budget is used up or a stop is asked for.
  ///
  /// - Throws: `RunDirectoryError`, or what the final comparison throws.
  package mutating func run() async throws -> StopReason {
    do {
      let reason = try await search()
      try await journal.finish()
      return reason
    } catch {
      // What was found before an error is not lost.
      try await journal.finish()
      if error is CancellationError { return .interrupted }
      throw error
    }
  }

  private mutating func search() async throws -> StopReason {
    if state.end != nil { return .finished }
    if generation == 0 { try await begin() }
    while true {
      if stop.isRequested { return .interrupted }
      let mustRepeat = if case .individual = journal.nextExpected { true } else { false }
      if !mustRepeat, isOver { break }
      try await runBatch()
      try await validateIfDue()
      generation += 1
      announce(.searching)
    }
    announce(.choosing)
    try await finish()
    return .finished
  }

  private var isOver: Bool {
    if let limit, clock.elapsed >= limit.deadline { return true }
    switch journal.nextExpected {
    case .validation, .comparison: return true
    case .start, .individual, .restart, .selection, .end, nil: break
    }
    if case .trainings(let limit) = configuration.budget, state.statistics.trainings >= limit {
      return true
    }
    return state.children(ofBatch: generation).isEmpty
  }

  // MARK: - Batches

  private mutating func begin() async throws(RunDirectoryError) {
    var record = start
    record.time = record.time ?? JournalTime(elapsed: clock.elapsed, evaluation: nil)
    try await commit([.start(record)], programs: [nil])
    let newborns = await introduceStarts()
    try await settle(newborns)
    generation = 1
  }

  /// The programs the search begins with, and what they are.
  private func introduceStarts() async -> [(Newborn, Batch.Identity?)] {
    let archive = state.archive
    return await pool.map(startPrograms.enumerated().map { ($0, $1) }) { bench, start in
      let newborn = Newborn(
        id: start.0,
        island: 0,
        parents: [],
        factors: [],
        mutations: [],
        program: start.1,
        text: start.1.flatText,
        dataflow: bench.dataflowHash(of: start.1)
      )
      return (newborn, Batch.identify(newborn, archive, &bench))
    }
  }

  private mutating func runBatch() async throws(RunDirectoryError) {
    let newborns = await breed()
    try await settle(newborns)
  }

  /// The children of the next batch, and what they are.
  private func breed() async -> [(Newborn, Batch.Identity?)] {
    let breeder = Breeder(configuration, state)
    let archive = state.archive
    let ids = state.children(ofBatch: generation).map { $0 + startPrograms.count }
    return await pool.map(ids) { bench, id in
      let newborn = breeder.breed(id, &bench)
      return (newborn, Batch.identify(newborn, archive, &bench))
    }
  }

  /// Looks newborns up, measures what is new, and lets them into the population in order.
  private mutating func settle(
    _ newborns: [(Newborn, Batch.Identity?)]
  ) async throws(RunDirectoryError) {
    // Whatever shares memory with the state is gone by now: else a change would copy the whole archive.
    let records = await measure(newborns)
    try await commit(records.map { .individual($0) }, programs: newborns.map(\.0.program))
  }

  /// The lines of newborns: looks them up, and measures what is new.
  private func measure(_ newborns: [(Newborn, Batch.Identity?)]) async -> [IndividualRecord] {
    var batch = Batch(newborns.map(\.0), generation: generation, state, configuration)
    batch.resolve(newborns.map(\.1))
    let hurdle = batch.hurdle
    let clock = clock
    let measured = await pool.map(batch.jobs, cost: \.evaluations) { bench, job in
      let begin = clock.elapsed
      let evaluations = job.run(&bench.worker, hurdle: hurdle)
      return (evaluations: evaluations, seconds: clock.elapsed - begin)
    }
    batch.settle(measured)
    return batch.records(generation: generation, elapsed: clock.elapsed)
  }

  /// Applies lines and writes them.
  private mutating func commit(
    _ records: [JournalRecord],
    programs: [Program?]
  ) async throws(RunDirectoryError) {
    for (record, program) in zip(records, programs) { state.apply(record, program: program) }
    try await journal.append(records)
  }

  // MARK: - Validation

  private mutating func validateIfDue() async throws {
    let interval = max(1, configuration.validationInterval)
    let batch = state.children(ofBatch: generation)
    guard batch.upperBound / interval > batch.lowerBound / interval else { return }
    let candidates = state.archive.best(configuration.validationCandidates) {
      $0.validation == nil
    }
    try await validate(candidates, repetitions: configuration.validationRepetitions)
    let patience = configuration.restartPatience
    guard state.programs - state.programsAtImprovement >= patience,
      let best = state.bestValidated
    else { return }
    // Odd restarts go back to where the search began, even ones go on from the best so far.
    let id = state.restarts.isMultiple(of: 2) ? state.starts[0].id : state.archive[best].id
    let time = JournalTime(elapsed: clock.elapsed, evaluation: nil)
    try await commit(
      [.restart(RestartRecord(generation: generation, id: id, time: time))],
      programs: [nil]
    )
  }

  /// Compares the best on further seeds, so that the result is not the luckiest.
  ///
  /// The start takes part in the last round: nothing worse than it should be the result.
  private mutating func finish() async throws {
    var field = state.archive.best(configuration.finalists) { _ in true }
    for (round, (programs, repetitions)) in configuration.finalField.enumerated() {
      if round == 0 {
        field.removeAll { state.archive[$0].validation != nil }
      } else {
        field = Array(state.archive.bestValidated(programs))
      }
      let start = state.starts[0].entry
      let isLast = round == configuration.finalRounds - 1
      if isLast, state.archive[start].fitness.score != nil, !field.contains(start) {
        field.append(start)
      }
      try await validate(field, repetitions: repetitions)
    }
    let best = state.bestValidated.map { state.archive[$0] }
    if let best { try await finalComparison(of: best.program) }
    let time = JournalTime(elapsed: clock.elapsed, evaluation: nil)
    try await commit(
      [
        .end(
          EndRecord(
            generation: generation,
            programs: state.programs,
            best: best?.id,
            score: best?.validation?.score,
            time: time
          )
        )
      ],
      programs: [nil]
    )
  }

  private mutating func finalComparison(of program: Program) async throws {
    announce(.comparing)
    let begin = clock.elapsed
    let tables = try await compare(program)
    let time = JournalTime(elapsed: clock.elapsed, evaluation: clock.elapsed - begin)
    let records = tables.map { table in
      JournalRecord.comparison(
        ComparisonRecord(
          stage: ComparisonRecord.finalStage,
          generation: generation,
          rows: table.rows,
          programs: table.programs.map(\.flatText),
          time: time
        )
      )
    }
    try await commit(records, programs: records.map { _ in nil })
  }

  /// Measures programs on further seeds of validation.
  ///
  /// - Throws: `CancellationError` if a stop was asked for: it is made again by whoever goes on.
  private mutating func validate(_ places: [Int], repetitions count: Int) async throws {
    let jobs = places.flatMap { place in
      let entry = state.archive[place]
      let first = entry.validation?.repetitions ?? 0
      return (first..<(first + count)).map {
        EvaluationJob(program: entry.program, repetition: $0, rates: .ladder)
      }
    }
    let begin = clock.elapsed
    let measured = await pool.map(jobs) { [stop] bench, job in
      stop.isRequested
        ? ProgramEvaluation(refusal: .diverged)
        : bench.worker.evaluate(
          job.program,
          purpose: .validation,
          repetition: job.repetition,
          rates: job.rates,
          hurdle: nil
        )
    }
    if stop.isRequested { throw CancellationError() }
    let seconds = clock.elapsed - begin
    let trainings = measured.reduce(0) { $0 + $1.trainings }
    if trainings > 0 { limit?.secondsPerTraining = seconds / Double(trainings) }
    let time = JournalTime(elapsed: clock.elapsed, evaluation: seconds)
    let records = places.enumerated().map { index, place in
      let results = measured[(index * count)..<((index + 1) * count)]
      return validationRecord(of: state.archive[place], results, time)
    }
    try await commit(records.map { .validation($0) }, programs: records.map { _ in nil })
  }

  private func validationRecord(
    of entry: ArchiveEntry,
    _ results: ArraySlice<ProgramEvaluation>,
    _ time: JournalTime
  ) -> ValidationRecord {
    // A repetition that diverged is as bad as a score gets.
    let scores = results.map { $0.score ?? ProgramEvaluation.worstScore }
    return ValidationRecord(
      id: entry.id,
      generation: generation,
      searchScore: entry.fitness.rank,
      result: ValidationResult(entry.validation, adding: scores),
      trainings: results.reduce(0) { $0 + $1.trainings },
      time: time
    )
  }

  // MARK: - Progress

  private func announce(_ phase: SearchPhase) { report(progress(phase)) }

  /// The state of the search for whoever watches.
  package func progress(_ phase: SearchPhase) -> SearchProgress {
    let best = state.bestValidated.map { state.archive[$0] }
    let elapsed = clock.elapsed
    let speed = Double(state.programs - clock.programsBefore) / max(1e-9, clock.sessionSeconds)
    let bestScore = state.statistics.bestScore
    return SearchProgress(
      phase: phase,
      statistics: state.statistics,
      bestScore: bestScore.isFinite ? bestScore : nil,
      validation: best?.validation,
      best: best?.program,
      elapsed: elapsed,
      programsPerSecond: speed,
      secondsLeft: phase == .searching ? secondsLeft(elapsed, speed) : nil
    )
  }

  private func secondsLeft(_ elapsed: Double, _ speed: Double) -> Double? {
    if let limit { return max(0, limit.deadline - elapsed) }
    let made = Double(state.programs)
    guard made > 0, speed > 0 else { return nil }
    switch configuration.budget {
    case .seconds: return nil
    case .programs(let limit): return (Double(limit) - made) / speed
    case .trainings(let limit):
      let programs = made / Double(max(1, state.statistics.trainings)) * Double(limit)
      return max(0, programs - made) / speed
    }
  }
}
