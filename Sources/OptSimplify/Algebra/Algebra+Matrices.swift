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
    var changed = arguments
    changed[place] = product(1, parts.factors) { !Algebra.isOutside($0, $1) }
    let call = opaque(opcode, changed, types: types, result: result)
    let outside = product(parts.coefficient, parts.factors, where: Algebra.isOutside)
    if outside != one { note(.linearMatrix) }
    return multiply(outside, call)
  }

  /// Whether a factor is a scalar that may stand before a linear function.
  private static func isOutside(_ factor: Factor, _ shape: Shape) -> Bool {
    shape.isScalar && factor.natural != nil
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
    let start = draft.entries.count
    for place in entries(term) {
      let entry = parts.entries[place]
      draftEntries(of: scale(transposedPart(entry.term), by: entry.coefficient))
    }
    return sum(from: start)
  }

  private mutating func transposedPart(_ term: Term) -> Term {
    let type = type(term)
    if type.shape.isScalar { return term }
    if let argument = argument(of: .transpose, term) {
      note(.transposedTwice)
      return argument
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
    let (rows, columns) = (entries(left), entries(right))
    guard rows.count * columns.count <= Algebra.expansionLimit else {
      return opaque(.matmul, [left, right], types: types, result: result)
    }
    let start = draft.entries.count
    for row in rows {
      for column in columns {
        let (a, b) = (parts.entries[row], parts.entries[column])
        let part = matrixProduct(a.term, b.term, types, result)
        draftEntries(of: scale(part, by: a.coefficient * b.coefficient))
      }
    }
    return sum(from: start)
  }

  private mutating func matrixProduct(
    _ left: Term,
    _ right: Term,
    _ types: [ValueType],
    _ result: ValueType
  ) -> Term {
    let parts = monomial(right)
    let inside = product(1, parts.factors) { !Algebra.isOutside($0, $1) }
    let inner = spread(inside, to: types[1])
    let call = linear(.matmul, [left, inner], in: 0, types: types, result: result)
    let outside = product(parts.coefficient, parts.factors, where: Algebra.isOutside)
    return multiply(outside, call)
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
