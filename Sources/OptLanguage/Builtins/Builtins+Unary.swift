import OptProgram

extension Builtins {
  /// The elementwise functions of one argument.
  static func unary(_ opcode: Opcode) -> Entry {
    switch opcode {
    case .copy:
      Entry(
        "b",
        "the value itself",
        "A copy is written as a plain assignment; it has no name to call.",
        example: "previous = g"
      )
    case .neg:
      Entry(
        "x",
        "-x",
        "Exact; written `-x` in expressions. The sign of a NaN is not defined.",
        example: "update = -lr * g"
      )
    case .abs:
      Entry(
        "x",
        "the magnitude of x",
        "Exact; `abs(-0)` is 0.",
        example: "d = abs(g)"
      )
    case .sign:
      Entry(
        "x",
        "-1, 0 or 1 after the sign of x",
        "`sign(0)` and `sign(-0)` are +0; NaN stays NaN.",
        example: "update = lr * sign(g)"
      )
    case .sqrt:
      Entry(
        "x",
        "the square root of x",
        "Correctly rounded; NaN below 0.",
        example: "d = sqrt(v) + 1e-8"
      )
    case .rsqrt:
      Entry(
        "x",
        "1 / sqrt(x)",
        "A correctly rounded square root and a division, no approximation; infinite at 0.",
        example: "u = g * rsqrt(v + 1e-8)"
      )
    case .cbrt:
      Entry(
        "x",
        "the cube root of x",
        "Defined for negative numbers too. Within 2 units in the last place of the exact value in "
          + "single precision.",
        example: "d = cbrt(v)"
      )
    case .square:
      Entry(
        "x",
        "x * x",
        "One product, rounded once.",
        example: "v = interp(square(g), v, 0.999)"
      )
    case .cube:
      Entry(
        "x",
        "x * x * x",
        "Two products from the left, each rounded.",
        example: "u = cube(g)"
      )
    case .reciprocal:
      Entry(
        "x",
        "1 / x",
        "One division, correctly rounded; infinite at 0.",
        example: "d = reciprocal(1 + abs(g))"
      )
    case .exp:
      Entry(
        "x",
        "e to the power x",
        "Within 2 units in the last place of the exact value in single precision. Infinite above "
          + "about 88.7, 0 below about -104.",
        example: "d = exp(-abs(g))"
      )
    case .exp2:
      Entry(
        "x",
        "2 to the power x",
        "Within 2 units in the last place of the exact value in single precision.",
        example: "d = exp2(-t / 100)"
      )
    case .expm1:
      Entry(
        "x",
        "e to the power x, minus 1",
        "Accurate near 0, where `exp(x) - 1` loses every digit. Within 2 units in the last place "
          + "of the exact value in single precision.",
        example: "d = -expm1(-abs(g))"
      )
    case .log:
      Entry(
        "x",
        "the natural logarithm of x",
        "Within 2 units in the last place of the exact value in single precision. -infinity at 0, "
          + "NaN below.",
        example: "d = log(1 + t)"
      )
    case .log2:
      Entry(
        "x",
        "the logarithm of x to base 2",
        "Within 2 units in the last place of the exact value in single precision. -infinity at 0, "
          + "NaN below.",
        example: "d = log2(1 + t)"
      )
    case .log10:
      Entry(
        "x",
        "the logarithm of x to base 10",
        "Within 2 units in the last place of the exact value in single precision. -infinity at 0, "
          + "NaN below.",
        example: "d = log10(1 + t)"
      )
    case .log1p:
      Entry(
        "x",
        "the natural logarithm of 1 + x",
        "Accurate near 0, where `log(1 + x)` loses every digit. Within 2 units in the last place "
          + "of the exact value in single precision.",
        example: "u = sign(g) * log1p(abs(g))"
      )
    case .sin:
      Entry(
        "x",
        "the sine of x, in radians",
        "Defined for every finite x: large arguments are reduced exactly. NaN at infinity.",
        example: "d = sin(pi * t / 100)"
      )
    case .cos:
      Entry(
        "x",
        "the cosine of x, in radians",
        "Defined for every finite x: large arguments are reduced exactly. NaN at infinity.",
        example: "d = (1 + cos(pi * t / T)) / 2"
      )
    case .tan:
      Entry(
        "x",
        "the tangent of x, in radians",
        "Defined for every finite x. Within 2 units in the last place of the exact value in "
          + "single precision.",
        example: "u = tan(clip(g, -1, 1))"
      )
    case .arcsin:
      Entry(
        "x",
        "the angle in -pi/2 .. pi/2 whose sine is x",
        "Within 2 units in the last place of the exact value in single precision. NaN outside of "
          + "-1 .. 1.",
        example: "u = arcsin(clip(g, -1, 1))"
      )
    case .arccos:
      Entry(
        "x",
        "the angle in 0 .. pi whose cosine is x",
        "Within 2 units in the last place of the exact value in single precision. NaN outside of "
          + "-1 .. 1.",
        example: "u = arccos(clip(g, -1, 1))"
      )
    case .arctan:
      Entry(
        "x",
        "the angle in -pi/2 .. pi/2 whose tangent is x",
        "Within 2 units in the last place of the exact value in single precision.",
        example: "u = arctan(g)"
      )
    case .sinh:
      Entry(
        "x",
        "(exp(x) - exp(-x)) / 2",
        "Within 2 units in the last place of the exact value in single precision. Accurate near "
          + "0.",
        example: "u = sinh(clip(g, -1, 1))"
      )
    case .cosh:
      Entry(
        "x",
        "(exp(x) + exp(-x)) / 2",
        "Within 2 units in the last place of the exact value in single precision.",
        example: "d = cosh(clip(g, -1, 1))"
      )
    case .tanh:
      Entry(
        "x",
        "the hyperbolic tangent of x",
        "Within 2 units in the last place of the exact value in single precision. Accurate near "
          + "0; a smooth sign.",
        example: "update = lr * tanh(1000 * g)"
      )
    case .arcsinh:
      Entry(
        "x",
        "the number whose sinh is x",
        "Within 2 units in the last place of the exact value in single precision. Grows like a "
          + "logarithm: a soft way to tame large gradients.",
        example: "update = lr * arcsinh(g)"
      )
    case .arccosh:
      Entry(
        "x",
        "the number from 0 whose cosh is x",
        "Within 2 units in the last place of the exact value in single precision. NaN below 1.",
        example: "d = arccosh(1 + abs(g))"
      )
    case .arctanh:
      Entry(
        "x",
        "the number whose tanh is x",
        "Within 2 units in the last place of the exact value in single precision. Infinite at -1 "
          + "and 1, NaN outside.",
        example: "u = arctanh(clip(g, -0.9, 0.9))"
      )
    case .sigmoid:
      Entry(
        "x",
        "1 / (1 + exp(-x))",
        "Within 2 units in the last place of the exact value in single precision. 0 and 1 at the "
          + "infinities.",
        example: "d = sigmoid(g)"
      )
    case .relu:
      Entry(
        "x",
        "max(x, 0)",
        "NaN stays NaN; -0 becomes +0.",
        example: "u = relu(abs(g) - 0.01) * sign(g)"
      )
    case .floor:
      Entry(
        "x",
        "the greatest whole number up to x",
        "Exact. `-floor(-x)` rounds up.",
        example: "k = max(1, floor(0.1 * numel))"
      )
    case .add, .sub, .mul, .div, .mod, .pow, .lt, .le, .gt, .ge, .eq, .ne, .min, .max,
      .copysign, .divNoNan, .clip, .whereSelect, .interp, .sum, .mean, .norm, .norm1,
      .maxAbs, .rms, .dot, .cosineSim, .globalSum, .globalNorm, .globalNorm1, .globalDot,
      .rowMean, .rowSum, .colMean, .colSum, .clipByNorm, .clipByGlobalNorm, .matmul,
      .transpose, .outer, .trace, .diag, .eye, .inverse, .inverseRoot, .orthogonalize,
      .solve, .eigvecs, .qr, .kthLargest, .topKMask:
      preconditionFailure("\(opcode.name) takes other arguments")
    }
  }
}
