package import OptProgram

extension KernelBuilder {
  /// The value of an elementwise operation; unused operands are ignored.
  ///
  /// The definition of every function of the language in micro-operations. Each is within 2 ulp of the
  /// exact value for all arguments, denormal results included. Literal whole powers are `emitPower`;
  /// `interp`, whose coefficient is usually a host scalar, and everything that is not elementwise is
  /// expanded before.
  ///
  /// - Precondition: the operation is elementwise and not `interp`.
  package mutating func emit(
    _ opcode: Opcode,
    _ a: MicroValue,
    _ b: MicroValue,
    _ c: MicroValue
  ) -> MicroValue {
    switch opcode {
    case .copy: return a
    case .neg: return xor(a, signBit)
    case .abs: return magnitude(a)
    case .sign: return sign(a)
    case .sqrt: return sqrt(a)
    case .rsqrt: return div(one, sqrt(a))
    case .cbrt: return cubeRoot(a)
    case .square: return emitPower(a, integer: 2)
    case .cube: return emitPower(a, integer: 3)
    case .reciprocal: return div(one, a)
    case .exp: return exponential(a)
    case .exp2: return exponential2(a)
    case .expm1: return exponentialMinusOne(a)
    case .log: return logarithm(a)
    case .log2: return logarithm2(a)
    case .log10: return logarithm10(a)
    case .log1p: return logarithm1p(a)
    case .sin: return sine(a)
    case .cos: return cosine(a)
    case .tan: return tangent(a)
    case .arcsin: return arcsine(a)
    case .arccos: return arccosine(a)
    case .arctan: return arctangent(a)
    case .sinh: return hyperbolicSine(a)
    case .cosh: return hyperbolicCosine(a)
    case .tanh: return hyperbolicTangent(a)
    case .arcsinh: return inverseHyperbolicSine(a)
    case .arccosh: return inverseHyperbolicCosine(a)
    case .arctanh: return inverseHyperbolicTangent(a)
    case .sigmoid: return sigmoid(a)
    case .relu: return relu(a)
    case .floor: return floor(a)
    case .add: return add(a, b)
    case .sub: return sub(a, b)
    case .mul: return mul(a, b)
    case .div: return div(a, b)
    case .mod: return modulo(a, b)
    case .pow: return power(a, b)
    case .lt: return and(less(a, b), one)
    case .le: return and(lessOrEqual(a, b), one)
    case .gt: return and(less(b, a), one)
    case .ge: return and(lessOrEqual(b, a), one)
    case .eq: return and(equal(a, b), one)
    case .ne: return and(notEqual(a, b), one)
    case .min: return minimum(a, b)
    case .max: return maximum(a, b)
    case .copysign: return copySign(a, b)
    case .divNoNan: return select(equal(b, zero), zero, div(a, b))
    case .clip: return minimum(c, maximum(b, a))
    case .whereSelect: return select(notEqual(a, zero), b, c)
    case .interp, .sum, .mean, .norm, .norm1, .maxAbs, .rms, .dot, .cosineSim, .globalSum,
      .globalNorm, .globalNorm1, .globalDot, .rowMean, .rowSum, .colMean, .colSum, .clipByNorm,
      .clipByGlobalNorm, .matmul, .transpose, .outer, .trace, .diag, .eye, .inverse, .inverseRoot,
      .orthogonalize, .solve, .eigvecs, .qr, .kthLargest, .topKMask:
      preconditionFailure("\(opcode.name) is expanded before kernels are built")
    }
  }
}
