import Foundation
import OptProgram
import Testing

@testable import OptEvolution

struct EngineTests {
  static func configuration(programs: Int, threads: Int = 1, seed: UInt64 = 5)
    -> SearchConfiguration
  {
    var configuration = SearchConfiguration()
    configuration.seed = seed
    configuration.budget = .programs(programs)
    configuration.threads = threads
    configuration.population = 32
    configuration.batchSize = 48
    configuration.migrationInterval = 3
    configuration.validationInterval = 100
    configuration.restartPatience = 10_000
    return configuration
  }

  static let start = StartRecord(
    schema: StartRecord.currentSchema,
    seed: 5,
    starts: [],
    tasks: [],
    validationTasks: [],
    trainings: 0,
    time: nil
  )

  /// Runs a search to its end or until `stopAfter` batches, and gives the journal without times.
  @discardableResult
  static func run(
    _ configuration: SearchConfiguration,
    at url: URL,
    stopAfter batches: Int = .max,
    starts: [Program] = [TestPrograms.adamw, TestPrograms.lion]
  ) async throws -> (records: [JournalRecord], state: SearchState) {
    var history = RunHistory(configuration, path: url.path)
    _ = try JournalFile.recover(url) { line throws(RunDirectoryError) in try history.append(line) }
    let journal = try JournalWriter(url, expecting: history.pending)
    var engine = SearchEngine(
      configuration,
      evaluator: SyntheticEvaluator(),
      start: start,
      programs: starts,
      history: history,
      journal: journal,
      clock: SearchClock(secondsBefore: history.elapsed)
    )
    let stop = engine.stop
    let counter = Counter()
    engine.report = { _ in if counter.increment() >= batches { stop.request() } }
    _ = try await engine.run()
    return (try JournalFile.read(url).records.map(\.withoutTime), engine.state)
  }

  @Test func `a search improves on its start`() async throws {
    try await withTemporaryDirectory { directory in
      let result = try await Self.run(
        Self.configuration(programs: 1_000),
        at: directory.appendingPathComponent("a")
      )
      let best = try #require(result.state.bestValidated)
      #expect(result.state.archive[best].fitness.rank > result.state.archive[0].fitness.rank + 0.2)
      #expect(result.state.programs == 1_000)
      #expect(result.state.end?.best == result.state.archive[best].id)
      let statistics = result.state.statistics
      #expect(statistics.hits(.dataflow) > 0 && statistics.hits(.behaviour) > 0)
      #expect(statistics.refused(.ignoresLearningRate) > 0)
    }
  }

  @Test func `the best programs are measured again in every batch, on its own seeds`() async throws
  {
    try await withTemporaryDirectory { directory in
      let configuration = Self.configuration(programs: 1_000)
      let result = try await Self.run(configuration, at: directory.appendingPathComponent("a"))
      let copies = result.records.compactMap { record -> IndividualRecord? in
        guard case .individual(let record) = record, record.generation > 0 else { return nil }
        return record.isCopy ? record : nil
      }
      let batches = (1_000 - 1) / configuration.batchSize + 1
      // There are fewer to copy at the beginning.
      #expect(copies.count > (batches - 2) * configuration.copies)
      #expect(copies.count <= batches * configuration.copies)
      #expect(copies.allSatisfy { $0.parents.count == 1 && $0.cached == nil })
      let measured = copies.filter(\.isEvaluated)
      // One training each: the learning rate is known.
      #expect(measured.allSatisfy { $0.trainings == 1 && $0.fitness.evaluations > 1 })
      #expect(measured.count > copies.count / 2)
      // The mean of many evaluations settles down.
      let most = try #require(measured.map(\.fitness.evaluations).max())
      #expect(most > configuration.repetitionsOfBatch)
      #expect(most <= configuration.reevaluations)
      // What one more evaluation added to the mean is another number in each batch.
      var last: [Int: IndividualRecord] = [:]
      var added: Set<Int> = []
      var pairs = 0
      for copy in measured {
        defer { last[copy.parents[0]] = copy }
        guard let before = last[copy.parents[0]],
          copy.fitness.evaluations == before.fitness.evaluations + 1,
          let new = copy.fitness.score, let old = before.fitness.score
        else { continue }
        let single =
          new * Double(copy.fitness.evaluations) - old * Double(before.fitness.evaluations)
        added.insert(copy.parents[0] << 32 | Int(single * 1e6))
        pairs += 1
      }
      #expect(pairs > 20 && added.count > pairs * 9 / 10)
    }
  }

  @Test func `a program that algebra shows to be known takes the score of the known one`()
    async throws
  {
    let variant = try Program(
      flatText: """
        rule lion_written_otherwise() {
          state n
          a = mul(n, 0.9)
          b = mul(g, 0.1)
          u = add(b, a)
          u = sign(u)
          c = sub(n, g)
          c = mul(c, 0.99)
          n = add(g, c)
          d = mul(lr, w)
          d = mul(0.1, d)
          s = mul(lr, u)
          update = add(s, d)
        }
        """
    )
    #expect(variant.dataflowHash != TestPrograms.lion.dataflowHash)
    try await withTemporaryDirectory { directory in
      let result = try await Self.run(
        Self.configuration(programs: 10),
        at: directory.appendingPathComponent("a"),
        starts: [TestPrograms.lion, variant]
      )
      let individuals = result.records.compactMap { record -> IndividualRecord? in
        if case .individual(let individual) = record { individual } else { nil }
      }
      try #require(individuals.count > 1)
      #expect(individuals[1].cached == .canonical)
      #expect(!individuals[1].isEvaluated)
      #expect(individuals[1].fitness.score == individuals[0].fitness.score)
      #expect(individuals[1].hashes.canonical == individuals[0].hashes.canonical)
    }
  }

  @Test func `journals do not depend on threads`() async throws {
    try await withTemporaryDirectory { directory in
      var journals: [[JournalRecord]] = []
      for threads in [1, 2, 4] {
        let url = directory.appendingPathComponent("\(threads)")
        journals.append(
          try await Self.run(Self.configuration(programs: 500, threads: threads), at: url).records
        )
      }
      #expect(journals[0].count > 500)
      #expect(journals[0] == journals[1])
      #expect(journals[0] == journals[2])
      let other = try await Self.run(
        Self.configuration(programs: 500, seed: 6),
        at: directory.appendingPathComponent("other")
      )
      #expect(other.records != journals[0])
    }
  }

  @Test func `a search that is cut anywhere and resumed ends the same`() async throws {
    try await withTemporaryDirectory { directory in
      var configuration = Self.configuration(programs: 300)
      configuration.restartPatience = 0
      let whole = directory.appendingPathComponent("whole")
      let first = try await Self.run(configuration, at: whole)
      #expect(first.state.restarts == 3)
      let expected = first.records
      let bytes = try Data(contentsOf: whole)
      var stream = RandomStream(seed: 3, purpose: .test)
      for cut in 0..<6 {
        let url = directory.appendingPathComponent("cut-\(cut)")
        let length = cut == 0 ? 10 : stream.below(bytes.count)
        try bytes.prefix(length).write(to: url)
        let resumed = try await Self.run(configuration, at: url, stopAfter: 2)
        #expect(resumed.records == Array(expected.prefix(resumed.records.count)))
        #expect(try await Self.run(configuration, at: url).records == expected, "cut at \(length)")
      }
      let size = try Data(contentsOf: whole).count
      #expect(try await Self.run(configuration, at: whole).records == expected)
      #expect(try Data(contentsOf: whole).count == size)
    }
  }

  @Test func `a journal of another configuration is refused`() async throws {
    try await withTemporaryDirectory { directory in
      let url = directory.appendingPathComponent("journal.jsonl")
      try await Self.run(Self.configuration(programs: 100), at: url, stopAfter: 1)
      await #expect(throws: RunDirectoryError.self) {
        try await Self.run(Self.configuration(programs: 100, seed: 9), at: url)
      }
    }
  }

  @Test(arguments: SearchStrategy.allCases)
  func `every strategy spends its budget`(strategy: SearchStrategy) async throws {
    try await withTemporaryDirectory { directory in
      var configuration = Self.configuration(programs: 200)
      configuration.strategy = strategy
      let result = try await Self.run(configuration, at: directory.appendingPathComponent("a"))
      #expect(result.state.programs == 200)
      let mutations = result.records.flatMap { record -> [MutationKind] in
        if case .individual(let individual) = record { individual.mutations } else { [] }
      }
      let numbers: Set<MutationKind> = [.perturbConstant, .resampleConstant, .refine]
      #expect(Set(mutations).isSubset(of: numbers) == (strategy == .constants))
      if strategy == .random {
        let parents = result.records.flatMap { record -> [Int] in
          guard case .individual(let individual) = record else { return [] }
          return individual.isCopy ? [] : individual.parents
        }
        #expect(parents.allSatisfy { $0 < 2 })
      }
    }
  }
}
