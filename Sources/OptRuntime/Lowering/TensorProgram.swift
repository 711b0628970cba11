import OptProgram

/// A program as one tensor sees it: conditions that no step changes are decided, dead code is left out.
///
/// Tensors for which these conditions have the same truth share one.
final class TensorProgram: Sendable {
  /// A statement and its place in the list it comes from.
  struct Statement: Hashable, Sendable, BitwiseCopyable {
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
  private let keepsDeadCode: Bool
  /// Whether some guard holds in some steps only.
  private let hasUndecidedGuards: Bool

  /// The program for tensors of which `truths` holds for the conditions that no step changes, perhaps
  /// with the statements that nothing depends on.
  init(_ program: Program, truths: ConditionTruths, keepsDeadCode: Bool = false) {
    self.program = program
    self.keepsDeadCode = keepsDeadCode
    let isActive = program.guards.map { literals in
      literals.allSatisfy { literal in
        let condition = Int(literal.condition)
        return program.conditions[condition].dependsOnStep
          || truths[condition] != literal.isNegated
      }
    }
    func active(_ list: [Instruction]) -> [Statement] {
      var active: [Statement] = []
      active.reserveCapacity(list.count)
      for (place, instruction) in list.enumerated() {
        if let index = instruction.guardIndex, !isActive[Int(index)] { continue }
        active.append(Statement(place: place, instruction: instruction))
      }
      return active
    }
    var lists = TensorLiveness.Lists(
      initialization: active(program.initialization),
      step: active(program.step),
      evaluation: active(program.evaluation)
    )
    hasUndecidedGuards = program.conditions.contains { $0.dependsOnStep }
    if keepsDeadCode {
      states = program.states
    } else {
      var liveness = TensorLiveness(program)
      liveness.dropDead(&lists)
      states = liveness.keptStates
    }
    initialization = lists.initialization
    step = lists.step
    evaluation = lists.evaluation
  }

  /// The straight line of a list on one path, without what nothing on this path depends on.
  func statements(_ part: ProgramPart, truths: ConditionTruths) -> [Statement] {
    let list =
      switch part {
      case .initialization: initialization
      case .step: step
      case .evaluation: evaluation
      }
    // What no path needs is gone from the lists already.
    guard hasUndecidedGuards else { return list }
    let path = list.filter { statement in
      guard let index = statement.instruction.guardIndex else { return true }
      return truths.satisfy(program.guards[Int(index)])
    }
    return keepsDeadCode ? path : needed(path, part)
  }

  /// The statements whose results are kept, or read by others; and global reductions, at which all tensors
  /// meet.
  private func needed(_ path: [Statement], _ part: ProgramPart) -> [Statement] {
    var isNeeded = program.variables.map { _ in false }
    for result in [Builtin.update, .weight, .evalWeight] { isNeeded[Int(result.rawValue)] = true }
    for state in states { isNeeded[Int(state.index)] = part != .evaluation }
    var needed: [Statement] = []
    for statement in path.reversed() {
      let target = Int(statement.instruction.target.index)
      guard isNeeded[target] || statement.instruction.opcode.isGlobal else { continue }
      needed.append(statement)
      isNeeded[target] = false
      statement.instruction.forEachOperand { operand in
        if case .variable(let variable) = operand { isNeeded[Int(variable.index)] = true }
      }
    }
    return needed.reversed()
  }
}
