/// The elementary functions that scalar arithmetic is built on.
///
/// `HostMath` is the one of the runtime; the C library is the independent oracle.
package protocol ScalarFunctions {
  static func exp(_ x: Double) -> Double
  static func exp2(_ x: Double) -> Double
  static func expm1(_ x: Double) -> Double
  static func log(_ x: Double) -> Double
  static func log2(_ x: Double) -> Double
  static func log10(_ x: Double) -> Double
  static func log1p(_ x: Double) -> Double
  static func pow(_ x: Double, _ y: Double) -> Double
  static func cbrt(_ x: Double) -> Double
  static func sin(_ x: Double) -> Double
  static func cos(_ x: Double) -> Double
  static func tan(_ x: Double) -> Double
  static func arcsin(_ x: Double) -> Double
  static func arccos(_ x: Double) -> Double
  static func arctan(_ x: Double) -> Double
  static func sinh(_ x: Double) -> Double
  static func cosh(_ x: Double) -> Double
  static func tanh(_ x: Double) -> Double
  static func arcsinh(_ x: Double) -> Double
  static func arccosh(_ x: Double) -> Double
  static func arctanh(_ x: Double) -> Double
  static func sigmoid(_ x: Double) -> Double
}

extension HostMath: ScalarFunctions {
  /// The value of an elementwise operation for host scalars; unused operands are ignored.
  ///
  /// `pow` is the general power: a literal whole exponent is a chain of products, see `powInteger`.
  ///
  /// - Precondition: the operation is elementwise.
  public static func evaluate(
    _ opcode: Opcode,
    _ a: Double,
    _ b: Double = 0,
    _ c: Double = 0
  ) -> Double {
    opcode.value(a, b, c, functions: HostMath.self)
  }
}

extension Opcode {
  /// The value of an elementwise operation in Double (semantics rules 9 - 11).
  ///
  /// - Precondition: the operation is elementwise.
  package func value<Functions: ScalarFunctions>(
    _ a: Double,
    _ b: Double,
    _ c: Double,
    functions: Functions.Type
  ) -> Double {
    switch self {
    case .copy: a
    case .neg: -a
    case .abs: a.magnitude
    case .sign: a > 0 ? 1 : a < 0 ? -1 : a.isNaN ? a : 0
    case .sqrt: a.squareRoot()
    case .rsqrt: 1 / a.squareRoot()
    case .cbrt: Functions.cbrt(a)
    case .square: a * a
    case .cube: a * a * a
    case .reciprocal: 1 / a
    case .exp: Functions.exp(a)
    case .exp2: Functions.exp2(a)
    case .expm1: Functions.expm1(a)
    case .log: Functions.log(a)
    case .log2: Functions.log2(a)
    case .log10: Functions.log10(a)
    case .log1p: Functions.log1p(a)
    case .sin: Functions.sin(a)
    case .cos: Functions.cos(a)
    case .tan: Functions.tan(a)
    case .arcsin: Functions.arcsin(a)
    case .arccos: Functions.arccos(a)
    case .arctan: Functions.arctan(a)
    case .sinh: Functions.sinh(a)
    case .cosh: Functions.cosh(a)
    case .tanh: Functions.tanh(a)
    case .arcsinh: Functions.arcsinh(a)
    case .arccosh: Functions.arccosh(a)
    case .arctanh: Functions.arctanh(a)
    case .sigmoid: Functions.sigmoid(a)
    case .relu: Opcode.maximum(a, 0)
    case .floor: a.rounded(.down)
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    case .div: a / b
    case .mod: a - b * (a / b).rounded(.down)
    case .pow: Functions.pow(a, b)
    case .lt: a < b ? 1 : 0
    case .le: a <= b ? 1 : 0
    case .gt: a > b ? 1 : 0
    case .ge: a >= b ? 1 : 0
    case .eq: a == b ? 1 : 0
    case .ne: a != b ? 1 : 0
    case .min: -Opcode.maximum(-a, -b)
    case .max: Opcode.maximum(a, b)
    case .copysign: Double(signOf: b.isNaN ? 1 : b, magnitudeOf: a)
    case .divNoNan: b == 0 ? 0 : a / b
    case .clip: -Opcode.maximum(-c, -Opcode.maximum(b, a))
    case .whereSelect: a != 0 ? b : c
    case .interp: (1 - c) * a + c * b
    case .sum, .mean, .norm, .norm1, .maxAbs, .rms, .dot, .cosineSim, .globalSum, .globalNorm,
      .globalNorm1, .globalDot, .rowMean, .rowSum, .colMean, .colSum, .clipByNorm,
      .clipByGlobalNorm, .matmul, .transpose, .outer, .trace, .diag, .eye, .inverse, .inverseRoot,
      .orthogonalize, .solve, .eigvecs, .qr, .kthLargest, .topKMask:
      preconditionFailure("\(name) is not elementwise")
    }
  }

  /// The larger number; NaN if one is NaN, and +0 above -0 (semantics rule 11).
  private static func maximum(_ a: Double, _ b: Double) -> Double {
    if a.isNaN || b.isNaN { return .nan }
    if a == b { return a.sign == .minus ? b : a }
    return a > b ? a : b
  }
}
