import OptProgram

/// A simpler program that may or may not do the same as the one before.
struct Change {
  var kind: SimplificationReport.Step.Kind

  /// Why the change is allowed, if it is.
  var reason: String

  /// The statement, declaration or number as it was.
  var before: String

  /// What stands for it now; empty if nothing does.
  var after: String

  /// The program with the change.
  var program: Program

  /// The change as a step of a report.
  func step(_ evidence: [EquivalenceEvidence]) -> SimplificationReport.Step {
    SimplificationReport.Step(
      kind: kind,
      reason: reason,
      before: before,
      after: after,
      evidence: evidence,
      statements: program.statementCount,
      states: program.stateCount
    )
  }
}
