import OptProgram

extension Mutator {
  /// Keeps a second state by copies of the statements that assign a first one, and lets one other
  /// statement read it.
  ///
  /// The child behaves like its parent until a further mutation tells the two apart.
  mutating func duplicateState(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    guard let original = drawState(program, &stream),
      case .state(let type, let storage) = program[original].role,
      program.step.contains(where: { $0.target == original }),
      let read = drawRead(of: original, program, &stream)
    else { return false }
    let twin = program.declareFresh("s", .state(type, storage))
    for index in program.initialization.indices
    where program.initialization[index].target == original {
      program.initialization.append(
        program.initialization[index].moved(from: original, to: twin)
      )
    }
    program.step[read.statement][read.place] = .variable(twin)
    for index in program.step.indices.reversed() where program.step[index].target == original {
      program.step.insert(program.step[index].moved(from: original, to: twin), at: index + 1)
    }
    return true
  }

  private func drawState(_ program: Program, _ stream: inout RandomStream) -> Variable? {
    let count = program.stateCount
    var left = count > 0 ? stream.below(count) : 0
    for index in program.variables.indices where program.variables[index].role.isState {
      if left == 0 { return Variable(index) }
      left -= 1
    }
    return nil
  }

  /// A random argument that reads a state in a statement that does not assign it.
  private func drawRead(
    of state: Variable,
    _ program: Program,
    _ stream: inout RandomStream
  ) -> (statement: Int, place: Int)? {
    var chosen: (Int, Int)?
    var seen = 0
    for statement in program.step.indices where program.step[statement].target != state {
      let instruction = program.step[statement]
      for place in 0..<instruction.operandCount where instruction[place] == .variable(state) {
        seen += 1
        if stream.below(seen) == 0 { chosen = (statement, place) }
      }
    }
    return chosen
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
    cut(partner, at: stream.below(partner.step.count))
    guard cutting.count <= Mutator.graftLimit, graft(from: partner, onto: &program),
      let last = cutting.last
    else { return false }
    let position = stream.below(program.step.count + 1)
    flow.advance(program, to: position)
    for instruction in cutting {
      guard flow.execute(instruction, in: program) else { return false }
    }
    guard let type = flow[last.target],
      let use = drawUse(of: type, after: position, in: program, &stream)
    else { return false }
    program.step[use.statement][use.place] = .variable(last.target)
    program.step.insert(contentsOf: cutting, at: position)
    return true
  }

  /// Cuts out a statement and the earlier ones its value comes from in the same step, in order.
  private mutating func cut(_ partner: Program, at position: Int) {
    wanted.removeAll(keepingCapacity: true)
    cutting.removeAll(keepingCapacity: true)
    for index in stride(from: position, through: 0, by: -1) {
      let instruction = partner.step[index]
      guard index == position || wanted.contains(instruction.target) else { continue }
      wanted.removeAll { $0 == instruction.target }
      for place in 0..<instruction.operandCount {
        if case .variable(let variable) = instruction[place] { wanted.append(variable) }
      }
      cutting.append(instruction)
    }
    cutting.reverse()
  }

  /// Writes the cutting in the names of another program: states by name, values of the step under new
  /// names; false if that lacks one.
  private mutating func graft(from partner: Program, onto program: inout Program) -> Bool {
    renamings.removeAll(keepingCapacity: true)
    for index in cutting.indices {
      let instruction = cutting[index]
      for place in 0..<instruction.operandCount {
        guard case .variable(let source) = instruction[place] else { continue }
        let known = renamings.last { $0.from == source }?.to
        guard let variable = known ?? sameVariable(source, of: partner, in: &program) else {
          return false
        }
        cutting[index][place] = .variable(variable)
      }
      let isState = partner[instruction.target].role.isState
      guard
        let target = isState
          ? sameVariable(instruction.target, of: partner, in: &program) : program.declareLocal()
      else { return false }
      renamings.append((instruction.target, target))
      cutting[index].target = target
    }
    return true
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
