import OptDiagnostics
import OptProgram

extension RuleChecker {
  /// Remembers that a name was read; a state that only renews itself is not read by that.
  mutating func noteRead(of variable: Variable) {
    self[variable].isReadSinceAssignment = true
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
      let symbol = symbols[index]
      guard !symbol.isRead, let span = symbol.declaration ?? symbol.lastAssignment else { continue }
      if overwritten.contains(where: { $0.span == span }) { continue }
      let name = NameSyntax(text: declaration.name, span: span)
      switch declaration.role {
      case .hyperparameter: remark(LintProblem.unused(name, .hyperparameter).diagnostic)
      case .input: remark(LintProblem.unused(name, .input).diagnostic)
      case .local: remark(LintProblem.unused(name, .local).diagnostic)
      case .state: remark(LintProblem.unreadState(name).diagnostic)
      case .builtin(.gradient), .builtin(.learningRate):
        remark(LintProblem.unused(name, .local).diagnostic)
      case .builtin: break
      }
    }
    let learningRate = self[Builtin.learningRate.variable]
    if !learningRate.isRead, learningRate.lastAssignment == nil {
      remark(LintProblem.learningRateUnused(rule.name).diagnostic)
    }
  }
}
