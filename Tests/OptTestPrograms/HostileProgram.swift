package import OptProgram

extension Program {
  /// A program that is as hard on a compiler as 60 statements can be: every elementwise function, each of the
  /// value before, and 60 values that must all be kept until the last one is there.
  ///
  /// Programs with different constants are different to every cache.
  package static func hostile(constant: Double = 2) -> Program {
    var program = Program(name: "hostile")
    let functions = Opcode.allCases.filter { $0.family == .elementwise && $0 != .copy }
    let states = (0..<59).map { program.declare("s\($0)", .state(.tensor, .full)) }
    var last = Builtin.gradient.variable
    for (place, state) in states.enumerated() {
      let opcode = functions[place % functions.count]
      let others = [states[(place + 1) % 59], Builtin.weight.variable]
      let operands = [last] + others.prefix(opcode.arity - 1)
      program.step.append(
        Instruction(opcode, state, operands.map { .variable($0) }, guardIndex: nil)
      )
      last = state
    }
    let (update, gradient) = (Builtin.update.variable, Builtin.gradient.variable)
    program.step.append(
      Instruction(.clip, update, .variable(last), .variable(gradient), .constant(constant))
    )
    return program
  }
}
