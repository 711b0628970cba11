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
    var result = removingDeadCode(liveness)
    if unusedDeclarations {
      result.forgetStates(liveness)
      result = result.compacted(keeping: .used)
    }
    return result
  }

  /// The program without the statements that an analysis of it has found dead.
  public func removingDeadCode(_ liveness: Liveness) -> Program {
    var result = self
    result.initialization = Program.live(initialization, liveness.initialization)
    result.step = Program.live(step, liveness.step)
    result.evaluation = Program.live(evaluation, liveness.evaluation)
    return result
  }

  private static func live(_ instructions: [Instruction], _ isLive: [Bool]) -> [Instruction] {
    if isLive.allSatisfy({ $0 }) { return instructions }
    var result: [Instruction] = []
    result.reserveCapacity(instructions.count)
    for index in instructions.indices where isLive[index] { result.append(instructions[index]) }
    return result
  }

  private mutating func forgetStates(_ liveness: Liveness) {
    for state in states where !liveness.isKept[Int(state.index)] {
      self[state].role = .local
    }
  }
}
