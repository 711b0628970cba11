/// What one kind of mutation led to.
public struct MutationSummary: Hashable, Sendable {
  /// The kind.
  public let kind: MutationKind

  /// Times it was applied; a child may need several mutations to differ from its parent.
  public internal(set) var applied = 0

  /// Children whose last mutation it was; the following counts are of these.
  public private(set) var children = 0

  /// Children that were not refused.
  public private(set) var valid = 0

  /// Children that behaved like no program before them.
  public private(set) var new = 0

  /// Children with a better score than their first parent had when it was made.
  public private(set) var improved = 0

  init(kind: MutationKind) { self.kind = kind }

  mutating func count(_ record: IndividualRecord, parentScore: Double?) {
    children += 1
    if record.fitness.refusal == nil { valid += 1 }
    if record.cached == nil { new += 1 }
    if let score = record.fitness.score, !record.fitness.isPartial,
      score > parentScore ?? -.infinity
    {
      improved += 1
    }
  }
}
