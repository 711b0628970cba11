public import OptDiagnostics
public import OptProgram

/// A rule that is right, as a flat program, with the places its statements come from.
public struct CheckedRule: Sendable {
  /// The flat program; it verifies.
  public var program: Program

  /// Where its statements stand in the source.
  public var spans: SourceMap

  /// The rule as it was written.
  package var syntax: RuleSyntax
}

/// The places in the source of a flat program's statements, list by list.
///
/// A span is that of the expression a statement computes: of `m / (sqrt(v) + eps)` as a whole for the
/// division, of `sqrt(v)` for the root.
public struct SourceMap: Hashable, Sendable {
  /// Spans of the initialization.
  public var initialization: [Span] = []

  /// Spans of the step.
  public var step: [Span] = []

  /// Spans of the evaluation.
  public var evaluation: [Span] = []
}
