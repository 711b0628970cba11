extension Program {
  /// What survives a compaction of the tables.
  public enum Survivors: Hashable, Sendable {
    /// Every declared name, and the values of the step that are used.
    case declared
    /// What a statement or a condition names, and nothing else.
    case used
  }

  /// The program with tidy tables: builtins, hyperparameters, inputs, states, then the values of
  /// statements in the order in which they appear; conditions and guards in the order of their use.
  ///
  /// Flat text is read into this form.
  ///
  /// - Precondition: the program is verified.
  public func compacted(keeping survivors: Survivors = .declared) -> Program {
    var compaction = Compaction(self)
    return compaction.run(keeping: survivors)
  }
}

private struct Compaction {
  private let program: Program
  private var result: Program
  private var places: [Variable?]
  private var guardPlaces: [UInt16?]
  private lazy var namesInText = program.namesInText
  private var firstValueCount = 0

  init(_ program: Program) {
    self.program = program
    result = Program(name: program.name)
    result.variables.reserveCapacity(program.variables.count)
    places = Array(repeating: nil, count: program.variables.count)
    guardPlaces = Array(repeating: nil, count: program.guards.count)
    for builtin in Builtin.allCases { places[Int(builtin.rawValue)] = builtin.variable }
  }

  mutating func run(keeping survivors: Program.Survivors) -> Program {
    let isUsed = survivors == .used ? program.usedVariables : nil
    declare(isUsed) { $0.isHyperparameter }
    declare(isUsed) { $0.isInput }
    declare(isUsed) { $0.isState }
    if !program.initialization.isEmpty { moveInitialization() }
    result.step = program.step.map { move($0) }
    result.evaluation = program.evaluation.map { move($0) }
    return result
  }

  /// Declares the variables of a kind that are used; all of them if nobody knows which are.
  private mutating func declare(_ isUsed: [Bool]?, where isWanted: (Role) -> Bool) {
    for index in program.variables.indices
    where isWanted(program.variables[index].role) && isUsed?[index] ?? true {
      _ = place(of: Variable(index))
    }
  }

  /// Writes first values in the order of the states' declarations, operands before what reads them.
  private mutating func moveInitialization() {
    var definitions: [Instruction?] = Array(repeating: nil, count: program.variables.count)
    for instruction in program.initialization {
      definitions[Int(instruction.target.index)] = withoutCopies(instruction, definitions)
    }
    for state in program.states where places[Int(state.index)] != nil {
      define(state, definitions)
    }
    // A value of the step that shares the variable is another value.
    for variable in program.variables.indices where program.variables[variable].role.isLocal {
      places[variable] = nil
    }
  }

  /// The statement that reads what copied parts are copies of: text does not show such parts.
  private func withoutCopies(
    _ instruction: Instruction,
    _ definitions: [Instruction?]
  ) -> Instruction {
    var result = instruction
    for place in 0..<instruction.operandCount {
      guard case .variable(let variable) = instruction[place],
        let part = definitions[Int(variable.index)]
      else { continue }
      if part.opcode == .copy {
        result[place] = part[0]
      } else if instruction.opcode == .copy {
        result = part
        result.target = instruction.target
      }
    }
    return result
  }

  private mutating func define(_ variable: Variable, _ definitions: [Instruction?]) {
    guard let definition = definitions[Int(variable.index)] else { return }
    for place in 0..<definition.operandCount {
      if case .variable(let operand) = definition[place] { define(operand, definitions) }
    }
    if program[variable].role.isLocal { places[Int(variable.index)] = declareFirstValue() }
    result.initialization.append(move(definition))
  }

  /// A name for a part of a first value: text does not carry one.
  private mutating func declareFirstValue() -> Variable {
    var name = ""
    repeat {
      firstValueCount += 1
      name = "init_\(firstValueCount)"
    } while namesInText.contains(name)
    return result.declare(name, .local)
  }

  private mutating func place(of variable: Variable) -> Variable {
    if let place = places[Int(variable.index)] { return place }
    let declaration = program[variable]
    let place = result.declare(declaration.name, declaration.role)
    places[Int(variable.index)] = place
    return place
  }

  private mutating func move(_ instruction: Instruction) -> Instruction {
    var moved = instruction
    moved.guardIndex = instruction.guardIndex.flatMap { move(guardAt: $0) }
    for index in 0..<instruction.operandCount {
      if case .variable(let variable) = instruction[index] {
        moved[index] = .variable(place(of: variable))
      }
    }
    moved.target = place(of: instruction.target)
    return moved
  }

  private mutating func move(guardAt index: UInt16) -> UInt16? {
    if let moved = guardPlaces[Int(index)] { return moved }
    var literals: Guard = []
    for literal in program.guards[Int(index)] {
      let condition = program.conditions[Int(literal.condition)].mapLeaves { term in
        guard case .variable(let variable) = term else { return term }
        return .variable(place(of: variable))
      }
      var copy = result.literal(of: condition)
      if literal.isNegated { copy.isNegated.toggle() }
      literals.append(copy)
    }
    let moved = result.guardIndex(of: literals)
    guardPlaces[Int(index)] = moved
    return moved
  }
}

extension Program {
  /// The names that flat text shows: all but those of parts of first values.
  fileprivate var namesInText: Set<String> {
    var isShown = variables.map { !$0.role.isLocal }
    for instruction in step + evaluation { isShown[Int(instruction.target.index)] = true }
    return Set(variables.indices.filter { isShown[$0] }.map { variables[$0].name })
  }

  /// By variable: whether a statement, or the condition of one, names it.
  fileprivate var usedVariables: [Bool] {
    var isUsed = Array(repeating: false, count: variables.count)
    markUsed(by: initialization, &isUsed)
    markUsed(by: step, &isUsed)
    markUsed(by: evaluation, &isUsed)
    return isUsed
  }

  private func markUsed(by instructions: [Instruction], _ isUsed: inout [Bool]) {
    for instruction in instructions {
      isUsed[Int(instruction.target.index)] = true
      instruction.forEachOperand { operand in
        if case .variable(let variable) = operand { isUsed[Int(variable.index)] = true }
      }
      guard let index = instruction.guardIndex else { continue }
      for literal in guards[Int(index)] {
        conditions[Int(literal.condition)].forEachVariable { isUsed[Int($0.index)] = true }
      }
    }
  }
}
