extension HostMath {
  /// e to the power x.
  public static func exp(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    return exponential(DoubleDouble(x))
  }

  /// 2 to the power x, exact for whole x.
  public static func exp2(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    guard x < 1_024 else { return .infinity }
    guard x > -1_076 else { return 0 }
    let whole = x.rounded(.toNearestOrEven)
    let fraction = exponentialMinusOne(reduced: logOfTwo * (x - whole))
    return (fraction + 1).rounded.timesPowerOfTwo(Int(whole))
  }

  /// exp(x) - 1, accurate for small x too.
  public static func expm1(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-60 else { return x }
    guard x < 40 else { return exp(x) }
    return x < -40 ? -1 : exponentialMinusOne(x).rounded
  }

  /// 1 / (1 + exp(-x)).
  public static func sigmoid(_ x: Double) -> Double {
    guard x > -40 else { return exp(x) }
    guard x < 40 else { return x.isNaN ? x : 1 }
    let power = exponentialMinusOne(-x.magnitude) + 1
    return ((x < 0 ? power : DoubleDouble(1)) / (power + 1)).rounded
  }

  /// The power of a DoubleDouble exponent, with overflow to infinity and underflow to 0.
  static func exponential(_ x: DoubleDouble) -> Double {
    guard x.high < 710 else { return .infinity }
    guard x.high > -746 else { return 0 }
    let (exponent, rest) = splitExponent(x)
    return (exponentialMinusOne(reduced: rest) + 1).rounded.timesPowerOfTwo(exponent)
  }

  /// exp(x) - 1 to about 2^-57 of its value, for |x| <= 200.
  static func exponentialMinusOne(_ x: Double) -> DoubleDouble {
    let (exponent, rest) = splitExponent(DoubleDouble(x))
    let fraction = exponentialMinusOne(reduced: rest)
    guard exponent != 0 else { return fraction }
    return (fraction + 1).scaled(by: Double(powerOfTwo: exponent)) + -1
  }

  /// k and r of x = k log 2 + r, |r| at most log(2) / 2 (Cody and Waite 1980).
  private static func splitExponent(_ x: DoubleDouble) -> (exponent: Int, rest: DoubleDouble) {
    let k = (x.high * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)
    let rest =
      DoubleDouble(sum: x.high, -k * logOfTwoShort.high)
      + DoubleDouble(product: -k, logOfTwoShort.low) + x.low
    return (Int(k), rest)
  }

  /// exp(r) - 1 for |r| <= log(2) / 2, to about 2^-57 of its value.
  ///
  /// r + r^2/2 + r^3 q(r) with the first two terms in double-double; q minimax of degree 10, error of
  /// the whole 2^-67.
  private static func exponentialMinusOne(reduced r: DoubleDouble) -> DoubleDouble {
    let q = r.high.polynomial(
      0x1.5555555555555p-3,
      0x1.5555555555557p-5,
      0x1.1111111111113p-7,
      0x1.6c16c16c156bdp-10,
      0x1.a01a01a0182f5p-13,
      0x1.a01a01ab50edcp-16,
      0x1.71de3a60394dap-19,
      0x1.27e4d0c1be147p-22,
      0x1.ae64162d92987p-26,
      0x1.1f84a8b6da4a1p-29,
      0x1.61e0874514c7ep-33
    )
    let square = DoubleDouble(product: r.high, 0.5 * r.high)
    let sum = DoubleDouble(ordered: r.high, square.high)
    let rest = r.low + r.high * r.low + (square.low + r.high * r.high * r.high * q)
    return DoubleDouble(ordered: sum.high, sum.low + rest)
  }
}
