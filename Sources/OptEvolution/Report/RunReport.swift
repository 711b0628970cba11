public import Foundation
public import OptProgram

/// What a run directory tells of its search: values for people to look at.
///
/// Made of the journal and the configuration alone, so that it can be made of a running, an interrupted
/// and a finished run alike, and says the same each time.
public struct RunReport: Sendable {
  /// The program that stands for the run: the best of the selection, else of validation.
  public struct Best: Sendable {
    /// The individual that was the first to behave like this.
    public var id: Int

    /// Without dead statements, and simplified if the selection did so.
    public var program: Program

    /// Whether the program is the individual's simplification.
    public var isSimplified: Bool

    /// Its score on fresh seeds; nil before the first validation.
    public var validation: ValidationResult?

    /// The score the search selected it by.
    public var searchScore: Double?
  }

  /// What was searched, and how.
  public let description: SearchDescription

  /// What the run was begun on; nil if the configuration does not say.
  public let machine: RunMachine?

  /// Whether the last line of the journal says that the run is over.
  public private(set) var isFinished = false

  /// What the baseline reaches on each task of the search; empty before it was tuned.
  public private(set) var baseline: [TunedTask] = []

  /// Counts of the whole run.
  public let statistics: SearchStatistics

  /// Programs whose trainings were broken off as hopeless.
  public private(set) var partialPrograms = 0

  /// Times at which the islands were filled anew.
  public let restarts: Int

  /// Seconds of the run.
  public private(set) var elapsed = 0.0

  /// The course of the scores.
  public let curves: ScoreCurves

  /// What each kind of mutation led to.
  public let mutations: [MutationSummary]

  /// The best program; nil before anything was measured.
  public let best: Best?

  /// From a start of the search to the best program.
  public let lineage: [LineageStep]

  /// Programs of which no other is better in score, statements and state at once.
  public let hallOfFame: [HallOfFame.Entry]

  /// Further programs measured on fresh seeds, best first.
  public let contenders: [HallOfFame.Entry]

  /// The tables that end the search, one for each of its tasks.
  public let comparisons: [ComparisonSummary]

  /// How the finds passed through the funnel; nil if there was no selection.
  public let selection: SelectionSummary?

  /// The report of a run directory, which is only read.
  ///
  /// - Throws: `RunDirectoryError` if there is no run, or its files cannot be read.
  public init(of directory: URL) throws(RunDirectoryError) {
    let (description, machine) = try RunDirectory.configuration(of: directory)
    let journal = RunDirectory.journalURL(directory)
    var replay = Replay(description.configuration)
    _ = try JournalFile.read(journal) { line throws(RunDirectoryError) in
      if case .start(let start) = line.record { try start.requireCurrentSchema(path: journal.path) }
      replay.apply(line.record, try line.program(path: journal.path))
    }
    let selection = SelectionSummary(try SelectionLog.read(directory))
    self.init(description, machine, replay, selection: selection)
  }

  /// The report of a journal's lines.
  package init(
    _ description: SearchDescription,
    _ machine: RunMachine?,
    lines: [JournalLine],
    path: String,
    selection: SelectionSummary? = nil
  ) throws(RunDirectoryError) {
    var replay = Replay(description.configuration)
    for line in lines { replay.apply(line.record, try line.program(path: path)) }
    self.init(description, machine, replay, selection: selection)
  }

  private init(
    _ description: SearchDescription,
    _ machine: RunMachine?,
    _ replay: Replay,
    selection: SelectionSummary?
  ) {
    self.selection = selection
    self.description = description
    self.machine = machine
    let state = replay.state
    baseline = replay.start?.tasks ?? []
    isFinished = state.end != nil
    elapsed = replay.elapsed
    statistics = state.statistics
    partialPrograms = replay.partialPrograms
    restarts = state.restarts
    curves = replay.curves
    mutations = replay.mutations
    best = RunReport.best(of: state, selection)
    lineage = best.map { Lineage(replay.individuals).steps(to: $0.id) } ?? []
    let isValidated = state.bestValidated != nil
    let front = HallOfFame(state.archive, onlyValidated: isValidated).entries
    hallOfFame = front
    contenders = HallOfFame.contenders(state.archive, onlyValidated: isValidated)
      .filter { contender in !front.contains { $0.id == contender.id } }
    comparisons = state.comparisons.map(ComparisonSummary.init)
  }

  private static func best(of state: SearchState, _ selection: SelectionSummary?) -> Best? {
    let place =
      selection?.bestID.flatMap { state.archive.find(id: $0) } ?? state.bestValidated
      ?? state.archive.best(1) { _ in true }.first
    return place.map { place in
      let entry = state.archive[place]
      let simplified = selection?.simplified.flatMap { try? Program(flatText: $0) }
      return Best(
        id: entry.id,
        program: Search.result(simplified ?? entry.program),
        isSimplified: simplified != nil,
        validation: entry.validation,
        searchScore: entry.fitness.score
      )
    }
  }
}

/// The lines of a journal, applied one after the other.
private struct Replay {
  private(set) var state: SearchState
  private(set) var start: StartRecord?
  private(set) var individuals: [Int: Lineage.Individual] = [:]
  private(set) var curves = ScoreCurves()
  private(set) var mutations = MutationKind.allCases.map { MutationSummary(kind: $0) }
  private(set) var partialPrograms = 0
  private(set) var elapsed = 0.0

  init(_ configuration: SearchConfiguration) {
    state = SearchState(configuration, keepsText: true)
  }

  mutating func apply(_ record: JournalRecord, _ program: Program?) {
    let before = state.statistics.bestScore
    state.apply(record, program: program)
    let moment = ScoreCurves.Moment(programs: state.programs, seconds: record.elapsed)
    curves.last = moment
    elapsed = record.elapsed
    switch record {
    case .start(let record): start = record
    case .individual(let record):
      if state.statistics.bestScore > before {
        curves.search.append(.init(moment: moment, score: state.statistics.bestScore))
      }
      count(record)
    case .validation(let record):
      let best = state.bestValidated.flatMap { state.archive[$0].validation?.score }
      curves.add(record, best: best, at: moment)
    case .restart, .comparison, .selection, .end: break
    }
  }

  private mutating func count(_ record: IndividualRecord) {
    individuals[record.id] = Lineage.Individual(record)
    if record.fitness.isPartial { partialPrograms += 1 }
    guard let last = record.mutations.last else { return }
    for kind in record.mutations { mutations[kind.index].applied += 1 }
    let parent = record.parents.first.flatMap { individuals[$0]?.score }
    mutations[last.index].count(record, parentScore: parent)
  }
}
