import OptProgram

extension Mutator {
  /// Deletes a statement; what read its value reads one of its arguments instead, or the older value
  /// of the same name.
  mutating func delete(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    let position = stream.below(program.step.count)
    let deleted = program.step[position]
    flow.advance(program, to: position)
    guard let type = flow.result(of: deleted, in: program) else { return false }
    let older = flow[deleted.target]
    program.step.remove(at: position)
    let hasOlder = older?.shape == type.shape
    if hasOlder, stream.below(2) == 0 { return true }
    guard let substitute = substitute(for: deleted, type, program, &stream) else { return hasOlder }
    bypass(deleted.target, with: substitute, in: &program, from: position)
    return true
  }

  /// One of the arguments of the statement's shape, else any value of it, else 1.
  private func substitute(
    for deleted: Instruction,
    _ type: ValueType,
    _ program: Program,
    _ stream: inout RandomStream
  ) -> Operand? {
    var chosen: Operand?
    var seen = 0
    for place in 0..<deleted.operandCount
    where flow.type(of: deleted[place])?.shape == type.shape {
      seen += 1
      if stream.below(seen) == 0 { chosen = deleted[place] }
    }
    if let chosen { return chosen }
    if type.shape.isScalar { return .constant(1) }
    return drawVariable(program, &stream) { $0.shape == type.shape }.map { .variable($0) }
  }

  /// Replaces reads of a variable up to its next assignment.
  private func bypass(
    _ variable: Variable,
    with operand: Operand,
    in program: inout Program,
    from position: Int
  ) {
    for index in position..<program.step.count {
      program.step[index].replaceReads(of: variable, with: operand)
      if program.step[index].target == variable, program.step[index].guardIndex == nil { return }
    }
    // The last assignment of a result or a state carries its value out of the step.
    switch program[variable].role {
    case .builtin(.update), .builtin(.weight), .state:
      if case .variable(let source) = operand, source != variable {
        program.step.append(Instruction(.copy, variable, operand))
      }
    case .builtin, .hyperparameter, .input, .local: break
    }
  }
}
