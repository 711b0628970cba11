/// What the lines of a selection say: how the finds passed through the funnel.
public struct SelectionSummary: Hashable, Sendable {
  /// One stage of the funnel.
  public struct Stage: Hashable, Sendable {
    /// `@10` and so on, or `held-out`.
    public var name: String

    /// The programs that took part.
    public var candidates: Int

    /// The best mean log ratio of the reference's loss to a program's; nil before the stage was judged.
    public var bestScore: Double?

    /// The programs that beat the reference by a paired test; nil before the stage was judged.
    public var passed: Int?

    /// Why the stage was left out or has fewer programs, tasks or trainings, nil if there is nothing to say.
    public var note: String?

    /// The tables, one for each task that is done.
    public var tables: [ComparisonSummary]
  }

  /// The arguments it was started with.
  public let command: [String]

  /// The stages begun so far, in their order.
  public let stages: [Stage]

  /// The individual that came furthest, chosen without the held-out tasks; nil before the selection is
  /// finished.
  public let bestID: Int?

  /// What simplification made of it, as flat text; nil if it was not simplified.
  let simplified: String?

  /// Its name in the tables.
  public var best: String? { bestID.map { SelectionCandidate(id: $0, program: "").name } }

  /// The tables on tasks that nothing before has seen.
  public var heldOut: [ComparisonSummary] {
    heldOutStages.flatMap(\.tables)
  }

  /// What the reader should know of those tables, nil if there is nothing.
  public var heldOutNote: String? { heldOutStages.first?.note }

  private var heldOutStages: [Stage] {
    stages.filter { $0.name == SelectionSummary.heldOutStage }
  }

  /// The stage that decides nothing and is looked at once.
  public static let heldOutStage = "held-out"

  /// The summary of the lines of a selection; nil if none was begun.
  init?(_ records: [JournalRecord]) {
    guard !records.isEmpty else { return nil }
    var stages: [Stage] = []
    var best: Int?
    var simplified: [Int: String] = [:]
    var command: [String] = []
    for record in records {
      switch record {
      case .selection(.stage(let stage)):
        if let place = stages.firstIndex(where: { $0.name == stage.name }) {
          // Planned anew between its tables.
          stages[place].note = stage.note
          continue
        }
        stages.append(
          Stage(name: stage.name, candidates: stage.ids.count, note: stage.note, tables: [])
        )
      case .selection(.verdict(let verdict)):
        guard let place = stages.firstIndex(where: { $0.name == verdict.stage }) else { continue }
        stages[place].bestScore = verdict.rows.map(\.score).max()
        stages[place].passed = verdict.rows.count(where: \.passed)
      case .comparison(let table):
        guard let place = stages.firstIndex(where: { $0.name == table.stage }) else { continue }
        stages[place].tables.append(ComparisonSummary(table))
      case .end(let end):
        best = end.best
      case .selection(.simplification(let result)): simplified[result.id] = result.program
      case .selection(.start(let start)): command = start.command
      case .start, .individual, .validation, .restart: break
      }
    }
    self.command = command
    self.stages = stages
    bestID = best
    self.simplified = best.flatMap { simplified[$0] }
  }
}
