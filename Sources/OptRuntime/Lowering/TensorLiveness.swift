import OptProgram

/// Which statements and states can have an effect for a tensor, given the conditions that no step
/// changes.
///
/// Beside what reaches the tensor's own weights, global reductions that any tensor needs are live: all
/// tensors contribute to them. Conditions on the step count as undecided.
struct TensorLiveness {
  typealias Statement = TensorProgram.Statement

  /// The statements of each list.
  struct Lists {
    var initialization: [Statement]
    var step: [Statement]
    var evaluation: [Statement]
  }

  /// The states whose values after a step are needed.
  var keptStates: [Variable] { states.filter { isKept[Int($0.index)] } }

  private let states: [Variable]
  /// By statement of the step and of the initialization: whether all tensors take part in it, even those
  /// that do not need its result; empty where there is no global reduction.
  private let isNeededBarrier: [Bool]
  private let isNeededFirstBarrier: [Bool]
  private let isUndecided: [Bool]
  /// By variable: whether it is a state whose value after a step is needed.
  private var isKept: [Bool]
  private var isNeeded: [Bool]

  init(_ program: Program) {
    states = program.states
    isKept = program.variables.map { _ in false }
    isNeeded = isKept
    isUndecided = program.guards.map { literals in
      literals.contains { program.conditions[Int($0.condition)].dependsOnStep }
    }
    let hasGlobal = [program.step, program.initialization].contains { list in
      list.contains { $0.opcode.isGlobal }
    }
    guard hasGlobal else {
      isNeededBarrier = []
      isNeededFirstBarrier = []
      return
    }
    var liveness = Liveness()
    liveness.analyze(program)
    isNeededBarrier = zip(program.step, liveness.step).map { $0.opcode.isGlobal && $1 }
    isNeededFirstBarrier = zip(program.initialization, liveness.initialization)
      .map { $0.opcode.isGlobal && $1 }
  }

  /// Drops the statements of a tensor that are not live.
  mutating func dropDead(_ lists: inout Lists) {
    var isLiveStep = lists.step.map { _ in false }
    var isLiveEvaluation = lists.evaluation.map { _ in false }
    var isFinal = false
    while !isFinal {
      need([.evalWeight])
      mark(lists.evaluation, &isLiveEvaluation)
      isFinal = !keepStates()
      need([.update, .weight])
      mark(lists.step, &isLiveStep, barriers: isNeededBarrier)
      if keepStates() { isFinal = false }
    }
    var isLive = lists.initialization.map { _ in false }
    need([])
    mark(lists.initialization, &isLive, barriers: isNeededFirstBarrier)
    TensorLiveness.keep(&lists.initialization, where: isLive)
    TensorLiveness.keep(&lists.step, where: isLiveStep)
    TensorLiveness.keep(&lists.evaluation, where: isLiveEvaluation)
  }

  /// Begins at the end of a list: states that are kept are needed, and its results.
  private mutating func need(_ results: [Builtin]) {
    for variable in isKept.indices { isNeeded[variable] = isKept[variable] }
    for result in results { isNeeded[Int(result.rawValue)] = true }
  }

  private mutating func mark(
    _ statements: [Statement],
    _ isLive: inout [Bool],
    barriers: [Bool] = []
  ) {
    for index in statements.indices.reversed() {
      let instruction = statements[index].instruction
      let target = Int(instruction.target.index)
      let isBarrier = !barriers.isEmpty && barriers[statements[index].place]
      guard isNeeded[target] || isBarrier else { continue }
      isLive[index] = true
      let isCertain = instruction.guardIndex.map { !isUndecided[Int($0)] } ?? true
      if isCertain { isNeeded[target] = false }
      for place in 0..<instruction.operandCount {
        if case .variable(let variable) = instruction[place] {
          isNeeded[Int(variable.index)] = true
        }
      }
    }
  }

  private static func keep(_ statements: inout [Statement], where isLive: [Bool]) {
    guard isLive.contains(false) else { return }
    var live: [Statement] = []
    live.reserveCapacity(statements.count)
    for (statement, isLive) in zip(statements, isLive) where isLive { live.append(statement) }
    statements = live
  }

  /// Keeps the states that are needed at a list's beginning; says whether there are new ones.
  private mutating func keepStates() -> Bool {
    var isNew = false
    for state in states.lazy.map({ Int($0.index) }) where isNeeded[state] && !isKept[state] {
      isKept[state] = true
      isNew = true
    }
    return isNew
  }
}
