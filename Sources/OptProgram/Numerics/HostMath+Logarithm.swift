extension HostMath {
  /// The natural logarithm.
  ///
  /// Within 0.52 ulp. Random deviates need it often: unlike `logarithm`, which serves the others, it
  /// sums only the leading terms in twice the precision.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logarithmOfSpecial(x) }
    let (f, exponent) = fractionAndExponent(x)
    let divisor = DoubleDouble(ordered: 2, f)
    let s = f / divisor.high
    let remainder = f.addingProduct(-s, divisor.high) - s * divisor.low
    let z = s * s
    // Minimax of degree 7 for (2 atanh(s)/s - 2) / z on 0 ... 0.02944, error 2^-65 of 2 atanh(s)/s.
    let p = z.polynomial(
      0x1.5555555555555p-1,
      0x1.9999999999e06p-2,
      0x1.249249242aaf8p-2,
      0x1.c71c7259aa255p-3,
      0x1.745cddff69811p-3,
      0x1.3b20b4de8d507p-3,
      0x1.0f5bf6070e9f0p-3,
      0x1.0f6a9a4cbfc99p-3
    )
    let k = Double(exponent)
    let main = DoubleDouble(sum: k * logOfTwoShort.high, 2 * s)
    let rest = 2 * (remainder / divisor.high) + s * z * p
    return main.high + (main.low + (k * logOfTwoShort.low + rest))
  }

  /// The logarithm to base 2, exact for powers of two.
  public static func log2(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logarithmOfSpecial(x) }
    return (logarithm(x) * DoubleDouble(0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56)).rounded
  }

  /// The logarithm to base 10, exact for powers of ten.
  public static func log10(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logarithmOfSpecial(x) }
    return (logarithm(x) * DoubleDouble(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)).rounded
  }

  /// log(1 + x), accurate for small x too.
  public static func log1p(_ x: Double) -> Double {
    guard x > -1, x < .infinity else { return logarithmOfSpecial(x + 1) }
    guard x.magnitude > 0x1p-60 else { return x }
    return logarithm(onePlus: DoubleDouble(x)).rounded
  }

  /// The limits of every logarithm: NaN below 0, -infinity at 0, infinity and NaN themselves.
  private static func logarithmOfSpecial(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    return x < 0 ? .nan : x
  }

  /// The natural logarithm of a positive finite number, to about 2^-67 of its value.
  static func logarithm(_ x: Double) -> DoubleDouble {
    let (f, exponent) = fractionAndExponent(x)
    return logarithm(onePlus: DoubleDouble(f), exponent: exponent)
  }

  /// log(1 + x) for a finite x above -1, to about 2^-67 of its value.
  static func logarithm(onePlus x: DoubleDouble) -> DoubleDouble {
    let sum = x + 1
    let (_, exponent) = fractionAndExponent(sum.high)
    guard exponent != 0 else { return logarithm(onePlus: x, exponent: 0) }
    // Beyond, the 1 is lost anyway and the scale would be denormal.
    guard exponent < 1_000 else { return logarithm(x.high) }
    let significand = sum.scaled(by: Double(powerOfTwo: -exponent))
    return logarithm(onePlus: significand + -1, exponent: exponent)
  }

  /// f and k of x = (1 + f) 2^k with 1 + f between sqrt(1/2) and sqrt(2); f is exact.
  private static func fractionAndExponent(_ x: Double) -> (fraction: Double, exponent: Int) {
    let isTiny = x < .leastNormalMagnitude
    let bits = (isTiny ? x * 0x1p54 : x).bitPattern
    let exponent = Int(Int64(bitPattern: bits &- 0x3FE6_A09E_667F_3BCD) >> 52)
    let significand = Double(bitPattern: bits &- UInt64(bitPattern: Int64(exponent)) << 52)
    return (significand - 1, exponent - (isTiny ? 54 : 0))
  }

  /// log(1 + f) + exponent * log 2 for 1 + f between sqrt(1/2) and sqrt(2).
  ///
  /// With s = f / (2 + f), log(1 + f) = 2 atanh s = 2 s (1 + z/3 + z^2/5 + z^3 q(z)), z = s^2. The first
  /// terms are summed in double-double; q is a minimax polynomial of degree 6 on 0 ... 0.02944, error
  /// of the whole 2^-72.
  private static func logarithm(onePlus f: DoubleDouble, exponent: Int) -> DoubleDouble {
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
    let series = z * (oneThird + z * (oneFifth + z.high * q))
    let main = s.scaled(by: 2)
    return logOfTwo * Double(exponent) + (main + main * series)
  }

  private static let oneThird = DoubleDouble(0x1.5555555555555p-2, 0x1.5555555555555p-56)
  private static let oneFifth = DoubleDouble(0x1.999999999999ap-3, -0x1.999999999999ap-57)
  static let logOfTwo = DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)

  /// log 2 with a high part of 40 bits: its product with an exponent is exact.
  static let logOfTwoShort = DoubleDouble(0x1.62e42fefa2000p-1, 0x1.9ef35793c7673p-41)
}
