internal import OptProgram

/// A value of a program: its normal form, and the type that the program gives it.
struct Value: Hashable, Sendable {
  var term: Term
  var type: ValueType
}

extension Algebra {
  /// Makes the values of all variables at the start of a step; those that have none are 0.
  mutating func enter(_ program: Program, states: [StateFacts], into values: inout [Value]) {
    var randomInputs: UInt64 = 0
    values.removeAll(keepingCapacity: true)
    for index in program.variables.indices {
      switch program.variables[index].role {
      case .builtin(let builtin):
        values.append(Value(term: term(builtin), type: builtin.type ?? .modelScalar))
      case .hyperparameter(_, let range):
        let isPositive = range.map { $0.low > 0 } ?? false
        let hash = mix64(0x8_0000 + UInt64(index))
        let term = leaf(
          index,
          hash: hash,
          type: .modelScalar,
          signs: isPositive ? .positive : .any
        )
        values.append(Value(term: term, type: .modelScalar))
      case .input(let kind):
        randomInputs += kind.isRandom ? 1 : 0
        let term = leaf(
          index,
          hash: kind.hash(place: randomInputs),
          type: kind.type,
          signs: kind == .batchSize ? .positive : .any
        )
        values.append(Value(term: term, type: kind.type))
      case .state, .local:
        values.append(Value(term: zero, type: .modelScalar))
      }
    }
    for (place, state) in states.enumerated() {
      values[Int(state.variable.index)] = Value(term: leaf(state, place), type: state.type)
    }
  }

  /// The value of a state at the start of a step.
  private mutating func leaf(_ state: StateFacts, _ place: Int) -> Term {
    if let constant = state.constant { return number(constant) }
    let leaf = leaf(
      Int(state.variable.index),
      hash: state.hash,
      type: state.type,
      signs: state.isNonnegative ? .nonnegative : .any,
      state: place
    )
    return scale(leaf, by: state.scale)
  }

  /// The value that an instruction computes; `type` is the type of its result.
  mutating func evaluate(
    _ instruction: Instruction,
    _ values: [Value],
    type: ValueType
  ) -> Value {
    if instruction.opcode.family == .elementwise {
      let term = elementwise(
        instruction.opcode,
        value(of: instruction[0], values).term,
        instruction.operandCount > 1 ? value(of: instruction[1], values).term : zero,
        instruction.operandCount > 2 ? value(of: instruction[2], values).term : zero
      )
      return Value(term: term, type: type)
    }
    let operands = (0..<instruction.operandCount).map { value(of: instruction[$0], values) }
    let term = apply(
      instruction.opcode,
      operands.map(\.term),
      types: operands.map(\.type),
      result: type
    )
    return Value(term: term, type: type)
  }

  private mutating func value(of operand: Operand, _ values: [Value]) -> Value {
    switch operand {
    case .constant(let number): Value(term: self.number(number), type: .modelScalar)
    case .variable(let variable): values[Int(variable.index)]
    }
  }
}
