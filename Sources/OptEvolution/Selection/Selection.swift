public import Foundation
import OptProgram
public import OptRuntime
import OptTasks

/// The funnel: the best programs of a search on larger and larger tasks, then on tasks held out.
///
/// Only what beats the equally tuned reference goes on (Chen et al. 2023, arXiv:2302.06675, section 2.3).
public struct Selection: Sendable {
  /// The name of the stage that ends a selection.
  public static let finalStage = "held-out"

  private let directory: URL
  private let search: SearchDescription
  private let configuration: SelectionConfiguration

  /// Worker threads; they change the time and nothing else.
  public var threads = 1

  /// What executes rules and models; the results do not depend on it.
  public var backend = Backend.best

  /// The instruction set of machine code, nil for the widest one; the results do not depend on it.
  public var isa: InstructionSet?

  /// The arguments the selection was started with, for its record.
  public var command: [String] = []

  /// Stops the selection within a step of training.
  public var stop = StopFlag()

  /// Called before each rule that is tuned and trained.
  public var report: @Sendable (SelectionProgress) -> Void = { _ in }

  /// A selection among the programs of a run, finished or not.
  ///
  /// - Throws: `RunDirectoryError` if there is no run; `SelectionError` for tasks that cannot be used.
  public init(
    of directory: URL,
    _ configuration: (SearchDescription) -> SelectionConfiguration
  ) throws {
    self.directory = directory
    search = try RunDirectory.description(of: directory)
    self.configuration = configuration(search)
    try checkTasks()
  }

  private func checkTasks() throws {
    let stages = configuration.sizes.flatMap { configuration.tasks(ofSize: $0) }
    let seen = search.tasks + search.validationTasks + stages
    for reference in configuration.heldOut {
      let task = try SelectionConfiguration.task(reference)
      if seen.contains(reference) || seen.contains(task.name) {
        throw SelectionError.notHeldOut(reference)
      }
    }
  }

  /// Runs the selection to its end, going on where an earlier one was stopped.
  ///
  /// - Throws: `RunDirectoryError`, `SelectionError.nothingToSelect`, `CancellationError` if a stop was
  ///   asked for; what the preparation of a rule throws.
  public func run() async throws -> SelectionOutcome {
    var log = try SelectionLog(directory: directory)
    let start = try log.begin(
      SelectionStart(
        configuration: configuration,
        candidates: try candidates(),
        command: command,
        time: JournalTime(elapsed: 0, evaluation: nil)
      )
    )
    guard !start.candidates.isEmpty else { throw SelectionError.nothingToSelect }
    if log.end == nil {
      var funnel = funnel(start, elapsed: log.elapsed)
      try await funnel.measureSpeed()
      try await funnel.run(&log)
    }
    return try SelectionOutcome(log)
  }

  /// The best distinct programs of the journal, which a running search may go on writing.
  private func candidates() throws -> [SelectionCandidate] {
    let url = RunDirectory.journalURL(directory)
    var history = RunHistory(search.configuration, path: url.path, keepsText: true)
    _ = try JournalFile.read(url) { line throws(RunDirectoryError) in try history.append(line) }
    return history.state.archive.bestDistinct(configuration.candidates).map { entry in
      SelectionCandidate(
        id: entry.id,
        program: entry.program.removingDeadCode(unusedDeclarations: true).flatText
      )
    }
  }

  private func funnel(_ start: SelectionStart, elapsed: Double) -> Funnel {
    Funnel(
      configuration: configuration,
      references: search.references,
      candidates: start.candidates,
      threads: threads,
      backend: backend,
      isa: isa,
      stop: stop,
      clock: SearchClock(secondsBefore: elapsed),
      report: report
    )
  }
}

/// Why a selection cannot be made.
public enum SelectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no task of the name.
  case unknownTask(String)
  /// The search, or a stage, has seen a task that should be new to the finalists.
  case notHeldOut(String)
  /// The search has not measured a program yet.
  case nothingToSelect

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .unknownTask(let name): "there is no task called \(name)"
    case .notHeldOut(let name):
      "\(name) cannot be held out: the search or a stage of the selection uses it"
    case .nothingToSelect: "the search has not measured a program yet"
    }
  }
}
