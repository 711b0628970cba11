import OptProgram
import Testing

@testable import OptEvolution

struct PopulationTests {
  /// An archive whose entry i has score i.
  private func archive(_ count: Int) -> Archive {
    var archive = Archive()
    for place in 0..<count {
      let key = UInt64(place)
      _ = archive.add(
        ArchiveEntry(
          id: place,
          form: .program(TestPrograms.lion),
          dataflow: key,
          behaviour: key,
          fitness: Fitness(score: Double(place))
        ),
        ProgramHashes(dataflow: key, canonical: key, behaviour: key)
      )
    }
    return archive
  }

  private func member(_ id: Int) -> Member {
    Member(id: id, program: TestPrograms.lion, entry: id, dataflow: UInt64(id))
  }

  @Test func `the best are the best by their latest scores`() {
    var archive = archive(200)
    var stream = RandomStream(seed: 1, purpose: .data)
    for _ in 0..<300 {
      let place = stream.below(200)
      var fitness = Fitness(score: stream.below(8) == 0 ? nil : Double(stream.below(50)))
      fitness.isPartial = stream.below(8) == 0
      archive.update(place, fitness)
      func isWanted(_ entry: ArchiveEntry) -> Bool { entry.id % 3 != 0 }
      let ordered = archive.entries
        .filter { $0.fitness.score != nil && !$0.fitness.isPartial && isWanted($0) }
        .sorted { ($1.fitness.rank, $0.id) < ($0.fitness.rank, $1.id) }
      for count in [0, 1, 16, 300] {
        #expect(
          archive.best(count, where: isWanted) == ordered.prefix(count).map(\.id)
        )
      }
    }
  }

  @Test func `the oldest makes room for the newest, however good it is`() {
    var population = Population(islands: 2, membersPerIsland: 3)
    for id in [9, 1, 2, 3, 4] { population.insert(member(id), island: 1) }
    #expect(Set(population.islands[1].map(\.id)) == [2, 3, 4])
    #expect(population.islands[0].isEmpty)
    population.insert(member(5), island: 1)
    #expect(Set(population.islands[1].map(\.id)) == [3, 4, 5])
  }

  @Test func `a larger tournament selects better parents`() {
    var population = Population(islands: 1, membersPerIsland: 50)
    for id in 0..<50 { population.insert(member(id), island: 0) }
    let archive = archive(50)
    func mean(_ size: Int) -> Double {
      var stream = RandomStream(seed: 1, purpose: .test)
      let ids = (0..<400).map { _ in
        population.tournament(island: 0, size: size, archive: archive, &stream).id
      }
      return Double(ids.reduce(0, +)) / 400
    }
    // The expected best of k draws from 0..<50 is about 50 k / (k + 1).
    #expect(abs(mean(1) - 24.5) < 2)
    #expect(abs(mean(2) - 33) < 2)
    #expect(abs(mean(8) - 44) < 2)
  }

  @Test func `migration copies the best of an island to the next`() {
    var population = Population(islands: 3, membersPerIsland: 2)
    for island in 0..<3 {
      for id in 0..<2 { population.insert(member(island * 2 + id), island: island) }
    }
    population.migrate(archive: archive(6))
    #expect(population.islands.map { Set($0.map(\.id)) } == [[1, 5], [3, 1], [5, 3]])
  }

  @Test func `a fill replaces everyone`() {
    var population = Population(islands: 1, membersPerIsland: 4)
    for id in 0..<9 { population.insert(member(id), island: 0) }
    population.fill(island: 0, with: member(1))
    #expect(population.islands[0].map(\.id) == [1, 1, 1, 1])
    #expect(population.quantile(0.5, archive: archive(2)) == 1)
  }

  @Test func `means are taken over evaluations`() {
    var fitness = Fitness()
    for score in [1.0, 2, 6] {
      fitness.add(
        ProgramEvaluation(score: score, losses: [TaskLoss(task: "a", loss: score * 10)])
      )
    }
    #expect(fitness.score == 3)
    #expect(fitness.losses[0].loss == 30)
    #expect(fitness.evaluations == 3)
    fitness.add(ProgramEvaluation(refusal: .diverged))
    #expect(fitness.score == (9 + ProgramEvaluation.worstScore) / 4)
  }

  @Test func `more validations stand before a better score from fewer`() {
    var archive = archive(4)
    for (place, (score, repetitions)) in [(0.3, 4), (0.1, 16), (0.2, 16)].enumerated() {
      archive.update(
        place,
        ValidationResult(score: score, error: 0, repetitions: repetitions)
      )
    }
    #expect(archive.bestValidated(9) == [2, 1, 0])
  }

  @Test func `validations are pooled like one sample`() {
    let scores = [0.1, 0.4, -0.2, 0.7, 0.3]
    let whole = ValidationResult(nil, adding: scores)
    let parts = ValidationResult(
      ValidationResult(nil, adding: Array(scores.prefix(2))),
      adding: Array(scores.suffix(3))
    )
    #expect(abs(whole.score - 0.26) < 1e-12)
    #expect(abs(whole.score - parts.score) < 1e-12)
    #expect(abs(whole.error - parts.error) < 1e-12)
    #expect(abs(whole.error - 0.150_332_963_78) < 1e-9)
    #expect(parts.repetitions == 5)
  }

  @Test func `the hall of fame holds what nothing beats in every way`() {
    var archive = Archive()
    func add(_ program: Program, _ score: Double) {
      let key = UInt64(archive.entries.count)
      _ = archive.add(
        ArchiveEntry(
          id: Int(key),
          form: .program(program),
          dataflow: key,
          behaviour: key,
          fitness: Fitness(score: score),
          validation: ValidationResult(score: score, error: 0, repetitions: 1)
        ),
        ProgramHashes(dataflow: key, canonical: key, behaviour: key)
      )
    }
    add(TestPrograms.adamw, 0.5)
    add(TestPrograms.lion, 0.6)
    add(TestPrograms.signsgd, 0.1)
    add(TestPrograms.signsgd, 0.05)
    let hall = HallOfFame(archive, onlyValidated: true)
    #expect(hall.entries.map(\.id) == [1, 2])
    #expect(hall.entries.map(\.statements) == [6, 2])
    #expect(hall.entries.map(\.stateBytes) == [4, 0])
  }
}
