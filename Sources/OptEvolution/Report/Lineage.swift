public import OptProgram

/// One program on the way from a start of the search to its result.
public struct LineageStep: Hashable, Sendable {
  /// The individual.
  public var id: Int

  /// The parents, first the one the way comes from; none for the start.
  public var parents: [Int]

  /// The mutations that made it of its parents, in order.
  public var mutations: [MutationKind]

  /// Without dead statements.
  public var program: Program

  /// The score after the batch it was made in, nil if it had none.
  public var score: Double?

  /// The batch it was made in.
  public var generation: Int
}

/// Who came from whom.
struct Lineage {
  /// What is kept of a line: there are as many as programs, and few of them are ancestors.
  struct Individual {
    let parents: [Int]
    let mutations: [MutationKind]
    let program: String
    let score: Double?
    let generation: Int

    init(_ record: IndividualRecord) {
      parents = record.parents
      mutations = record.mutations
      program = record.program
      score = record.fitness.score
      generation = record.generation
    }
  }

  private let individuals: [Int: Individual]

  init(_ individuals: [Int: Individual]) { self.individuals = individuals }

  /// The first parents of an individual, from the start on, and at last itself.
  func steps(to id: Int) -> [LineageStep] {
    var steps: [LineageStep] = []
    var next: Int? = id
    while let id = next, let record = individuals[id] {
      // A journal is an order of time: parents have smaller numbers.
      next = record.parents.first.flatMap { $0 < id ? $0 : nil }
      guard let program = try? Program(flatText: record.program) else { continue }
      steps.append(
        LineageStep(
          id: id,
          parents: record.parents,
          mutations: record.mutations,
          program: Search.result(program),
          score: record.score,
          generation: record.generation
        )
      )
    }
    return steps.reversed()
  }
}
