import Foundation
import OptProgram
import OptTasks
import Synchronization
import Testing

@testable import OptEvolution

struct SelectionTests {
  /// A run whose journal a search with a free fitness has written.
  private func run(in directory: URL) async throws -> URL {
    let url = directory.appendingPathComponent("run")
    let configuration = EngineTests.configuration(programs: 200)
    var description = SearchDescription(
      configuration,
      baseline: TestPrograms.lion,
      tasks: ["cancer-logistic@1"],
      version: "1"
    )
    description.references = [TestPrograms.lion, TestPrograms.signsgd]
    do { _ = try RunDirectory(creating: url, description) }
    try await EngineTests.run(configuration, at: RunDirectory.journalURL(url))
    return url
  }

  private func selection(
    of url: URL,
    _ change: (inout SelectionConfiguration) -> Void = { _ in }
  ) throws -> Selection {
    try Selection(of: url) { search in
      var configuration = SelectionConfiguration(tasks: search.tasks)
      configuration.sizes = [1]
      configuration.heldOut = ["wine-mlp@1"]
      configuration.candidates = 2
      configuration.finalists = 1
      configuration.tuningTrainings = 3
      configuration.seeds = 2
      configuration.seed = .max
      change(&configuration)
      return configuration
    }
  }

  @Test func `a selection that is cut anywhere goes on to the same end`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      let outcome = try await selection(of: url).run()
      #expect(outcome.stages.map(\.name) == ["@1", "held-out"])
      #expect(outcome.stages[0].tables[0].map(\.rule).first == "lion")
      #expect(outcome.stages[0].verdicts.count == 2)
      let finds = outcome.stages[1].tables[0].map(\.rule)
      #expect(finds == ["lion", "signsgd", "found-\(try #require(outcome.bestID))"])

      let file = SelectionLog.url(url)
      let bytes = try Data(contentsOf: file)
      let records = try SelectionLog.read(url).map(\.withoutTime)
      #expect(try await selection(of: url).run().bestID == outcome.bestID)
      #expect(try Data(contentsOf: file) == bytes)
      for part in [3, 2] {
        try bytes.prefix(bytes.count * part / 4).write(to: file)
        _ = try await selection(of: url).run()
        #expect(try SelectionLog.read(url).map(\.withoutTime) == records, "cut at \(part)/4")
      }
    }
  }

  @Test func `a stop leaves what was measured, and no half table`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      var stopped = try selection(of: url)
      let stop = stopped.stop
      stopped.report = { progress in if progress.rule != "lion" { stop.request() } }
      let selection = stopped
      await #expect(throws: CancellationError.self) { _ = try await selection.run() }
      let records = try SelectionLog.read(url)
      #expect(records.count == 2)
      #expect(try await self.selection(of: url).run().bestID != nil)
    }
  }

  @Test func `simplification ends with the budget and keeps what it has`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      let outcome = try await selection(of: url) { configuration in
        configuration.simplifies = true
        configuration.budget = 1e-3
      }.run()
      #expect(outcome.stages.last?.tables.count == 1)
      #expect(outcome.warnings.map { $0.contains("ended the simplification") } == [true])
      let record = try #require(try simplification(in: url))
      #expect(!record.isComplete)
      #expect(try outcome.best == Program(flatText: record.program))
    }
  }

  @Test func `a selection goes on with the plan of its log, then plans anew`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      func selection() throws -> Selection {
        try self.selection(of: url) { configuration in
          configuration.heldOut = ["diabetes-regression@1", "wine-mlp@1"]
          configuration.finalists = 2
          configuration.budget = 1e6
        }
      }
      let whole = try await selection().run()
      #expect(whole.stages.map(\.name) == ["@1", "held-out"])
      #expect(whole.stages[1].tuningTrainings == [3, 3])
      #expect(whole.stages[1].tables.count == 2)
      #expect(try plans(in: url).count == 2, "one before each table")

      try keepStages(of: url)
      try append(to: url) { log in
        let first = log.stage("@1")
        return SelectionStage(
          name: Selection.finalStage,
          tasks: ["wine-mlp@1"],
          ids: [try #require(first).ids[1]],
          tuningTrainings: [2],
          note: "short",
          time: nil
        )
      }
      let rest = try await selection().run()
      #expect(rest.stages.map(\.name) == ["@1", "held-out"])
      #expect(rest.stages[1].tuningTrainings == [2, 3])
      #expect(rest.stages[1].tables.map { $0[0].task } == ["wine-mlp@1", "diabetes-regression@1"])
      #expect(rest.stages[1].tables.map(\.count) == [3, 3])
      let note = try #require(rest.stages[1].note)
      #expect(note.contains("1 of 2 finalists; the budget allows 2 (wine-mlp@1) of 3 trainings"))
      let tables = try SelectionLog.read(url).compactMap { record in
        if case .comparison(let table) = record { table } else { nil }
      }
      #expect(tables.suffix(2).map(\.trainings) == [3 * (2 + 2), 3 * (3 + 2)])
      #expect(SelectionSummary(try SelectionLog.read(url))?.stages.map(\.note) == [nil, note])
    }
  }

  @Test func `tables are made in time or not at all, but the first`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      func selection() throws -> Selection {
        try self.selection(of: url) { configuration in
          configuration.heldOut = ["diabetes-regression@1", "wine-mlp@1"]
          configuration.budget = 1e-3
        }
      }
      let outcome = try await selection().run()
      #expect(outcome.stages[1].tables.count == 1)
      #expect(outcome.stages[1].tuningTrainings == [3])

      // A plan that was made when there was time for it.
      let ids = try #require(try plans(in: url).last).ids
      try keepStages(of: url)
      try append(to: url) { _ in
        SelectionStage(
          name: Selection.finalStage,
          tasks: ["wine-mlp@1", "diabetes-regression@1"],
          ids: ids,
          tuningTrainings: [3, 3],
          note: nil,
          time: JournalTime(elapsed: 1, evaluation: nil)
        )
      }
      let late = try await selection().run()
      #expect(late.stages[1].tables.map { $0[0].task } == ["wine-mlp@1"])
      let note = try #require(late.stages[1].note)
      #expect(note.contains("the budget does not allow diabetes-regression@1"))
    }
  }

  /// The plans of the final table.
  private func plans(in url: URL) throws -> [SelectionStage] {
    try SelectionLog.read(url).compactMap { record in
      if case .selection(.stage(let stage)) = record, stage.name == Selection.finalStage {
        stage
      } else {
        nil
      }
    }
  }

  /// Cuts the log of a selection where its final table was planned first.
  private func keepStages(of url: URL) throws {
    let file = SelectionLog.url(url)
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let plan = try #require(
      lines.firstIndex { $0.contains("\"ids\"") && $0.contains("held-out") }
    )
    try Data((lines[..<plan].joined(separator: "\n") + "\n").utf8).write(to: file)
  }

  private func append(
    to url: URL,
    _ stage: (borrowing SelectionLog) throws -> SelectionStage
  ) throws {
    var log = try SelectionLog(directory: url)
    try log.append(.selection(.stage(stage(log))))
  }

  @Test func `a stop ends a simplification, which begins anew`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      var stopped = try selection(of: url) { $0.simplifies = true }
      let stop = stopped.stop
      let trainings = Mutex(0)
      stopped.report = { progress in
        guard progress.simplification != nil else { return }
        if stop.isRequested { trainings.withLock { $0 += 1 } }
        stop.request()
      }
      let selection = stopped
      await #expect(throws: CancellationError.self) { _ = try await selection.run() }
      #expect(trainings.withLock { $0 } == 0, "something was begun after the stop")
      #expect(try simplification(in: url) == nil)
    }
  }

  private func simplification(in url: URL) throws -> SelectedSimplification? {
    for case .selection(.simplification(let record)) in try SelectionLog.read(url) { return record }
    return nil
  }

  @Test func `a task of the search cannot be held out`() async throws {
    try await withTemporaryDirectory { directory in
      let url = try await run(in: directory)
      for task in ["cancer-logistic", "cancer-logistic@10"] {
        #expect(refusal(of: url, heldOut: task) == .notHeldOut(task))
      }
      #expect(refusal(of: url, heldOut: "nonsense") == .unknownTask("nonsense"))
      #expect(refusal(of: url, heldOut: "wine-mlp") == nil)
    }
  }

  private func refusal(of url: URL, heldOut: String) -> SelectionError? {
    do {
      _ = try Selection(of: url) { search in
        var configuration = SelectionConfiguration(tasks: search.tasks)
        configuration.heldOut = [heldOut]
        return configuration
      }
      return nil
    } catch {
      return error as? SelectionError
    }
  }

  // MARK: - Parts

  private func row(_ losses: [Double]) -> ComparisonRow {
    ComparisonRow(
      rule: "",
      task: "",
      setting: TunedSetting(learningRate: 1),
      losses: losses,
      loss: Statistics.estimate(losses),
      metricMean: nil,
      verdict: .notSignificant,
      curve: [],
      stateBytesPerParameter: 0,
      time: .init(preparationMicroseconds: 0, totalSeconds: 0)
    )
  }

  @Test func `what beats the reference on all tasks together goes on`() {
    let seeds = 0..<10
    let reference = seeds.map { 1 + 0.1 * Double($0 % 3) }
    func scaled(_ factor: Double) -> [Double] {
      seeds.map { reference[$0] * factor * (1 + 0.01 * Double($0 % 2)) }
    }
    let diverged = reference.dropLast() + [.infinity]
    let verdict = SelectionVerdict(
      stage: "@1",
      ids: [4, 5, 6, 7],
      tables: [
        [reference, scaled(0.8), scaled(1.2), scaled(0.5), Array(diverged)].map(row),
        [reference, scaled(1.1), scaled(1.2), scaled(2.5), reference].map(row),
      ],
      level: 0.05,
      time: nil
    )
    #expect(verdict.rows.map(\.passed) == [true, false, false, false])
    #expect(abs(verdict.rows[0].score + log(0.8 * 1.1) / 2 + 0.005) < 1e-3)
    #expect(verdict.rows[3].score < -0.1)
    let candidates = verdict.rows.map { SelectionCandidate(id: $0.id, program: "") }
    #expect(SelectionVerdict.ranking(verdict, candidates).map(\.id).first == 4)
  }

  @Test func `candidates differ in more than their numbers`() {
    var archive = Archive()
    var other = TestPrograms.lion
    other.step[0][2] = .constant(0.5)
    let programs = [TestPrograms.lion, other, TestPrograms.adamw, TestPrograms.signsgd]
    for (id, program) in programs.enumerated() {
      let key = UInt64(id)
      var entry = ArchiveEntry(
        id: id,
        form: .program(program),
        dataflow: key,
        behaviour: key,
        fitness: Fitness(score: Double(id))
      )
      // The second is the better of two alike, the third is best but was lucky.
      let error = id == 2 ? 9.0 : 0.1
      if id < 3 {
        entry.validation = ValidationResult(score: Double(id), error: error, repetitions: 4)
      }
      _ = archive.add(
        entry,
        ProgramHashes(dataflow: key, canonical: key, behaviour: key)
      )
    }
    #expect(archive.bestDistinct(3).map(\.id) == [1, 2, 3])
    #expect(archive.bestDistinct(1).map(\.id) == [1])
  }
}
