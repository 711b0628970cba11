import OptProgram

extension Mutator {
  /// Keeps a moving average of a tensor in a new state, and lets one later statement read it in place of
  /// another tensor.
  mutating func addState(_ program: inout Program, _ stream: inout RandomStream) -> Bool {
    guard space.operations.contains(.interp) else { return false }
    let position = stream.below(program.step.count + 1)
    flow.advance(program, to: position)
    guard let source = drawVariable(program, &stream, where: { $0 == .tensor }),
      let use = drawUse(of: .tensor, after: position, in: program, &stream)
    else { return false }
    let state = program.declareFresh("s", .state(.tensor, .full))
    program.step[use.statement][use.place] = .variable(state)
    program.step.insert(
      Instruction(
        .interp,
        state,
        .variable(source),
        .variable(state),
        .constant(ConstantSampler.decay(&stream))
      ),
      at: position
    )
    return true
  }
}
