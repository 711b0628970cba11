extension HostMath {
  /// The angle of a sine, between -pi/2 and pi/2; NaN beyond +-1.
  public static func arcsin(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-30 else { return x }
    guard x.magnitude < 1 else { return x.magnitude == 1 ? x * halfPi.high : .nan }
    let value = DoubleDouble(x.magnitude)
    let cosine = ((-value + 1) * (value + 1)).squareRoot
    return arctangent(value / cosine).rounded * (x < 0 ? -1 : 1)
  }

  /// The angle of a cosine, between 0 and pi; NaN beyond +-1.
  public static func arccos(_ x: Double) -> Double {
    guard x.magnitude < 1 else { return x == 1 ? 0 : x == -1 ? .pi : .nan }
    let value = DoubleDouble(x)
    return 2 * arctangent(((-value + 1) / (value + 1)).squareRoot).rounded
  }

  /// The angle of a tangent, between -pi/2 and pi/2.
  public static func arctan(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-30 else { return x }
    guard x.magnitude < 0x1p60 else { return x.isNaN ? x : x < 0 ? -halfPi.high : halfPi.high }
    return arctangent(DoubleDouble(x.magnitude)).rounded * (x < 0 ? -1 : 1)
  }

  /// The arctangent of a positive number below 2^100, to about 2^-59 of its value.
  ///
  /// Above 1 by pi/2 - arctan(1/x). Else with the nearest c = j/4, arctan x = arctan c + arctan t,
  /// t = (x - c) / (1 + x c), |t| <= 1/8, and arctan t = t + t^3 p(t^2), p minimax of degree 6 with an
  /// error of 2^-64 of the value.
  private static func arctangent(_ x: DoubleDouble) -> DoubleDouble {
    guard x.high <= 1 else { return halfPi - arctangent(DoubleDouble(1) / x) }
    let place = (4 * x.high).rounded(.toNearestOrEven)
    let center = 0.25 * place
    let t = (x + -center) / (x * center + 1)
    let z = t.high * t.high
    let p = z.polynomial(
      -0x1.5555555555555p-2,
      0x1.99999999991cap-3,
      -0x1.2492492384468p-3,
      0x1.c71c6f9db8ab7p-4,
      -0x1.745be7ad8da66p-4,
      0x1.3ab7f6f46b401p-4,
      -0x1.029ffa3e01b53p-4
    )
    return arctangents[Int(place)] + DoubleDouble(ordered: t.high, t.low + t.high * z * p)
  }

  /// arctan(j / 4).
  private static let arctangents = [
    DoubleDouble(0),
    DoubleDouble(0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57),
    DoubleDouble(0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56),
    DoubleDouble(0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56),
    DoubleDouble(0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55),
  ]
}
