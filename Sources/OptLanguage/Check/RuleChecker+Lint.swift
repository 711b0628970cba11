import OptDiagnostics
import OptProgram

extension RuleChecker {
  /// Remembers that a name was read; a state that only renews itself is not read by that.
  mutating func noteRead(of variable: Variable) {
    self[variable].isReadSinceAssignment = true
    if let assignment = self[variable].lastAssignment { readAssignments.insert(assignment) }
    if variable != currentTarget { self[variable].isRead = true }
  }

  /// Remembers an assignment whose value the present one replaces unread.
  mutating func noteOverwritten(_ variable: Variable, by name: NameSyntax) {
    let symbol = self[variable]
    guard let last = symbol.lastAssignment, last != name.span, !symbol.isReadSinceAssignment,
      symbol.lastPaths.isSubset(of: active)
    else { return }
    overwritten.append(.overwrittenValue(NameSyntax(text: name.text, span: last), by: name.span))
  }

  /// Remarks on a rule without errors.
  mutating func lint() {
    for problem in overwritten { remark(problem.diagnostic) }
    for (index, declaration) in table.variables.enumerated() {
      guard let problem = unused(declaration, symbols[index]),
        !overwritten.contains(where: { $0.span == problem.span })
      else { continue }
      remark(problem.diagnostic)
    }
    let learningRate = self[Builtin.learningRate.variable]
    if !learningRate.isRead, learningRate.lastAssignment == nil {
      remark(LintProblem.learningRateUnused(rule.name).diagnostic)
    }
  }

  /// What is to be said of a name that is not used.
  private func unused(_ declaration: Declaration, _ symbol: Symbol) -> LintProblem? {
    func name(_ span: Span?) -> NameSyntax? {
      span.map { NameSyntax(text: declaration.name, span: $0) }
    }
    let declared = symbol.isRead ? nil : name(symbol.declaration)
    let assigned =
      symbol.lastAssignment.map(readAssignments.contains) == false
      ? name(symbol.lastAssignment) : nil
    return switch declaration.role {
    case .hyperparameter: declared.map { .unused($0, .hyperparameter) }
    case .input: declared.map { .unused($0, .input) }
    case .state: declared.map { .unreadState($0) }
    case .local: (declared ?? assigned).map { .unused($0, .local) }
    case .builtin(.gradient), .builtin(.learningRate): assigned.map { .unused($0, .local) }
    case .builtin: nil
    }
  }
}
