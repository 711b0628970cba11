package import OptProgram

/// A child that nobody has looked up yet.
package struct Newborn: Sendable {
  package var id: Int
  package var island: Int
  package var parents: [Int]

  /// The factors of learning rates that its parent had; none for a start.
  package var factors: [Double]
  package var mutations: [MutationKind]
  package var program: Program

  /// The program as flat text.
  package var text: String
  package var dataflow: UInt64

  /// Whether it is one of the best programs, which is to be measured once more.
  package var isCopy: Bool { mutations.isEmpty && !parents.isEmpty }
}

/// Makes the children of one batch from the population as it was before the batch.
///
/// Random numbers are keyed by the child's number, so children may be made in any order.
package struct Breeder: Sendable {
  private let configuration: SearchConfiguration
  private let population: Population
  private let archive: Archive
  private let starts: [Member]
  private let elite: [Member]

  /// Mutations of one child until it differs from its parent; then it is taken as it is.
  private static let attempts = 50

  /// How many of the elite are refined.
  private static let refined = 4

  /// The greatest number of mutations between the start and a program of the random search.
  private static let randomSteps = 8

  /// A breeder for a state of the search.
  package init(_ configuration: SearchConfiguration, _ state: SearchState) {
    self.configuration = configuration
    population = state.population
    archive = state.archive
    starts = state.starts
    elite = state.elite
  }

  /// The child of a number.
  package func breed<Worker>(_ id: Int, _ bench: inout Workbench<Worker>) -> Newborn {
    let key = UInt64(id)
    var selection = RandomStream(seed: configuration.seed, purpose: .selection, index: key)
    var mutation = RandomStream(seed: configuration.seed, purpose: .mutation, index: key)
    let island = id % population.islands.count
    let place = (id - starts.count) % configuration.batchSize
    if place < min(elite.count, configuration.copies) { return copy(id, island, of: elite[place]) }
    switch configuration.strategy {
    case .random:
      let start = starts[selection.below(starts.count)]
      let steps = 1 + selection.below(Breeder.randomSteps)
      return child(
        id,
        island,
        of: start,
        nil,
        refined: false,
        steps: steps,
        &mutation,
        &bench
      )
    case .evolve, .constants:
      if selection.below(100) < configuration.refinementPercent, !elite.isEmpty {
        let parent = elite[selection.below(min(elite.count, Breeder.refined))]
        return child(id, island, of: parent, nil, refined: true, steps: 1, &mutation, &bench)
      }
      let parent = draw(island, &selection)
      let partner = draw(island, &selection)
      return child(
        id,
        island,
        of: parent,
        partner,
        refined: false,
        steps: 1,
        &mutation,
        &bench
      )
    }
  }

  private func copy(_ id: Int, _ island: Int, of member: Member) -> Newborn {
    Newborn(
      id: id,
      island: island,
      parents: [member.id],
      factors: archive[member.entry].fitness.factors,
      mutations: [],
      program: member.program,
      text: member.program.flatText,
      dataflow: member.dataflow
    )
  }

  private func draw(_ island: Int, _ stream: inout RandomStream) -> Member {
    population.tournament(
      island: island,
      size: configuration.tournament,
      archive: archive,
      &stream
    )
  }

  /// Mutates a parent at least so many times, and until the dataflow hash is another one and the space
  /// admits the child; without success the child is the parent once more.
  private func child<Worker>(
    _ id: Int,
    _ island: Int,
    of parent: Member,
    _ partner: Member?,
    refined: Bool,
    steps: Int,
    _ stream: inout RandomStream,
    _ bench: inout Workbench<Worker>
  ) -> Newborn {
    var program = parent.program
    var mutations: [MutationKind] = []
    var dataflow = parent.dataflow
    var isAdmitted = true
    for attempt in 1...Breeder.attempts {
      let kind: MutationKind?
      if refined, bench.mutator.apply(.refine, to: &program, partner: nil, &stream) {
        kind = .refine
      } else {
        kind = bench.mutator.mutate(&program, partner: partner?.program, &stream)
      }
      guard let kind else { break }
      mutations.append(kind)
      if attempt < steps { continue }
      dataflow = bench.dataflowHash(of: program)
      isAdmitted = configuration.space.admits(program, bench.liveness)
      if isAdmitted, dataflow != parent.dataflow { break }
    }
    if !isAdmitted {
      program = parent.program
      dataflow = parent.dataflow
    }
    let parents =
      mutations.contains(.crossOver) ? [parent.id] + (partner.map { [$0.id] } ?? []) : [parent.id]
    program = program.compacted(keeping: .used)
    return Newborn(
      id: id,
      island: island,
      parents: parents,
      factors: archive[parent.entry].fitness.factors,
      mutations: mutations,
      program: program,
      text: program.flatText,
      dataflow: dataflow
    )
  }
}
