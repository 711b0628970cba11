import OptProgram

/// Which statements and states can have an effect for a tensor, given the conditions that no step
/// changes.
///
/// Beside what reaches the tensor's own weights, global reductions that any tensor needs are live: all
/// tensors contribute to them. Conditions on the step count as undecided.
struct TensorLiveness {
  typealias Statement = TensorProgram.Statement

  private(set) var initialization: [Statement] = []
  private(set) var step: [Statement] = []
  private(set) var evaluation: [Statement] = []

  /// By variable: whether it is a state whose value after a step is needed.
  private(set) var isKept: [Bool]

  private let program: Program
  private let isNeededBarrier: [Bool]
  private let isUndecided: [Bool]
  private var isNeeded: [Bool]

  init(_ program: Program) {
    self.program = program
    isKept = program.variables.map { _ in false }
    isNeeded = isKept
    isUndecided = program.guards.map { literals in
      literals.contains { program.conditions[Int($0.condition)].dependsOnStep }
    }
    guard program.step.contains(where: { $0.opcode.isGlobal }) else {
      isNeededBarrier = program.step.map { _ in false }
      return
    }
    var liveness = Liveness()
    liveness.analyze(program)
    isNeededBarrier = zip(program.step, liveness.step).map { $0.opcode.isGlobal && $1 }
  }

  /// Finds the live statements among those of a tensor.
  mutating func follow(
    step: [Statement],
    evaluation: [Statement],
    initialization: [Statement]
  ) {
    var kept = -1
    while kept != isKept.count(where: { $0 }) {
      kept = isKept.count { $0 }
      isNeeded = isKept
      if !evaluation.isEmpty {
        isNeeded[Int(Builtin.evalWeight.rawValue)] = true
        self.evaluation = sweep(evaluation)
        keepStates()
        isNeeded = isKept
      }
      isNeeded[Int(Builtin.update.rawValue)] = true
      isNeeded[Int(Builtin.weight.rawValue)] = true
      self.step = sweep(step, barriers: isNeededBarrier)
      keepStates()
    }
    isNeeded = isKept
    self.initialization = sweep(initialization)
  }

  private mutating func sweep(_ statements: [Statement], barriers: [Bool]? = nil) -> [Statement] {
    var live: [Statement] = []
    for statement in statements.reversed() {
      let instruction = statement.instruction
      let target = Int(instruction.target.index)
      guard isNeeded[target] || barriers?[statement.place] ?? false else { continue }
      live.append(statement)
      let isCertain = instruction.guardIndex.map { !isUndecided[Int($0)] } ?? true
      if isCertain { isNeeded[target] = false }
      instruction.forEachOperand { operand in
        if case .variable(let variable) = operand { isNeeded[Int(variable.index)] = true }
      }
    }
    return live.reversed()
  }

  private mutating func keepStates() {
    for variable in program.states where isNeeded[Int(variable.index)] {
      isKept[Int(variable.index)] = true
    }
  }
}
