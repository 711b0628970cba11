internal import OptProgram

extension Algebra {
  /// A matrix function that is linear in one argument: scalar factors are outside.
  mutating func linear(
    _ opcode: Opcode,
    _ arguments: [Term],
    in place: Int,
    types: [ValueType],
    result: ValueType
  ) -> Term {
    let parts = monomial(arguments[place])
    let outside = parts.factors.filter { type($0.base).shape.isScalar && $0.natural != nil }
    let inside = parts.factors.filter { !(type($0.base).shape.isScalar && $0.natural != nil) }
    if parts.coefficient != 1 || !outside.isEmpty { note(.linearMatrix) }
    var changed = arguments
    changed[place] = product(1, inside)
    let call = opaque(opcode, changed, types: types, result: result)
    return multiply(product(parts.coefficient, outside), call)
  }

  /// A function of whole matrices: arguments have the shapes that the program gives them.
  mutating func opaque(
    _ opcode: Opcode,
    _ arguments: [Term],
    types: [ValueType],
    result: ValueType
  ) -> Term {
    let shaped = zip(arguments, types).map { spread($0, to: $1) }
    return call(opcode, shaped, type: result, isTotal: opcode.isTotalOnMatrices)
  }

  mutating func transposed(_ term: Term) -> Term {
    var parts: [Entry] = []
    for entry in entries(term) {
      let part = scale(transposedPart(entry.term), by: entry.coefficient)
      parts += entries(part)
    }
    return sum(parts)
  }

  private mutating func transposedPart(_ term: Term) -> Term {
    let type = type(term)
    if type.shape.isScalar { return term }
    if case .call(.transpose, let arguments) = self[term].node {
      note(.transposedTwice)
      return arguments[0]
    }
    let result = ValueType(type.shape.transposed, isPerTensor: type.isPerTensor)
    return linear(.transpose, [term], in: 0, types: [type], result: result)
  }

  mutating func product(
    ofMatrices left: Term,
    _ right: Term,
    types: [ValueType],
    result: ValueType
  ) -> Term {
    var parts: [Entry] = []
    let (rows, columns) = (entries(left), entries(right))
    guard rows.count * columns.count <= Algebra.expansionLimit else {
      return opaque(.matmul, [left, right], types: types, result: result)
    }
    for a in rows {
      for b in columns {
        let part = scale(
          matrixProduct(a.term, b.term, types, result),
          by: a.coefficient * b.coefficient
        )
        parts += entries(part)
      }
    }
    return sum(parts)
  }

  private mutating func matrixProduct(
    _ left: Term,
    _ right: Term,
    _ types: [ValueType],
    _ result: ValueType
  ) -> Term {
    let parts = monomial(right)
    let outside = parts.factors.filter { type($0.base).shape.isScalar && $0.natural != nil }
    let inside = parts.factors.filter { !(type($0.base).shape.isScalar && $0.natural != nil) }
    let inner = spread(product(1, inside), to: types[1])
    let call = linear(.matmul, [left, inner], in: 0, types: types, result: result)
    return multiply(product(parts.coefficient, outside), call)
  }
}

extension Opcode {
  fileprivate var isTotalOnMatrices: Bool {
    switch self {
    case .matmul, .transpose, .outer, .trace, .diag, .eye, .kthLargest, .topKMask: true
    default: false
    }
  }
}
