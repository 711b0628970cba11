extension Program {
  /// A path as a truth value for each condition.
  func truths(of path: UInt16) -> [Bool] {
    conditions.indices.map { path >> UInt16($0) & 1 == 1 }
  }

  /// Statements that no path executes are not executed abstractly either, but must name what exists.
  func checkIndices() throws(VerifierError) {
    for instruction in initialization + step + evaluation {
      var isDangling = Int(instruction.target.index) >= variables.count
      instruction.forEachOperand { operand in
        if case .variable(let variable) = operand {
          isDangling = isDangling || Int(variable.index) >= variables.count
        }
      }
      guard !isDangling else { throw VerifierError(.danglingIndex) }
    }
  }

  func checkConditions() throws(VerifierError) {
    guard conditions.count <= Limits.conditions else { throw VerifierError(.tooManyConditions) }
    for condition in conditions { try check(condition) }
    for literals in guards {
      for literal in literals where Int(literal.condition) >= conditions.count {
        throw VerifierError(.danglingIndex)
      }
    }
  }

  private func check(_ condition: Condition) throws(VerifierError) {
    switch condition {
    case .compare(_, let left, let right):
      try check(left)
      try check(right)
    case .and(let left, let right), .or(let left, let right):
      try check(left)
      try check(right)
    case .not(let inner):
      try check(inner)
    }
  }

  private func check(_ term: HostTerm) throws(VerifierError) {
    switch term {
    case .constant(let number):
      guard number.isFinite else { throw VerifierError(.conditionNumber) }
    case .variable(let variable):
      guard Int(variable.index) < variables.count else { throw VerifierError(.danglingIndex) }
      switch self[variable].role {
      case .hyperparameter: return
      case .builtin(.stepNumber), .builtin(.totalSteps), .builtin(.rows), .builtin(.cols),
        .builtin(.rank), .builtin(.numel):
        return
      case .builtin, .state, .input, .local: throw VerifierError(.conditionVariable(variable))
      }
    case .negate(let inner):
      try check(inner)
    case .binary(_, let left, let right):
      try check(left)
      try check(right)
    }
  }
}
