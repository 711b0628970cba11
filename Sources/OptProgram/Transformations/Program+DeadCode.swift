extension Program {
  /// The program without statements that cannot have an effect on the weights.
  ///
  /// With `unusedDeclarations`, hyperparameters, inputs and names that are no longer read disappear from
  /// the table too, and a state that no later step reads becomes a value of the step, or disappears.
  ///
  /// - Precondition: the program is verified.
  public func removingDeadCode(unusedDeclarations: Bool = false) -> Program {
    var liveness = Liveness()
    liveness.analyze(self)
    return removingDeadCode(liveness, unusedDeclarations: unusedDeclarations)
  }

  /// The program without the statements that an analysis of it has found dead; `unusedDeclarations` as
  /// in `removingDeadCode(unusedDeclarations:)`.
  ///
  /// - Precondition: the analysis is of this program.
  public func removingDeadCode(
    _ liveness: Liveness,
    unusedDeclarations: Bool = false
  ) -> Program {
    var result = self
    result.removeDeadCode(liveness)
    if !unusedDeclarations { return result }
    result.forgetStates(liveness)
    return result.compacted(keeping: .used)
  }

  /// Drops the statements that an analysis of the program has found dead.
  package mutating func removeDeadCode(_ liveness: Liveness) {
    Program.keep(liveness.initialization, in: &initialization)
    Program.keep(liveness.step, in: &step)
    Program.keep(liveness.evaluation, in: &evaluation)
  }

  private static func keep(_ isLive: [Bool], in instructions: inout [Instruction]) {
    var count = 0
    for index in instructions.indices where isLive[index] {
      if index != count { instructions[count] = instructions[index] }
      count += 1
    }
    // Touching a list would copy it where it is shared.
    if count < instructions.count { instructions.removeLast(instructions.count - count) }
  }

  private mutating func forgetStates(_ liveness: Liveness) {
    for state in states where !liveness.isKept[Int(state.index)] {
      self[state].role = .local
    }
  }
}
