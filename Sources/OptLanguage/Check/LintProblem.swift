import OptDiagnostics

/// Remarks on a rule without errors, as data.
enum LintProblem {
  case unused(NameSyntax, Kind)
  case unreadState(NameSyntax)
  case overwrittenValue(NameSyntax, by: Span)
  case learningRateUnused(NameSyntax)

  enum Kind: String {
    case hyperparameter
    case input
    case local = "value"
  }

  /// Where.
  var span: Span {
    switch self {
    case .unused(let name, _), .unreadState(let name), .overwrittenValue(let name, _),
      .learningRateUnused(let name):
      name.span
    }
  }

  /// The remark in words.
  var diagnostic: Diagnostic {
    switch self {
    case .unused(let name, let kind):
      Diagnostic(
        .lint(.unusedName),
        "the \(kind.rawValue) `\(name.text)` is never used",
        at: .init(span, "nothing reads it")
      )
    case .unreadState(let name):
      Diagnostic(
        .lint(.unreadState),
        "the state `\(name.text)` has no effect",
        at: .init(span, "nothing but its own renewal reads it"),
        help: "remove it: it costs memory for each weight"
      )
    case .overwrittenValue(let name, let later):
      Diagnostic(
        .lint(.overwrittenValue),
        "this value of `\(name.text)` is never used",
        at: .init(span, "assigned here"),
        secondary: [.init(later, "replaced here, unread")]
      )
    case .learningRateUnused(let name):
      Diagnostic(
        .lint(.learningRateUnused),
        "the rule `\(name.text)` does not depend on `lr`",
        at: .init(span, "a schedule of the learning rate has no effect on it"),
        help: "scale the step: `update = lr * (...)`"
      )
    }
  }
}
