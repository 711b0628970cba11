internal import OptProgram

/// The linear reductions from which all others are made.
enum Summation: Sendable, BitwiseCopyable {
  case tensor
  case model
  case rows
  case columns

  fileprivate var opcode: Opcode {
    switch self {
    case .tensor: .sum
    case .model: .globalSum
    case .rows: .rowSum
    case .columns: .colSum
    }
  }

  /// Whether a factor of a type is the same for everything that is summed up.
  fileprivate func isConstant(_ type: ValueType) -> Bool {
    switch self {
    case .tensor: type.shape.isScalar
    case .model: type.shape.isScalar && !type.isPerTensor
    case .rows: type.shape.cols == .one
    case .columns: type.shape.rows == .one
    }
  }

  fileprivate func result(of type: ValueType) -> ValueType {
    switch self {
    case .tensor: ValueType(.scalar, isPerTensor: type.isPerTensor)
    case .model: .modelScalar
    case .rows: ValueType(Shape(type.shape.rows, .one), isPerTensor: type.isPerTensor)
    case .columns: ValueType(Shape(.one, type.shape.cols), isPerTensor: type.isPerTensor)
    }
  }
}

extension Algebra {
  /// The sum of a value of a shape, entry by entry, constant factors outside.
  mutating func summation(_ kind: Summation, _ term: Term, of type: ValueType) -> Term {
    let start = draft.entries.count
    for place in entries(term) {
      let entry = parts.entries[place]
      let part = summation(kind, factors(entry.term), of: type)
      draftEntries(of: scale(part, by: entry.coefficient))
    }
    return sum(from: start)
  }

  private mutating func summation(
    _ kind: Summation,
    _ factors: Range<Int>,
    of type: ValueType
  ) -> Term {
    let start = draft.factors.count
    for place in factors where !kind.isConstant(self.type(parts.factors[place].base)) {
      draft.factors.append(parts.factors[place])
    }
    if draft.factors.count - start < factors.count { note(.linearReduction) }
    let summed = summation(kind, inside: product(1, from: start), of: type)
    for place in factors where kind.isConstant(self.type(parts.factors[place].base)) {
      draft.factors.append(parts.factors[place])
    }
    return multiply(product(1, from: start), summed)
  }

  /// The sum of a term, which is repeated along the sides that it lacks of the shape.
  private mutating func summation(
    _ kind: Summation,
    inside term: Term,
    of type: ValueType
  ) -> Term {
    let own = self.type(term)
    var repeated = term
    var repetitions = one
    if own.shape.rows == .one, kind != .rows {
      repetitions = multiply(repetitions, length(type.shape.rows))
    }
    if own.shape.cols == .one, kind != .columns {
      repetitions = multiply(repetitions, length(type.shape.cols))
    }
    if kind == .model {
      repeated = multiply(term, repetitions)
      repetitions = one
    }
    return multiply(repetitions, summationCall(kind, repeated))
  }

  private mutating func summationCall(_ kind: Summation, _ term: Term) -> Term {
    let own = type(term)
    switch kind {
    case .model: break
    case .tensor:
      if own.shape.isScalar { return term }
      if let summed = argument(of: .rowSum, term) ?? argument(of: .colSum, term) {
        note(.axisThenAll)
        return summation(.tensor, summed, of: type(summed))
      }
    case .rows:
      if own.shape.cols == .one { return term }
      if own.shape.rows == .one { return summationCall(.tensor, term) }
    case .columns:
      if own.shape.rows == .one { return term }
      if own.shape.cols == .one { return summationCall(.tensor, term) }
    }
    let signs = signs(term)
    return call(
      kind.opcode,
      [term],
      type: kind.result(of: own),
      signs: signs.isNonnegative || signs.isNonpositive ? signs : .any,
      isTotal: true
    )
  }

  /// The length of a side: 1, `rows` or `cols`.
  func length(_ extent: Extent) -> Term {
    switch extent {
    case .one: one
    case .rows: term(.rows)
    case .cols: term(.cols)
    }
  }

  /// The number of elements of a shape.
  mutating func count(_ shape: Shape) -> Term {
    multiply(length(shape.rows), length(shape.cols))
  }

  mutating func mean(_ kind: Summation, _ term: Term, of type: ValueType) -> Term {
    let sum = summation(kind, term, of: type)
    switch kind {
    case .tensor, .model: return divide(sum, count(type.shape))
    case .rows: return divide(sum, length(type.shape.cols))
    case .columns: return divide(sum, length(type.shape.rows))
    }
  }

  mutating func norm(_ kind: Summation, _ term: Term, of type: ValueType) -> Term {
    note(.reductionOfSquares)
    return squareRoot(summation(kind, multiply(term, term), of: type))
  }

  /// The largest magnitude; scalar factors are outside.
  mutating func largestMagnitude(_ term: Term, of type: ValueType) -> Term {
    let size = magnitude(term)
    if type.shape.isScalar { return size }
    let parts = monomial(size)
    let inside = product(1, parts.factors) { !$1.isScalar }
    let result =
      self.type(inside).shape.isScalar
      ? inside
      : call(
        .maxAbs,
        [inside],
        type: ValueType(.scalar),
        signs: .nonnegative,
        isTotal: true
      )
    let outside = product(parts.coefficient, parts.factors) { $1.isScalar }
    return multiply(outside, result)
  }

  /// Clipping by norm, whose operands may be scaled together.
  mutating func clipByNorm(
    _ opcode: Opcode,
    _ term: Term,
    _ limit: Term,
    of type: ValueType
  ) -> Term {
    let parts = monomial(term)
    guard parts.coefficient != 0 else {
      return call(opcode, [spread(term, to: type), limit], type: type)
    }
    if parts.coefficient != 1 { note(.homogeneousClip) }
    let scaled = scale(term, by: 1 / parts.coefficient)
    let limit = scale(limit, by: 1 / parts.coefficient.magnitude)
    let isTotal = signs(limit).isPositive
    let result = call(
      opcode,
      [spread(scaled, to: type), limit],
      type: type,
      signs: signs(limit).isNonnegative ? signs(scaled) : .any,
      isTotal: isTotal
    )
    return scale(result, by: parts.coefficient)
  }
}
