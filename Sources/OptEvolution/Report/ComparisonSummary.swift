public import OptTasks

/// A table of a journal, in which finds stand beside known rules.
public struct ComparisonSummary: Hashable, Sendable {
  /// What the table is for: `final` for the one that ends a search.
  public let stage: String

  /// The rules; the first is the reference.
  public let rows: [ComparisonRow]

  /// Whether the table is the one that ends a search.
  public var isFinal: Bool { stage == ComparisonRecord.finalStage }

  init(_ record: ComparisonRecord) {
    stage = record.stage
    rows = record.rows
  }
}
