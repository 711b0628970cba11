import OptDiagnostics
import OptProgram

/// Limits that a rule can exceed, as data.
enum LimitProblem {
  case ruleTooLong
  case tooManyConditions
  case tooManyNames

  /// The problem in words.
  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .ruleTooLong:
      Diagnostic(
        .limit(.ruleTooLong),
        "the rule is too long",
        at: .init(span, "here it exceeds \(Limits.statements) operations"),
        notes: ["the body of a `repeat` counts once for each turn"]
      )
    case .tooManyConditions:
      Diagnostic(
        .limit(.tooManyConditions),
        "more than \(Limits.conditions) different conditions",
        at: .init(span, "one too many"),
        help: "choose by value instead: `where(condition, a, b)`"
      )
    case .tooManyNames:
      Diagnostic(
        .limit(.tooManyNames),
        "more than \(Limits.variables) names in one rule",
        at: .init(span, "one too many")
      )
    }
  }
}
