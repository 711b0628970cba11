import OptDiagnostics
import OptProgram

extension RuleChecker {
  /// Checks what holds for a rule as a whole: on every path one result, of the tensor's shape.
  mutating func checkResults() {
    statementHasError = false
    let update = Builtin.update.variable
    let weight = Builtin.weight.variable
    let updated = self[update].types.paths
    let written = self[weight].assignedPaths
    checkPresence(updated.union(written))
    let both = updated.intersection(written)
    if !both.isEmpty, !hasUnknownCondition {
      report(
        TypeProblem.twoResults(
          update: self[update].lastAssignment,
          weight: self[weight].lastAssignment,
          where: description(of: both)
        ).diagnostic
      )
    }
    checkShape(of: update, on: updated)
    checkShape(of: weight, on: written)
    checkEvaluation()
  }

  private mutating func checkPresence(_ assigned: PathSet) {
    let missing = PathSet.all.subtracting(assigned)
    if missing.isEmpty || isInBrokenItem(Builtin.update.name) || isInBrokenItem("w") { return }
    let problem = MissingResult(
      rule: rule.name,
      isPartial: !assigned.isEmpty,
      where: description(of: missing),
      assignment: self[Builtin.update.variable].lastAssignment
        ?? self[Builtin.weight.variable].lastAssignment,
      likelyResult: assigned.isEmpty ? likelyResult : nil
    )
    report(TypeProblem.noResult(problem).diagnostic)
  }

  /// A name that was perhaps meant as `update`: one like it, else the last new name that nothing reads.
  private var likelyResult: NameSyntax? {
    let locals = table.variables.indices.filter { table.variables[$0].role == .local }
    let unread = locals.filter { !symbols[$0].isRead && symbols[$0].lastAssignment != nil }
    let likely =
      unread.first { KnownWords.isUpdate(table.variables[$0].name) }
      ?? unread.max { order(of: $0) < order(of: $1) }
    guard let likely, let span = symbols[likely].lastAssignment else { return nil }
    return NameSyntax(text: table.variables[likely].name, span: span)
  }

  private func order(of index: Int) -> Int { symbols[index].lastAssignment?.start ?? -1 }

  private mutating func checkShape(of result: Variable, on paths: PathSet) {
    for part in self[result].types.restricted(to: paths).parts {
      guard let type = part.type, type.shape.broadcast(with: .tensor) != .tensor,
        let value = self[result].lastValue(on: part.paths)
      else { continue }
      let problem = ResultMismatch(
        name: table[result].name,
        found: type,
        value: value,
        reason: reason(for: value, type, on: part.paths),
        condition: description(of: part.paths)
      )
      statementHasError = false
      report(TypeProblem.resultShape(problem).diagnostic)
      return
    }
  }

  private mutating func checkEvaluation() {
    let result = Builtin.evalWeight.variable
    let assigned = self[result].types.paths
    guard !body.evaluation.isEmpty || !assigned.isEmpty else { return }
    statementHasError = false
    let missing = PathSet.all.subtracting(assigned)
    if missing.isEmpty {
      checkShape(of: result, on: .all)
    } else if let statement = body.evaluation.last {
      report(
        TypeProblem.partialEvaluation(
          statement.span,
          isPartial: !assigned.isEmpty,
          where: description(of: missing)
        ).diagnostic
      )
    }
  }
}
