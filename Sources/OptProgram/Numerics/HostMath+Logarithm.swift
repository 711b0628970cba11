extension HostMath {
  /// The natural logarithm.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logarithmOfSpecial(x) }
    return logarithm(x).rounded
  }

  /// The limits of every logarithm: NaN below 0, -infinity at 0, infinity and NaN themselves.
  private static func logarithmOfSpecial(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    return x < 0 ? .nan : x
  }

  /// The natural logarithm of a positive finite number, to about 2^-67 of its value.
  static func logarithm(_ x: Double) -> DoubleDouble {
    let isTiny = x < .leastNormalMagnitude
    let bits = (isTiny ? x * 0x1p54 : x).bitPattern
    // The exponent for which the significand lies in sqrt(1/2) ..< sqrt(2).
    let shifted = bits &- 0x3FE6_A09E_667F_3BCD
    let exponent = Int(Int64(bitPattern: shifted) >> 52)
    let significand = Double(bitPattern: bits &- UInt64(bitPattern: Int64(exponent)) << 52)
    return logarithm(
      onePlus: DoubleDouble(significand - 1),
      exponent: exponent - (isTiny ? 54 : 0)
    )
  }

  /// log(1 + f) + exponent * log 2 for 1 + f between sqrt(1/2) and sqrt(2).
  ///
  /// With s = f / (2 + f), log(1 + f) = 2 atanh s = 2 s (1 + z/3 + z^2/5 + z^3 q(z)), z = s^2. The first
  /// terms are summed in double-double; q is a minimax polynomial of degree 6 on 0 ... 0.02944, error
  /// of the whole 2^-72.
  static func logarithm(onePlus f: DoubleDouble, exponent: Int) -> DoubleDouble {
    let s = f / (f + 2)
    let z = s * s
    let q = z.high.polynomial(
      0x1.24924924927d2p-3,
      0x1.c71c71c659134p-4,
      0x1.745d17d7fe9c5p-4,
      0x1.3b13780326846p-4,
      0x1.111dd6b144b2ap-4,
      0x1.de9d16a813fedp-5,
      0x1.e7ec90d7ebdb5p-5
    )
    let series = z * (oneThird + z * (oneFifth + DoubleDouble(z.high * q)))
    let whole = logOfTwo * Double(exponent)
    let main = s.scaled(by: 2)
    return whole + (main + main * series)
  }

  private static let oneThird = DoubleDouble(0x1.5555555555555p-2, 0x1.5555555555555p-56)
  private static let oneFifth = DoubleDouble(0x1.999999999999ap-3, -0x1.999999999999ap-57)
  static let logOfTwo = DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)
}
