package import OptProgram

/// A training job of a batch.
package struct EvaluationJob: Sendable {
  package var program: Program

  /// Which seeds it is trained with first.
  package var repetition: Int

  /// The learning rates it is first trained with; if they are not fixed yet it may be broken off as hopeless.
  package var rates: LearningRates

  /// The mean score after each repetition from which the next one is made.
  package var bars: [Double] = []

  /// How often it is evaluated at most.
  package var evaluations: Int { bars.count + 1 }

  private var isNew: Bool { if case .fixed = rates { false } else { true } }

  /// Evaluates the program, again and again on fresh seeds while it keeps up with the population.
  ///
  /// A single lucky training decides nothing then, and most programs still cost one evaluation only.
  package func run<Worker: EvaluationWorker>(
    _ worker: inout Worker,
    hurdle: Double?
  ) -> [ProgramEvaluation] {
    var results: [ProgramEvaluation] = []
    var sum = 0.0
    for next in 0..<evaluations {
      let result = worker.evaluate(
        program,
        purpose: .search,
        repetition: repetition + next,
        rates: results.first.map { .fixed($0.factors) } ?? rates,
        hurdle: isNew && next == 0 ? hurdle : nil
      )
      results.append(result)
      guard let score = result.score, !result.isPartial, next < bars.count else { break }
      sum += score
      if sum / Double(next + 1) < bars[next] { break }
    }
    return results
  }
}

/// The children of one batch on their way into the population.
///
/// Looking up is done in the order of the children, so the outcome does not depend on which worker was
/// first; what it finds unknown is computed in parallel in between.
package struct Batch {
  /// What the two deeper hashes say of a child; the behaviour is left out where the other was found.
  package struct Identity: Sendable {
    package var canonical: UInt64
    package var fingerprint: Fingerprint?
  }

  /// Where the score of a child is kept: in the archive, or in the list of this batch's new behaviours.
  private enum Place: Hashable {
    case known(Int)
    case new(Int)
  }

  private struct Lookup {
    var place: Place
    var hashes: ProgramHashes
    var cached: CacheKind?
    var job: Int?
  }

  /// What must be trained.
  package private(set) var jobs: [EvaluationJob] = []

  /// The score below which first trainings are hopeless.
  package let hurdle: Double?

  private let newborns: [Newborn]
  private let archive: Archive
  private let configuration: SearchConfiguration
  private let bars: [Double]
  private let firstRepetition: Int
  private var lookups: [Lookup] = []
  private var newEntries: [ArchiveEntry] = []
  private var updated: [Place: Fitness] = [:]
  private var jobPlaces: [Place] = []
  private var jobResults: [(trainings: Int, seconds: Double)] = []

  /// A batch of children and the state before it.
  package init(
    _ newborns: [Newborn],
    generation: Int,
    _ state: SearchState,
    _ configuration: SearchConfiguration
  ) {
    self.newborns = newborns
    self.configuration = configuration
    firstRepetition = generation * configuration.repetitionsOfBatch
    archive = state.archive
    let worst = state.population.quantile(0.2, archive: archive)
    hurdle = worst.isFinite ? worst - configuration.hurdleMargin : nil
    bars = configuration.raceQuantiles.map {
      state.population.quantile($0, archive: state.archive)
    }
  }

  // MARK: - Looking up

  /// Computes the deeper hashes of a child that the archive does not know, the behaviour only if it does not
  /// know the canonical hash either.
  package static func identify<Worker>(
    _ newborn: Newborn,
    _ archive: Archive,
    _ bench: inout Workbench<Worker>
  ) -> Identity? {
    if archive.find(dataflow: newborn.dataflow) != nil { return nil }
    let canonical = bench.canonicalHash(of: newborn.program)
    let isKnown = archive.find(canonical: canonical) != nil
    if isKnown { return Identity(canonical: canonical) }
    let fingerprint = bench.worker.fingerprint(of: newborn.program) {
      archive.find(behaviour: $0) != nil
    }
    return Identity(canonical: canonical, fingerprint: fingerprint)
  }

  /// Finds the place of each child's score, and makes the list of jobs.
  package mutating func resolve(_ identities: [Identity?]) {
    var firsts = Firsts()
    for (newborn, identity) in zip(newborns, identities) {
      var lookup = find(newborn, identity, &firsts)
      lookup.job = job(for: lookup, newborn)
      lookups.append(lookup)
    }
  }

  /// Behaviours that were first met in this batch, by their hashes.
  private struct Firsts {
    var byDataflow: [UInt64: (place: Place, hashes: ProgramHashes)] = [:]
    var byCanonical: [UInt64: Place] = [:]
    var byBehaviour: [UInt64: Place] = [:]
  }

  private mutating func find(
    _ newborn: Newborn,
    _ identity: Identity?,
    _ firsts: inout Firsts
  ) -> Lookup {
    var hashes = ProgramHashes(dataflow: newborn.dataflow, canonical: 0, behaviour: 0)
    if let known = archive.find(dataflow: newborn.dataflow) {
      hashes.canonical = known.canonical
      hashes.behaviour = archive[known.entry].behaviour
      return Lookup(place: .known(known.entry), hashes: hashes, cached: .dataflow)
    }
    if let first = firsts.byDataflow[newborn.dataflow] {
      return Lookup(place: first.place, hashes: first.hashes, cached: .dataflow)
    }
    guard let identity else { preconditionFailure("an unknown child was not identified") }
    hashes.canonical = identity.canonical
    let lookup = find(newborn, identity, hashes, &firsts)
    firsts.byDataflow[newborn.dataflow] = (lookup.place, lookup.hashes)
    if firsts.byCanonical[identity.canonical] == nil {
      firsts.byCanonical[identity.canonical] = lookup.place
    }
    return lookup
  }

  private mutating func find(
    _ newborn: Newborn,
    _ identity: Identity,
    _ hashes: ProgramHashes,
    _ firsts: inout Firsts
  ) -> Lookup {
    let canonical =
      archive.find(canonical: identity.canonical).map { Place.known($0) }
      ?? firsts.byCanonical[identity.canonical]
    var hashes = hashes
    if let canonical {
      hashes.behaviour = behaviour(at: canonical)
      return Lookup(place: canonical, hashes: hashes, cached: .canonical)
    }
    guard let fingerprint = identity.fingerprint else {
      preconditionFailure("an unknown child has no fingerprint")
    }
    hashes.behaviour = fingerprint.hash
    let behaviour =
      archive.find(behaviour: fingerprint.hash).map { Place.known($0) }
      ?? firsts.byBehaviour[fingerprint.hash]
    if let behaviour { return Lookup(place: behaviour, hashes: hashes, cached: .behaviour) }
    newEntries.append(
      ArchiveEntry(
        id: newborn.id,
        form: .program(newborn.program),
        dataflow: newborn.dataflow,
        behaviour: fingerprint.hash,
        fitness: Fitness(refusal: fingerprint.refusal)
      )
    )
    let place = Place.new(newEntries.count - 1)
    firsts.byBehaviour[fingerprint.hash] = place
    return Lookup(place: place, hashes: hashes, cached: nil)
  }

  private func behaviour(at place: Place) -> UInt64 {
    switch place {
    case .known(let index): archive[index].behaviour
    case .new(let index): newEntries[index].behaviour
    }
  }

  private func program(at place: Place) -> Program {
    switch place {
    case .known(let index): archive[index].program
    case .new(let index): newEntries[index].program
    }
  }

  private func fitness(at place: Place) -> Fitness {
    if let fitness = updated[place] { return fitness }
    return switch place {
    case .known(let index): archive[index].fitness
    case .new(let index): newEntries[index].fitness
    }
  }

  /// Trains what is new, and again what is good and found once more.
  private mutating func job(for lookup: Lookup, _ newborn: Newborn) -> Int? {
    guard !jobPlaces.contains(lookup.place) else { return nil }
    let fitness = fitness(at: lookup.place)
    guard fitness.refusal == nil, !fitness.isPartial else { return nil }
    var job = EvaluationJob(
      program: program(at: lookup.place),
      repetition: firstRepetition,
      rates: .near(newborn.factors)
    )
    if let score = fitness.score {
      guard score >= bars.last ?? .infinity, fitness.evaluations < configuration.reevaluations
      else { return nil }
      job.rates = .fixed(fitness.factors)
    } else {
      job.bars = bars
    }
    jobs.append(job)
    jobPlaces.append(lookup.place)
    return jobs.count - 1
  }

  // MARK: - Results

  /// Takes the results of the jobs, in their order.
  package mutating func settle(_ results: [(evaluations: [ProgramEvaluation], seconds: Double)]) {
    for (place, result) in zip(jobPlaces, results) {
      var fitness = fitness(at: place)
      for evaluation in result.evaluations { fitness.add(evaluation) }
      updated[place] = fitness
      let trainings = result.evaluations.reduce(0) { $0 + $1.trainings }
      jobResults.append((trainings, result.seconds))
    }
  }

  /// The lines of the batch, in the order of the children.
  package func records(generation: Int, elapsed: Double) -> [IndividualRecord] {
    zip(newborns, lookups).map { newborn, lookup in
      let result = lookup.job.map { jobResults[$0] }
      return IndividualRecord(
        id: newborn.id,
        generation: generation,
        island: newborn.island,
        parents: newborn.parents,
        mutations: newborn.mutations,
        program: newborn.text,
        hashes: lookup.hashes,
        fitness: fitness(at: lookup.place),
        isEvaluated: result != nil,
        cached: newborn.isCopy ? nil : lookup.cached,
        trainings: result?.trainings ?? 0,
        time: JournalTime(elapsed: elapsed, evaluation: result?.seconds)
      )
    }
  }
}
