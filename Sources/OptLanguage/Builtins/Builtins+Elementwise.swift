import OptProgram

extension Builtins {
  /// The elementwise functions of more arguments.
  static func elementwise(_ opcode: Opcode) -> Entry {
    switch opcode {
    case .add:
      Entry(
        "a b",
        "a + b",
        "Rounded once. Written `a + b`.",
        example: "m = m + g"
      )
    case .sub:
      Entry(
        "a b",
        "a - b",
        "Rounded once. Written `a - b`.",
        example: "d = g - m"
      )
    case .mul:
      Entry(
        "a b",
        "a * b, element by element",
        "Rounded once. Written `a * b`. For matrices see `matmul`.",
        example: "update = lr * g"
      )
    case .div:
      Entry(
        "a b",
        "a / b, element by element",
        "Rounded once; 0 / 0 is NaN, other numbers by 0 are infinite. Written `a / b`. See "
          + "`div_no_nan`.",
        example: "u = m / (sqrt(v) + 1e-8)"
      )
    case .mod:
      Entry(
        "a b",
        "a - b * floor(a / b)",
        "Each of the three operations is rounded; the result has the sign of b. Written `a % b`.",
        example: "d = t % 10"
      )
    case .pow:
      Entry(
        "a b",
        "a to the power b",
        "Written `a ^ b`. With a whole number |b| <= 16 written in the rule it is a fixed chain "
          + "of products, and one division if b is negative. Otherwise a negative base gives NaN "
          + "unless b is whole, and x ^ 0 is 1.",
        example: "d = 1 - 0.9 ^ t"
      )
    case .lt:
      Entry(
        "a b",
        "1 where a < b, else 0",
        "0 if either is NaN. Written `a < b`.",
        example: "d = g < m"
      )
    case .le:
      Entry(
        "a b",
        "1 where a <= b, else 0",
        "0 if either is NaN. Written `a <= b`.",
        example: "d = g <= m"
      )
    case .gt:
      Entry(
        "a b",
        "1 where a > b, else 0",
        "0 if either is NaN. Written `a > b`.",
        example: "mask = g * m > 0"
      )
    case .ge:
      Entry(
        "a b",
        "1 where a >= b, else 0",
        "0 if either is NaN. Written `a >= b`.",
        example: "d = g >= m"
      )
    case .eq:
      Entry(
        "a b",
        "1 where a equals b, else 0",
        "-0 equals 0; 0 if either is NaN. Written `a == b`.",
        example: "d = g == 0"
      )
    case .ne:
      Entry(
        "a b",
        "1 where a differs from b, else 0",
        "1 if either is NaN. Written `a != b`.",
        example: "d = g != 0"
      )
    case .min:
      Entry(
        "a b",
        "the lesser of a and b",
        "NaN if either is NaN; -0 is less than 0.",
        example: "d = min(abs(g), 1)"
      )
    case .max:
      Entry(
        "a b",
        "the greater of a and b",
        "NaN if either is NaN; -0 is less than 0.",
        example: "v = max(0.9 * v, abs(g))"
      )
    case .copysign:
      Entry(
        "a b",
        "the magnitude of a with the sign of b",
        "A NaN in b counts as positive.",
        example: "u = copysign(sqrt(abs(g)), m)"
      )
    case .divNoNan:
      Entry(
        "a b",
        "a / b, and 0 where b is 0",
        "The search prefers it to `/`.",
        example: "u = div_no_nan(m, sqrt(v))"
      )
    case .clip:
      Entry(
        "x lo hi",
        "min(hi, max(lo, x))",
        "NaN if any is NaN. With lo > hi the result is hi.",
        example: "u = clip(g, -1, 1)"
      )
    case .whereSelect:
      Entry(
        "c a b",
        "a where c is not 0, else b",
        "The side that is not taken never matters, whatever it holds. NaN in c counts as not 0.",
        example: "u = where(g * m > 0, g, 0)"
      )
    case .interp:
      Entry(
        "a b c",
        "(1 - c) * a + c * b",
        "Two products and a sum, each rounded, never fused. With c near 1 it stays near b: `m = "
          + "interp(g, m, beta)` is a moving average.",
        example: "m = interp(g, m, 0.9)"
      )
    case .copy, .neg, .abs, .sign, .sqrt, .rsqrt, .cbrt, .square, .cube, .reciprocal, .exp,
      .exp2, .expm1, .log, .log2, .log10, .log1p, .sin, .cos, .tan, .arcsin, .arccos,
      .arctan, .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh, .sigmoid, .relu, .floor,
      .sum, .mean, .norm, .norm1, .maxAbs, .rms, .dot, .cosineSim, .globalSum, .globalNorm,
      .globalNorm1, .globalDot, .rowMean, .rowSum, .colMean, .colSum, .clipByNorm,
      .clipByGlobalNorm, .matmul, .transpose, .outer, .trace, .diag, .eye, .inverse,
      .inverseRoot, .orthogonalize, .solve, .eigvecs, .qr, .kthLargest, .topKMask:
      preconditionFailure("\(opcode.name) is no elementwise function of more arguments")
    }
  }
}
