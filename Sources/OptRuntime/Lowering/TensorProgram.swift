import OptProgram

/// A program as one tensor sees it: conditions that no step changes are decided, dead code is left out.
///
/// Tensors for which these conditions have the same truth share one.
struct TensorProgram: Sendable {
  /// A statement and its place in the list it comes from.
  struct Statement: Hashable, Sendable {
    var place: Int
    var instruction: Instruction
  }

  /// The program, with hyperparameters at their final values.
  let program: Program

  /// The states that some later step needs.
  let states: [Variable]

  private let initialization: [Statement]
  private let step: [Statement]
  private let evaluation: [Statement]

  /// The program for tensors of which `truths` holds for the conditions that no step changes, perhaps
  /// with the statements that nothing depends on.
  init(_ program: Program, truths: ConditionTruths, keepsDeadCode: Bool = false) {
    self.program = program
    let isActive = program.guards.map { literals in
      literals.allSatisfy { literal in
        let condition = Int(literal.condition)
        return program.conditions[condition].dependsOnStep
          || truths[condition] != literal.isNegated
      }
    }
    func active(_ list: [Instruction]) -> [Statement] {
      list.indices.compactMap { place in
        if let index = list[place].guardIndex, !isActive[Int(index)] { return nil }
        return Statement(place: place, instruction: list[place])
      }
    }
    if keepsDeadCode {
      initialization = active(program.initialization)
      step = active(program.step)
      evaluation = active(program.evaluation)
      states = program.states
      return
    }
    var liveness = TensorLiveness(program)
    liveness.follow(
      step: active(program.step),
      evaluation: active(program.evaluation),
      initialization: active(program.initialization)
    )
    initialization = liveness.initialization
    step = liveness.step
    evaluation = liveness.evaluation
    states = program.states.filter { liveness.isKept[Int($0.index)] }
  }

  /// The straight line of a list on one path.
  func statements(_ part: ProgramPart, truths: ConditionTruths) -> [Statement] {
    let list =
      switch part {
      case .initialization: initialization
      case .step: step
      case .evaluation: evaluation
      }
    return list.filter { statement in
      guard let index = statement.instruction.guardIndex else { return true }
      return truths.satisfy(program.guards[Int(index)])
    }
  }
}
