internal import OptProgram

/// The graph of one list of a straight-line program, with the classes of what it reads and assigns.
struct StepGraph {
  private(set) var graph: EGraph

  /// By variable: the class of its value at the end of the list.
  private(set) var last: [Int]

  /// By statement: the class of what it assigns.
  private(set) var assigned: [Int] = []

  /// States that have a better form than being read.
  private(set) var replaced: [Variable] = []

  init(
    _ program: Program,
    _ instructions: [Instruction],
    states: [StateFacts],
    limits: EGraph.Limits
  ) {
    var algebra = Algebra()
    // Of numbers that differ by rounding the program's own are kept.
    for instruction in instructions {
      instruction.forEachOperand { operand in
        if case .constant(let number) = operand { _ = algebra.number(number) }
      }
    }
    var values: [Value] = []
    algebra.enter(program, states: states, into: &values)
    graph = EGraph(program, algebra: algebra, limits: limits)
    last = []
    for index in program.variables.indices {
      let variable = Variable(index)
      last.append(
        program[variable].role.hasEntryValue
          ? graph.variable(variable, values[index]) : graph.number(0)
      )
    }
    for state in states { enter(state, values[Int(state.variable.index)]) }
    for instruction in instructions { execute(instruction) }
  }

  /// Adds the better form of a state: a number, or a multiple of another state.
  private mutating func enter(_ state: StateFacts, _ value: Value) {
    let place = last[Int(state.variable.index)]
    guard graph.classes[place].leaf == .variable(state.variable) else {
      replaced.append(state.variable)
      return
    }
    guard state.constant != nil || state.scale != 1 else { return }
    replaced.append(state.variable)
    graph.build(value.term)
  }

  private mutating func execute(_ instruction: Instruction) {
    var operands: [Int] = []
    for place in 0..<instruction.operandCount {
      switch instruction[place] {
      case .constant(let number): operands.append(graph.number(number))
      case .variable(let variable): operands.append(last[Int(variable.index)])
      }
    }
    let result: Int
    if instruction.opcode == .copy {
      result = operands[0]
    } else if let place = graph.add(instruction.opcode, operands, isOwn: true) {
      result = place
    } else {
      preconditionFailure("the program is not verified")
    }
    last[Int(instruction.target.index)] = result
    assigned.append(result)
  }

  /// The class of a variable's value at the end; a result that is one number is that number, for results
  /// are broadcast.
  mutating func root(of variable: Variable) -> Int {
    let place = last[Int(variable.index)]
    guard !graph.program[variable].role.isState,
      let number = graph.algebra.value(graph.classes[place].value.term)
    else { return place }
    return graph.number(number)
  }

  mutating func saturate(targets: [Int]) { graph.saturate(targets: targets) }
}

extension Role {
  /// Whether the variable has a value at the start of a step.
  fileprivate var hasEntryValue: Bool {
    switch self {
    case .builtin(let builtin): builtin.type != nil
    case .hyperparameter, .state, .input: true
    case .local: false
    }
  }
}
