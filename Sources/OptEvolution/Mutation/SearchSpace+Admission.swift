public import OptProgram

extension SearchSpace {
  /// Whether programs must contain, or must not contain, certain expressions.
  var hasPatterns: Bool { !required.isEmpty || !forbidden.isEmpty }

  /// Whether the live part of a program contains what it must, and nothing it must not.
  package func admits(_ program: Program, _ liveness: Liveness) -> Bool {
    guard hasPatterns else { return true }
    let live = program.removingDeadCode(liveness)
    return required.allSatisfy { $0.occurs(in: live) }
      && !forbidden.contains { $0.occurs(in: live) }
  }

  /// Why a search in this space cannot begin with a program; nil if it can.
  func objection(to program: Program) -> String? {
    let live = program.removingDeadCode(unusedDeclarations: true)
    if live.step.count > maximumStatements {
      return "has \(live.step.count) statements, the space allows \(maximumStatements)"
    }
    if live.stateCount > maximumStates {
      return "has \(live.stateCount) states, the space allows \(maximumStates)"
    }
    if let limit = maximumStateBytes, live.stateBytesPerElement > limit {
      return "keeps \(live.stateBytesPerElement) bytes a parameter, the space allows \(limit)"
    }
    if let pattern = required.first(where: { !$0.occurs(in: live) }) {
      return "does not contain \(pattern.text)"
    }
    if let pattern = forbidden.first(where: { $0.occurs(in: live) }) {
      return "contains \(pattern.text)"
    }
    return nil
  }
}

extension Program {
  /// The rule that never moves a weight: where a search from nothing begins.
  public static var nothing: Program {
    var program = Program(name: "nothing")
    let rate = Operand.variable(Builtin.learningRate.variable)
    program.step = [Instruction(.mul, Builtin.update.variable, rate, .constant(0))]
    return program
  }
}
