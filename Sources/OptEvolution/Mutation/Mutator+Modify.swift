import OptProgram

extension Mutator {
  /// Draws one argument of a statement anew.
  mutating func modifyArgument(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    let position = stream.below(program.step.count)
    flow.advance(program, to: position)
    var instruction = program.step[position]
    let place = stream.below(instruction.operandCount)
    let old = instruction[place]
    let drawn: Operand
    if let type = flow.type(of: old), !type.shape.isScalar, stream.below(2) == 0 {
      // Half the time the shape stays, which more statements further down can live with.
      guard let variable = drawVariable(program, &stream, where: { $0.shape == type.shape }) else {
        return false
      }
      drawn = .variable(variable)
    } else {
      drawn = drawOperand(for: instruction.opcode, place, program, &stream)
    }
    instruction[place] = drawn
    guard drawn != old, flow.result(of: instruction, in: program) != nil else { return false }
    program.step[position] = instruction
    return true
  }

  /// Draws the operation of a statement anew; missing arguments are drawn, surplus ones dropped.
  mutating func modifyOperation(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    let position = stream.below(program.step.count)
    let old = program.step[position]
    let opcode = drawOperation(&stream)
    guard opcode != old.opcode else { return false }
    flow.advance(program, to: position)
    // Which argument stays when there are too many is drawn too.
    let shift = opcode.arity < old.operandCount ? stream.below(old.operandCount) : 0
    var instruction = drawStatement(opcode, old.target, program, &stream)
    for place in 0..<min(opcode.arity, old.operandCount) {
      instruction[place] = old[(place + shift) % old.operandCount]
    }
    instruction.guardIndex = old.guardIndex
    guard flow.result(of: instruction, in: program) != nil else { return false }
    program.step[position] = instruction
    return true
  }

  /// Exchanges two arguments of a statement.
  mutating func swapArguments(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    guard let position = drawPosition(program, &stream, where: { $0.operandCount > 1 }) else {
      return false
    }
    let count = program.step[position].operandCount
    let first = stream.below(count)
    let second = (first + 1 + stream.below(count - 1)) % count
    let old = program.step[position]
    guard old[first] != old[second] else { return false }
    program.step[position][first] = old[second]
    program.step[position][second] = old[first]
    return true
  }

  // MARK: - Numbers

  /// Multiplies one number, or its distance from 1, by 2^N(0,1).
  mutating func perturbConstant(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    changeConstant(&program, &stream, ConstantSampler.perturb)
  }

  /// Replaces one number by a new one.
  mutating func resampleConstant(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    changeConstant(&program, &stream) { _, stream in ConstantSampler.draw(&stream) }
  }

  /// Moves every number a little with probability one half, and at least one.
  mutating func refine(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    var isChanged = false
    for position in program.step.indices where program.step[position].hasConstant {
      for place in 0..<program.step[position].operandCount {
        guard case .constant(let value) = program.step[position][place], value != 0,
          stream.below(2) == 0
        else { continue }
        program.step[position][place] = .constant(ConstantSampler.refine(value, &stream))
        isChanged = true
      }
    }
    return isChanged || changeConstant(&program, &stream, ConstantSampler.refine)
  }

  private mutating func changeConstant(
    _ program: inout Program,
    _ stream: inout RandomStream,
    _ change: (Double, inout RandomStream) -> Double
  ) -> Bool {
    guard let position = drawPosition(program, &stream, where: { $0.hasConstant }) else {
      return false
    }
    let instruction = program.step[position]
    var chosen: (place: Int, value: Double)?
    var seen = 0
    for place in 0..<instruction.operandCount {
      guard case .constant(let value) = instruction[place] else { continue }
      seen += 1
      if stream.below(seen) == 0 { chosen = (place, value) }
    }
    guard let chosen else { return false }
    let value = change(chosen.value, &stream)
    program.step[position][chosen.place] = .constant(value)
    return value != chosen.value
  }

  /// A random statement with a property.
  func drawPosition(
    _ program: Program,
    _ stream: inout RandomStream,
    where fits: (Instruction) -> Bool
  ) -> Int? {
    let count = program.step.count(where: fits)
    guard count > 0 else { return nil }
    var left = stream.below(count)
    for position in program.step.indices where fits(program.step[position]) {
      if left == 0 { return position }
      left -= 1
    }
    return nil
  }
}
