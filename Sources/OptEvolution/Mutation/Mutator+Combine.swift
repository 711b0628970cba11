import OptProgram

extension Mutator {
  /// Keeps a second state by copies of the statements that assign a first one, and lets one other
  /// statement read it.
  ///
  /// The child behaves like its parent until a further mutation tells the two apart.
  mutating func duplicateState(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    let states = program.states
    guard let original = states.isEmpty ? nil : states[stream.below(states.count)],
      case .state(let type, let storage) = program[original].role,
      program.step.contains(where: { $0.target == original })
    else { return false }
    let twin = program.declareFresh("s", .state(type, storage))
    program.initialization.append(
      contentsOf: copies(of: program.initialization, assigning: original, as: twin)
    )
    var reads: [(Int, Int)] = []
    var step: [Instruction] = []
    for instruction in program.step {
      if instruction.target != original {
        for place in 0..<instruction.operandCount where instruction[place] == .variable(original) {
          reads.append((step.count, place))
        }
      }
      step.append(instruction)
      step.append(contentsOf: copies(of: [instruction], assigning: original, as: twin))
    }
    guard !reads.isEmpty else { return false }
    let (position, place) = reads[stream.below(reads.count)]
    step[position][place] = .variable(twin)
    program.step = step
    return true
  }

  private func copies(
    of instructions: [Instruction],
    assigning original: Variable,
    as twin: Variable
  ) -> [Instruction] {
    instructions.filter { $0.target == original }.map { instruction in
      var copy = instruction
      copy.target = twin
      copy.replaceReads(of: original, with: .variable(twin))
      return copy
    }
  }

  /// The greatest number of statements taken from the other parent.
  private static let graftLimit = 8

  /// Takes a statement of the partner with what it needs, and lets it replace one use of a value.
  mutating func crossOver(
    _ program: inout Program,
    _ partner: Program?,
    _ stream: inout RandomStream
  ) -> Bool {
    guard let partner, partner.guards.isEmpty else { return false }
    let slice = slice(of: partner, at: stream.below(partner.step.count))
    guard slice.count <= Mutator.graftLimit,
      let renamed = graft(slice, of: partner, onto: &program), let last = renamed.last
    else { return false }
    let position = stream.below(program.step.count + 1)
    flow.advance(program, to: position)
    for instruction in renamed {
      guard flow.execute(instruction, in: program) else { return false }
    }
    guard let type = flow[last.target],
      let use = drawUse(of: type, after: position, in: program, &stream)
    else { return false }
    program.step[use.statement][use.place] = .variable(last.target)
    program.step.insert(contentsOf: renamed, at: position)
    return true
  }

  /// The statement and the earlier ones its value comes from in the same step, in order.
  private func slice(of partner: Program, at position: Int) -> [Instruction] {
    var wanted: [Variable] = []
    var slice: [Instruction] = []
    for index in stride(from: position, through: 0, by: -1) {
      let instruction = partner.step[index]
      guard index == position || wanted.contains(instruction.target) else { continue }
      wanted.removeAll { $0 == instruction.target }
      instruction.forEachOperand { operand in
        if case .variable(let variable) = operand { wanted.append(variable) }
      }
      slice.append(instruction)
    }
    return slice.reversed()
  }

  /// The statements in the names of another program: states by name, values of the step under new names.
  private func graft(
    _ slice: [Instruction],
    of partner: Program,
    onto program: inout Program
  ) -> [Instruction]? {
    var map: [(Variable, Variable)] = []
    var result: [Instruction] = []
    for instruction in slice {
      var copy = instruction
      for place in 0..<instruction.operandCount {
        guard case .variable(let source) = instruction[place] else { continue }
        guard
          let variable = map.last(where: { $0.0 == source })?.1
            ?? sameVariable(source, of: partner, in: &program)
        else { return nil }
        copy[place] = .variable(variable)
      }
      let isState = partner[instruction.target].role.isState
      guard
        let target = isState
          ? sameVariable(instruction.target, of: partner, in: &program) : program.declareLocal()
      else { return nil }
      map.append((instruction.target, target))
      copy.target = target
      result.append(copy)
    }
    return result
  }

  /// The variable that plays the same part in another program; a state it lacks is declared.
  private func sameVariable(
    _ variable: Variable,
    of partner: Program,
    in program: inout Program
  ) -> Variable? {
    let declaration = partner[variable]
    switch declaration.role {
    case .builtin: return variable
    case .local: return nil
    case .state, .input, .hyperparameter:
      let index = program.variables.firstIndex { $0.name == declaration.name }
      if let index {
        return program.variables[index].role == declaration.role ? Variable(index) : nil
      }
      if declaration.role.isState {
        // A state with its own first value would need the statements that compute it as well.
        let hasFirstValue = partner.initialization.contains { $0.target == variable }
        guard !hasFirstValue, program.stateCount < space.maximumStates else { return nil }
      }
      return program.declare(declaration.name, declaration.role)
    }
  }
}
