import Foundation
import OptProgram
import OptRuntime
import OptTasks
import Testing

@testable import OptEvolution

/// Searches with real trainings, as short as they can be.
struct SearchTests {
  private func description(threads: Int, _ backend: Backend) -> SearchDescription {
    var configuration = EngineTests.configuration(programs: 24, threads: threads)
    configuration.batchSize = 12
    configuration.validationInterval = 12
    configuration.validationCandidates = 1
    configuration.validationRepetitions = 1
    configuration.finalists = 1
    configuration.finalRounds = 1
    configuration.scoring.tuningTrainings = 4
    configuration.scoring.horizons = [
      .init(steps: 0.02, schedule: .linear), .init(steps: 0.05, schedule: .cosine),
    ]
    configuration.scoring.backend = backend
    configuration.comparison.tuningTrainings = 3
    configuration.comparison.seeds = 2
    return SearchDescription(
      configuration,
      baseline: TestPrograms.adamw,
      tasks: ["cancer-logistic@1"],
      version: "1"
    )
  }

  /// The journal of a whole search, without times.
  private func journal(_ description: SearchDescription, in url: URL) async throws
    -> [JournalRecord]
  {
    let directory = try RunDirectory(creating: url, description)
    let outcome = try await Search(in: directory).run()
    #expect(outcome.stopReason == .finished)
    return try JournalFile.read(RunDirectory.journalURL(url)).records.map(\.withoutTime)
  }

  @Test func `journals depend neither on threads nor on the back end`() async throws {
    try await withTemporaryDirectory { directory in
      let first = try await journal(
        description(threads: 1, .portable),
        in: directory.appendingPathComponent("a")
      )
      #expect(first.contains { if case .comparison = $0 { true } else { false } })
      let other = try await journal(
        description(threads: 2, .best),
        in: directory.appendingPathComponent("b")
      )
      #expect(first == other)
    }
  }

  @Test func `a stop while the start is tuned leaves nothing behind`() async throws {
    try await withTemporaryDirectory { url in
      let directory = try RunDirectory(creating: url, description(threads: 1, .portable))
      let stop = StopFlag()
      stop.request()
      let search = try Search(in: directory)
      await #expect(throws: CancellationError.self) { try await search.run(stop: stop) }
      #expect(try JournalFile.read(RunDirectory.journalURL(url)).records.isEmpty)
    }
  }

  @Test func `a stop before the comparison can be taken up`() async throws {
    try await withTemporaryDirectory { url in
      let description = description(threads: 1, .portable)
      do {
        let directory = try RunDirectory(creating: url, description)
        let stop = StopFlag()
        let outcome = try await Search(in: directory).run(stop: stop) { progress in
          if progress.phase == .comparing { stop.request() }
        }
        #expect(outcome.stopReason == .interrupted)
        #expect(outcome.comparison.isEmpty)
      }
      let outcome = try await Search(in: RunDirectory(resuming: url)).run()
      #expect(outcome.stopReason == .finished)
      #expect(outcome.comparison.count == 1)
      #expect(outcome.statistics.batchSeconds > 0)
      #expect((0..<1).contains(outcome.statistics.shareOutsideTraining(threads: 1)))
    }
  }

  @Test func `a budget of trainings ends after the batch that reaches it`() async throws {
    try await withTemporaryDirectory { directory in
      var configuration = EngineTests.configuration(programs: 0)
      configuration.budget = .trainings(300)
      let found = try await EngineTests.run(
        configuration,
        at: directory.appendingPathComponent("journal.jsonl")
      )
      #expect(found.state.statistics.trainings >= 300)
      #expect(found.state.programs.isMultiple(of: configuration.batchSize))
      #expect(found.state.end != nil)
    }
  }
}
