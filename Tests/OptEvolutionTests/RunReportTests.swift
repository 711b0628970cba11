import Foundation
import OptProgram
import OptTasks
import Testing

@testable import OptEvolution

/// What a report says of a journal.
struct RunReportTests {
  private static let configuration = EngineTests.configuration(programs: 300)

  private static func records() async throws -> [JournalRecord] {
    try await withTemporaryDirectory { directory in
      try await EngineTests.run(configuration, at: directory.appendingPathComponent("a")).records
    }
  }

  private static func report(
    _ records: some Sequence<JournalRecord>,
    selection: [JournalRecord] = []
  ) throws -> RunReport {
    let description = SearchDescription(
      configuration,
      baseline: TestPrograms.adamw,
      tasks: ["synthetic"],
      version: "1"
    )
    return try RunReport(
      description,
      nil,
      lines: records.enumerated().map { JournalLine($1, number: $0 + 1) },
      path: "journal",
      selection: SelectionSummary(selection)
    )
  }

  @Test func `programs that are kept as text are the same programs`() async throws {
    var state = SearchState(Self.configuration)
    var kept = SearchState(Self.configuration, keepsText: true)
    for (index, record) in try await Self.records().enumerated() {
      let program = try JournalLine(record, number: index + 1).program(path: "journal")
      state.apply(record, program: program)
      kept.apply(record, program: program)
    }
    #expect(kept.archive.entries.allSatisfy { $0.form == .text($0.program.flatText) })
    #expect(kept.archive.entries.map(\.program) == state.archive.entries.map(\.program))
    #expect(state.archive.entries.count > 50)
  }

  @Test func `a finished journal gives counts, curves and a lineage`() async throws {
    let records = try await Self.records()
    let report = try Self.report(records)
    #expect(report.isFinished)
    #expect(report.statistics.programs == 300)
    let copies = records.count { record in
      guard case .individual(let individual) = record else { return false }
      return individual.isCopy
    }
    #expect(report.mutations.reduce(0) { $0 + $1.children } == 300 - copies)
    for summary in report.mutations {
      #expect(summary.valid <= summary.children && summary.new <= summary.children)
      #expect(summary.improved <= summary.valid && summary.children <= summary.applied)
    }
    #expect(report.mutations.contains { $0.improved > 0 })
    let scores = report.curves.search.map(\.score)
    #expect(!scores.isEmpty && zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 })
    let validations = records.count { if case .validation = $0 { true } else { false } }
    #expect(report.curves.validations.count == validations)
    guard case .end(let end) = records.last else { preconditionFailure("the run is finished") }
    let best = try #require(report.best)
    #expect(best.id == end.best)
    #expect(report.curves.validated.last?.score == end.score)
    #expect(report.lineage.first?.parents == [])
    #expect(report.lineage.last?.id == best.id)
    for (parent, child) in zip(report.lineage, report.lineage.dropFirst()) {
      #expect(child.parents.first == parent.id)
      #expect(!child.mutations.isEmpty)
    }
    #expect(report.hallOfFame.contains { $0.id == best.id })
    let shown = Set(report.hallOfFame.map(\.id))
    #expect(report.contenders.allSatisfy { !shown.contains($0.id) })
  }

  @Test func `a journal can be looked at anywhere`() async throws {
    let records = try await Self.records()
    for count in [0, 1, 60, records.count - 1] {
      let report = try Self.report(records.prefix(count))
      #expect(!report.isFinished)
      #expect((report.best == nil) == (count < 2))
      #expect(report.lineage.isEmpty == (count < 2))
    }
  }

  @Test func `a selection decides which program stands for the run`() async throws {
    let records = try await Self.records()
    let first = try Self.report(records)
    let other = try #require(first.contenders.first)
    let program = TestPrograms.signsgd.flatText
    let lines: [JournalRecord] = [
      .selection(
        .start(
          SelectionStart(
            configuration: SelectionConfiguration(tasks: ["synthetic"]),
            candidates: [SelectionCandidate(id: other.id, program: program)],
            command: [],
            time: nil
          )
        )
      ),
      .selection(
        .stage(
          SelectionStage(
            name: "@1",
            tasks: [],
            ids: [other.id, 7],
            tuningTrainings: [],
            note: "short of time",
            time: nil
          )
        )
      ),
      .selection(
        .verdict(
          SelectionVerdict(
            stage: "@1",
            rows: [
              .init(id: other.id, score: 0.5, pValue: 0.01, passed: true),
              .init(id: 7, score: 0.1, pValue: 0.4, passed: false),
            ],
            time: nil
          )
        )
      ),
      .selection(
        .simplification(
          SelectedSimplification(id: other.id, program: program, reasons: [], isComplete: true)
        )
      ),
      .end(EndRecord(generation: 0, programs: 1, best: other.id, score: 0.5, time: nil)),
    ]
    let unfinished = try Self.report(records, selection: lines.dropLast())
    #expect(unfinished.best?.id == first.best?.id)
    let report = try Self.report(records, selection: lines)
    #expect(report.best?.id == other.id)
    #expect(report.best?.program.step == Search.result(TestPrograms.signsgd).step)
    #expect(report.lineage.last?.id == other.id)
    let stage = try #require(report.selection?.stages.first)
    #expect(stage.candidates == 2 && stage.passed == 1 && stage.bestScore == 0.5)
    #expect(stage.note == "short of time")
    #expect(report.selection?.best == "found-\(other.id)")
  }
}
