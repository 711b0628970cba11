package import OptProgram

/// Everything a search knows between two batches; a function of the journal's lines so far.
///
/// A running search and a resumed one change it in the same way only: by applying lines.
package struct SearchState: Sendable {
  /// Every behaviour met.
  package private(set) var archive = Archive()

  /// The islands.
  package private(set) var population: Population

  /// The programs the search began with.
  package private(set) var starts: [Member] = []

  /// What mutations and caches did.
  package private(set) var statistics = SearchStatistics()

  /// The place in the archive of the program with the best validation.
  package private(set) var bestValidated: Int?

  /// The number of children when the best validation last became better, or the islands were filled.
  package private(set) var programsAtImprovement = 0

  /// Restarts so far.
  package private(set) var restarts = 0

  /// The tables made so far.
  package private(set) var comparisons: [ComparisonRecord] = []

  /// Seconds of the run at the last line.
  private var elapsed = 0.0

  /// The last line, if the run is finished.
  package private(set) var end: EndRecord?

  private let configuration: SearchConfiguration

  /// Whether the archive keeps programs as text.
  private let keepsText: Bool

  /// The state before the first line; with `keepsText`, of a search that is only looked at.
  package init(_ configuration: SearchConfiguration, keepsText: Bool = false) {
    self.configuration = configuration
    self.keepsText = keepsText
    population = Population(
      islands: max(1, configuration.islands),
      membersPerIsland: configuration.membersPerIsland
    )
  }

  /// The number of children made.
  package var programs: Int { statistics.programs }

  /// Applies a line whose program has been read.
  ///
  /// - Precondition: for an individual's line there is the program it holds.
  package mutating func apply(_ record: JournalRecord, program: Program?) {
    if case .individual(let individual) = record, individual.generation > 0 {
      statistics.countBatch(seconds: record.elapsed - elapsed)
    }
    elapsed = record.elapsed
    switch record {
    case .start: break
    case .individual(let record):
      guard let program else { preconditionFailure("an individual without a program") }
      apply(record, program)
    case .validation(let record): apply(record)
    case .restart(let record): apply(record)
    case .comparison(let record): comparisons.append(record)
    case .selection: break
    case .end(let record): end = record
    }
  }

  private mutating func apply(_ record: IndividualRecord, _ program: Program) {
    let entry = place(of: record, program)
    archive.register(record.hashes, at: entry)
    archive.update(entry, record.fitness)
    let member = Member(
      id: record.isCopy ? record.parents[0] : record.id,
      program: program,
      entry: entry,
      dataflow: record.hashes.dataflow
    )
    statistics.count(record)
    if record.generation == 0 {
      starts.append(member)
      for island in population.islands.indices {
        population.fill(island: island, with: starts[island % starts.count])
      }
    } else if record.fitness.score != nil, !record.fitness.isPartial {
      population.insert(member, island: record.island)
    }
    if isLastOfBatch(record) { finishBatch(record.generation) }
  }

  private mutating func place(of record: IndividualRecord, _ program: Program) -> Int {
    let hashes = record.hashes
    let known =
      archive.find(dataflow: hashes.dataflow)?.entry ?? archive.find(canonical: hashes.canonical)
      ?? archive.find(behaviour: hashes.behaviour)
    if let known { return known }
    let entry = ArchiveEntry(
      id: record.id,
      form: keepsText ? .text(record.program) : .program(program),
      dataflow: hashes.dataflow,
      behaviour: hashes.behaviour
    )
    return archive.add(entry, hashes)
  }

  private mutating func apply(_ record: ValidationRecord) {
    guard let entry = archive.find(id: record.id) else { return }
    archive.update(entry, record.result)
    let best = archive.bestValidated(1).first
    if best != bestValidated { programsAtImprovement = programs }
    bestValidated = best
    statistics.validations += 1
    statistics.trainings += record.trainings
  }

  private mutating func apply(_ record: RestartRecord) {
    guard let entry = archive.find(id: record.id) else { return }
    let known = archive[entry]
    let member = Member(
      id: record.id,
      program: known.program,
      entry: entry,
      dataflow: known.dataflow
    )
    for island in population.islands.indices { population.fill(island: island, with: member) }
    programsAtImprovement = programs
    restarts += 1
  }

  /// The best by the score the search selects by, best first.
  package var elite: [Member] {
    archive.best(configuration.elite) { _ in true }.map { place in
      let entry = archive[place]
      return Member(id: entry.id, program: entry.program, entry: place, dataflow: entry.dataflow)
    }
  }

  // MARK: - Batches

  /// The numbers of the children of a batch; empty when a budget of programs is used up.
  package func children(ofBatch generation: Int) -> Range<Int> {
    let first = (generation - 1) * configuration.batchSize
    var last = first + configuration.batchSize
    if case .programs(let limit) = configuration.budget { last = min(last, max(limit, first)) }
    return first..<last
  }

  private func isLastOfBatch(_ record: IndividualRecord) -> Bool {
    guard record.generation > 0 else { return false }
    return record.id - starts.count == children(ofBatch: record.generation).upperBound - 1
  }

  private mutating func finishBatch(_ generation: Int) {
    guard configuration.migrationInterval > 0,
      generation.isMultiple(of: configuration.migrationInterval)
    else { return }
    population.migrate(archive: archive)
  }
}
