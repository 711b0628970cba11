import OptProgram

extension Mutator {
  /// Inserts a statement, and mostly makes its result matter.
  ///
  /// A fresh name that nobody reads changes nothing (45 % of the inserts of the original, measured),
  /// so the result either overwrites a value that is read later, or replaces one later use of a value
  /// of its type. One in eight stays a stepping stone.
  mutating func insert(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    let position = stream.below(program.step.count + 1)
    flow.advance(program, to: position)
    let opcode = drawOperation(&stream)
    let placeholder = Builtin.update.variable
    var instruction = drawStatement(opcode, placeholder, program, &stream)
    guard let type = flow.result(of: instruction, in: program), reads(instruction) else {
      return false
    }
    switch stream.below(8) {
    case 0...2: return overwrite(&program, &instruction, type, at: position, &stream)
    case 3: return insertUnread(&program, instruction, at: position)
    default: return connect(&program, instruction, type, at: position, &stream)
    }
  }

  /// A statement with arguments that can be read here; the last one of `interp` and `clip` is mostly a number.
  func drawStatement(
    _ opcode: Opcode,
    _ target: Variable,
    _ program: Program,
    _ stream: inout RandomStream
  ) -> Instruction {
    func draw(_ place: Int) -> Operand { drawOperand(for: opcode, place, program, &stream) }
    let first = draw(0)
    let second = opcode.arity > 1 ? draw(1) : nil
    let third = opcode.arity > 2 ? draw(2) : nil
    return Instruction(opcode, target, first, second, third)
  }

  /// An argument for a place of an operation.
  func drawOperand(
    for opcode: Opcode,
    _ place: Int,
    _ program: Program,
    _ stream: inout RandomStream
  ) -> Operand {
    switch (opcode, place) {
    case (.interp, 2), (.clip, 1), (.clip, 2), (.clipByNorm, 1), (.clipByGlobalNorm, 1):
      stream.below(8) == 0
        ? drawOperand(program, &stream) : .constant(ConstantSampler.draw(&stream))
    case (_, 0) where opcode.arity == 1:
      drawVariable(program, &stream) { _ in true }.map { .variable($0) } ?? .constant(1)
    default: drawOperand(program, &stream)
    }
  }

  /// A statement without variables computes a number that could be written instead.
  private func reads(_ instruction: Instruction) -> Bool {
    for place in 0..<instruction.operandCount {
      if case .variable = instruction[place] { return true }
    }
    return false
  }

  private func insertUnread(
    _ program: inout Program,
    _ instruction: Instruction,
    at position: Int
  ) -> Bool {
    var instruction = instruction
    instruction.target = program.declareLocal()
    program.step.insert(instruction, at: position)
    return true
  }

  /// Assigns a variable that has a value of the type here, half the time also reading it.
  private func overwrite(
    _ program: inout Program,
    _ instruction: inout Instruction,
    _ type: ValueType,
    at position: Int,
    _ stream: inout RandomStream
  ) -> Bool {
    var count = 0
    for index in program.variables.indices
    where isTarget(Variable(index), type, in: program) { count += 1 }
    guard count > 0 else { return false }
    var left = stream.below(count)
    for index in program.variables.indices where isTarget(Variable(index), type, in: program) {
      if left == 0 { instruction.target = Variable(index) }
      left -= 1
    }
    if stream.below(2) == 0, flow[instruction.target]?.shape == type.shape {
      instruction[0] = .variable(instruction.target)
    }
    program.step.insert(instruction, at: position)
    return true
  }

  /// Whether a statement may assign a value of a type to a variable that exists.
  private func isTarget(_ variable: Variable, _ type: ValueType, in program: Program) -> Bool {
    switch program[variable].role {
    case .builtin(.weight): !program.assignsUpdate && type == .tensor
    case .builtin(.update): program.assignsUpdate && type.shape.broadcast(with: .tensor) == .tensor
    case .builtin(let builtin): builtin.isAssignable && flow[variable]?.shape == type.shape
    case .state(let state, _):
      type.shape == state.shape && (state.isPerTensor || !type.isPerTensor)
    case .local: flow[variable]?.shape == type.shape
    case .hyperparameter, .input: false
    }
  }

  /// Assigns a new name and lets one later statement read it in place of a value of its shape.
  private mutating func connect(
    _ program: inout Program,
    _ instruction: Instruction,
    _ type: ValueType,
    at position: Int,
    _ stream: inout RandomStream
  ) -> Bool {
    guard let use = drawUse(of: type, after: position, in: program, &stream) else { return false }
    var instruction = instruction
    instruction.target = program.declareLocal()
    program.step[use.statement][use.place] = .variable(instruction.target)
    program.step.insert(instruction, at: position)
    return true
  }

  /// A random argument of the statements from a position on whose value has the shape of a type.
  ///
  /// The scratch `flow` must stand at the position; afterwards it stands at the end.
  mutating func drawUse(
    of type: ValueType,
    after position: Int,
    in program: Program,
    _ stream: inout RandomStream
  ) -> (statement: Int, place: Int)? {
    var chosen: (Int, Int)?
    var seen = 0
    for statement in position..<program.step.count {
      let instruction = program.step[statement]
      for place in 0..<instruction.operandCount
      where flow.type(of: instruction[place])?.shape == type.shape {
        seen += 1
        if stream.below(seen) == 0 { chosen = (statement, place) }
      }
      flow.pass(instruction, at: statement, in: program)
    }
    return chosen
  }
}
