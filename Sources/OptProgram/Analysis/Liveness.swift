/// Which statements and states can have an effect on the weights.
///
/// A statement is live if its value reaches the new weight or `eval_w`, in this step or, through
/// states, in a later one. States are found by iteration: at first none is needed after a step, then
/// those that a step reads, and so on until nothing changes. Statements under conditions are followed path by
/// path; a statement that is live on one path keeps what it reads on all paths where it is executed, so
/// that the live part of a program is well-formed again.
///
/// The object holds the scratch memory: keep one for each thread.
public struct Liveness: Sendable {
  /// Whether each statement of the initialization is live.
  public var initialization: [Bool] { live[0] }

  /// Whether each statement of the step is live.
  public var step: [Bool] { live[1] }

  /// Whether each statement of the evaluation is live.
  public var evaluation: [Bool] { live[2] }

  /// By variable: whether it is a state whose value after a step is needed.
  public private(set) var isKept: [Bool] = []

  /// The number of live statements of the step and the evaluation.
  public private(set) var statementCount = 0

  /// By list and statement.
  private var live: [[Bool]] = [[], [], []]
  private var isNeeded: [Bool] = []
  private var masks: [GuardMask] = []
  private var hasChanged = false

  /// An analysis without memory of any program.
  public init() {}

  /// Analyses a program; the answers replace those of the last one.
  ///
  /// - Precondition: the program is verified.
  public mutating func analyze(_ program: Program) {
    masks.removeAll(keepingCapacity: true)
    if !program.guards.isEmpty { program.appendGuardMasks(to: &masks) }
    Liveness.clear(&live[0], count: program.initialization.count)
    Liveness.clear(&live[1], count: program.step.count)
    Liveness.clear(&live[2], count: program.evaluation.count)
    Liveness.clear(&isKept, count: program.variables.count)
    repeat {
      hasChanged = false
      for path in 0..<program.pathCount { follow(program, path: UInt16(path)) }
    } while hasChanged
    followInitialization(program)
    statementCount = 0
    for isLive in live[1] where isLive { statementCount += 1 }
    for isLive in live[2] where isLive { statementCount += 1 }
  }

  private static func clear(_ flags: inout [Bool], count: Int) {
    flags.removeAll(keepingCapacity: true)
    for _ in 0..<count { flags.append(false) }
  }

  private mutating func follow(_ program: Program, path: UInt16) {
    Liveness.clear(&isNeeded, count: program.variables.count)
    if !program.evaluation.isEmpty {
      isNeeded[Int(Builtin.evalWeight.rawValue)] = true
      sweep(program.evaluation, path: path, list: 2)
      keepStates(program)
    }
    for index in isKept.indices { isNeeded[index] = isKept[index] }
    isNeeded[Int(Builtin.update.rawValue)] = true
    isNeeded[Int(Builtin.weight.rawValue)] = true
    sweep(program.step, path: path, list: 1)
    keepStates(program)
  }

  private mutating func sweep(_ instructions: [Instruction], path: UInt16, list: Int) {
    for index in instructions.indices.reversed() {
      let instruction = instructions[index]
      if let guarding = instruction.guardIndex, !masks[Int(guarding)].isActive(on: path) {
        continue
      }
      let target = Int(instruction.target.index)
      guard live[list][index] || isNeeded[target] else { continue }
      if !live[list][index] {
        live[list][index] = true
        hasChanged = true
      }
      isNeeded[target] = false
      need(instruction)
    }
  }

  @inline(__always)
  private mutating func need(_ instruction: Instruction) {
    for place in 0..<instruction.operandCount {
      if case .variable(let variable) = instruction[place] {
        isNeeded[Int(variable.index)] = true
      }
    }
  }

  private mutating func keepStates(_ program: Program) {
    for index in isNeeded.indices
    where isNeeded[index] && !isKept[index] && program.variables[index].role.isState {
      isKept[index] = true
      hasChanged = true
    }
  }

  private mutating func followInitialization(_ program: Program) {
    if program.initialization.isEmpty { return }
    for index in isKept.indices { isNeeded[index] = isKept[index] }
    for index in program.initialization.indices.reversed() {
      let instruction = program.initialization[index]
      guard isNeeded[Int(instruction.target.index)] else { continue }
      live[0][index] = true
      isNeeded[Int(instruction.target.index)] = false
      need(instruction)
    }
  }
}
