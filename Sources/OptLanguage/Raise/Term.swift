import OptProgram

/// A value of a flat program with the values it is made of folded into it.
indirect enum Term {
  case operand(Operand)
  case operation(Opcode, [Term])

  /// Calls a closure with every variable the term reads.
  func forEachVariable(_ body: (Variable) -> Void) {
    switch self {
    case .operand(.variable(let variable)): body(variable)
    case .operand(.constant): break
    case .operation(_, let terms):
      for term in terms { term.forEachVariable(body) }
    }
  }

  /// Whether all tensors take part in a part of the term.
  var hasGlobalReduction: Bool {
    switch self {
    case .operand: false
    case .operation(let opcode, let terms):
      opcode.isGlobal || terms.contains { $0.hasGlobalReduction }
    }
  }

  /// The number of operations above one another.
  var depth: Int {
    switch self {
    case .operand: 0
    case .operation(_, let terms): 1 + (terms.map(\.depth).max() ?? 0)
    }
  }
}

extension Term {
  /// The term of an arithmetic expression in a condition.
  init(_ term: HostTerm) {
    switch term {
    case .constant(let value): self = .operand(.constant(value))
    case .variable(let variable): self = .operand(.variable(variable))
    case .negate(let inner): self = .operation(.neg, [Term(inner)])
    case .binary(let operation, let left, let right):
      self = .operation(operation.symbol.opcode, [Term(left), Term(right)])
    }
  }
}
