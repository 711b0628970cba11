internal import OptProgram

extension Algebra {
  /// The value of an operation.
  ///
  /// `types` are the types of the operands as the program has them, which shapes depend on; `result`
  /// is the type of the operation's result.
  mutating func apply(
    _ opcode: Opcode,
    _ operands: [Term],
    types: [ValueType],
    result: ValueType
  ) -> Term {
    switch opcode.family {
    case .elementwise:
      elementwise(
        opcode,
        operands[0],
        operands.count > 1 ? operands[1] : zero,
        operands.count > 2 ? operands[2] : zero
      )
    case .reduction, .globalReduction, .axisReduction:
      reduction(opcode, operands, types: types, result: result)
    case .normClip: clipByNorm(opcode, operands[0], operands[1], of: result)
    case .matrix: matrix(opcode, operands, types: types, result: result)
    case .order: opaque(opcode, operands, types: types, result: result)
    }
  }

  /// The value of an elementwise operation, which looks at as many operands as it has.
  mutating func elementwise(_ opcode: Opcode, _ x: Term, _ y: Term, _ z: Term) -> Term {
    switch opcode.arity {
    case 1: unary(opcode, x)
    case 2: binary(opcode, x, y)
    default: ternary(opcode, x, y, z)
    }
  }

  private mutating func unary(_ opcode: Opcode, _ x: Term) -> Term {
    switch opcode {
    case .copy: return x
    case .neg: return negate(x)
    case .abs: return magnitude(x)
    case .sign: return sign(x)
    case .sqrt: return squareRoot(x)
    case .rsqrt: return power(x, -0.5)
    case .cbrt: return cubeRoot(x)
    case .square: return power(x, 2)
    case .cube: return power(x, 3)
    case .reciprocal:
      note(.reciprocal)
      return power(x, -1)
    case .exp: return exponential(x)
    case .exp2: return exponential(scale(x, by: HostMath.log(2)))
    case .expm1: return subtract(exponential(x), one)
    case .log: return logarithm(x)
    case .log2: return scale(logarithm(x), by: 1 / HostMath.log(2))
    case .log10: return scale(logarithm(x), by: 1 / HostMath.log(10))
    case .log1p: return logarithm(add(one, x))
    case .tan, .sin, .cos, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh, .arcsinh, .arccosh,
      .arctanh:
      return elementary(opcode, x)
    case .sigmoid:
      note(.hyperbolic)
      let tangent = elementary(.tanh, scale(x, by: 0.5))
      let result = scale(add(one, tangent), by: 0.5)
      refine(result, signs: .positive)
      return result
    case .relu: return maximum(x, zero)
    case .floor: return floor(x)
    default: preconditionFailure("\(opcode.name) is no function of one value")
    }
  }

  private mutating func binary(_ opcode: Opcode, _ x: Term, _ y: Term) -> Term {
    switch opcode {
    case .add: return add(x, y)
    case .sub: return subtract(x, y)
    case .mul: return multiply(x, y)
    case .div:
      note(.reciprocal)
      return divide(x, y)
    case .divNoNan:
      note(.guardedQuotient)
      return multiply(x, pseudoReciprocal(y))
    case .mod:
      note(.remainder)
      return subtract(x, multiply(y, floor(divide(x, y))))
    case .pow: return raise(x, y)
    case .lt: return isPositive(subtract(y, x))
    case .gt: return isPositive(subtract(x, y))
    case .le: return isNonnegative(subtract(y, x))
    case .ge: return isNonnegative(subtract(x, y))
    case .ne: return isNonzero(subtract(x, y))
    case .eq: return not(isNonzero(subtract(x, y)))
    case .min: return minimum(x, y)
    case .max: return maximum(x, y)
    case .copysign: return copySign(x, y)
    default: preconditionFailure("\(opcode.name) is no function of two values")
    }
  }

  private mutating func ternary(_ opcode: Opcode, _ x: Term, _ y: Term, _ z: Term) -> Term {
    switch opcode {
    case .clip: return minimum(z, maximum(x, y))
    case .whereSelect: return select(x, y, z)
    case .interp:
      note(.interpolation)
      return add(multiply(subtract(one, z), x), multiply(z, y))
    default: preconditionFailure("\(opcode.name) is no function of three values")
    }
  }

  private mutating func raise(_ x: Term, _ y: Term) -> Term {
    if let exponent = value(y) { return power(x, exponent) }
    if isTotal(x), signs(x).isPositive { return exponential(multiply(y, logarithm(x))) }
    return call(.pow, [x, y], type: join(type(x), type(y)))
  }

  private mutating func reduction(
    _ opcode: Opcode,
    _ x: [Term],
    types: [ValueType],
    result: ValueType
  ) -> Term {
    switch opcode {
    case .sum: return summation(.tensor, x[0], of: types[0])
    case .mean: return mean(.tensor, x[0], of: types[0])
    case .norm: return norm(.tensor, x[0], of: types[0])
    case .norm1: return summation(.tensor, magnitude(x[0]), of: types[0])
    case .maxAbs: return largestMagnitude(x[0], of: types[0])
    case .rms:
      note(.reductionOfSquares)
      return squareRoot(mean(.tensor, multiply(x[0], x[0]), of: types[0]))
    case .dot: return summation(.tensor, multiply(x[0], x[1]), of: join(types[0], types[1]))
    case .globalSum: return summation(.model, x[0], of: types[0])
    case .globalNorm: return norm(.model, x[0], of: types[0])
    case .globalNorm1: return summation(.model, magnitude(x[0]), of: types[0])
    case .globalDot:
      return summation(.model, multiply(x[0], x[1]), of: join(types[0], types[1]))
    case .rowMean: return mean(.rows, x[0], of: types[0])
    case .rowSum: return summation(.rows, x[0], of: types[0])
    case .colMean: return mean(.columns, x[0], of: types[0])
    case .colSum: return summation(.columns, x[0], of: types[0])
    case .cosineSim: return cosine(x, types: types, result: result)
    default: preconditionFailure("\(opcode.name) is no reduction")
    }
  }

  /// The cosine of an angle, which positive numbers before the arguments do not change.
  private mutating func cosine(_ x: [Term], types: [ValueType], result: ValueType) -> Term {
    let type = join(types[0], types[1])
    var coefficient = 1.0
    var arguments: [Term] = []
    for term in x {
      let leading = monomial(term).coefficient
      coefficient *= leading < 0 ? -1 : 1
      arguments.append(
        spread(leading == 0 ? term : scale(term, by: 1 / leading), to: type)
      )
    }
    arguments.sort { hash($0) < hash($1) }
    return scale(call(.cosineSim, arguments, type: result), by: coefficient)
  }

  private mutating func matrix(
    _ opcode: Opcode,
    _ x: [Term],
    types: [ValueType],
    result: ValueType
  ) -> Term {
    // A column times a row, and all of these for scalars, are elementwise.
    if opcode == .matmul, types[0].shape.cols == .one { return multiply(x[0], x[1]) }
    if opcode == .trace || opcode == .diag, types[0].shape.isScalar { return x[0] }
    switch opcode {
    case .transpose: return transposed(x[0])
    case .matmul: return product(ofMatrices: x[0], x[1], types: types, result: result)
    case .trace, .diag: return linear(opcode, x, in: 0, types: types, result: result)
    case .solve: return linear(opcode, x, in: 1, types: types, result: result)
    case .outer: return multiply(x[0], transposed(x[1]))
    default: return opaque(opcode, x, types: types, result: result)
    }
  }
}
