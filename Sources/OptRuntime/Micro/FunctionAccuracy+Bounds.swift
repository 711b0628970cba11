package import OptProgram

extension FunctionAccuracy {
  /// The largest error of a function in ulp, for every argument; nil where there is no such promise.
  ///
  /// Found by trying every float for functions of one operand, rounded up. No promise is made for what
  /// is exact anyway, nor for `mod`, whose value is the one that its formula gives.
  package static func bound(_ opcode: Opcode) -> Double? {
    switch opcode {
    case .sqrt, .square, .reciprocal: 0.5
    case .exp, .exp2, .log, .cbrt: 1
    case .expm1, .log2, .log10, .log1p, .arcsin, .arccos, .arctan, .cosh, .tanh, .arccosh, .sigmoid,
      .rsqrt, .cube, .pow:
      1.5
    case .sin, .cos, .tan, .sinh, .arcsinh, .arctanh: 2
    case .copy, .neg, .abs, .sign, .relu, .floor, .add, .sub, .mul, .div, .mod, .lt, .le, .gt,
      .ge, .eq, .ne, .min, .max, .copysign, .divNoNan, .clip, .whereSelect, .interp:
      nil
    case .sum, .mean, .norm, .norm1, .maxAbs, .rms, .dot, .cosineSim, .globalSum, .globalNorm,
      .globalNorm1, .globalDot, .rowMean, .rowSum, .colMean, .colSum, .clipByNorm,
      .clipByGlobalNorm, .matmul, .transpose, .outer, .trace, .diag, .eye, .inverse, .inverseRoot,
      .orthogonalize, .solve, .eigvecs, .qr, .kthLargest, .topKMask:
      nil
    }
  }
}
