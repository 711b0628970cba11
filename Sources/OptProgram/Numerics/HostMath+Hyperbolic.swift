extension HostMath {
  /// The hyperbolic sine.
  public static func sinh(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-30 else { return x }
    guard x.magnitude < 40 else { return x < 0 ? -halfExponential(-x) : halfExponential(x) }
    let grown = exponentialMinusOne(x.magnitude)
    let value = 0.5 * (grown + grown / (grown + 1)).rounded
    return x < 0 ? -value : value
  }

  /// The hyperbolic cosine.
  public static func cosh(_ x: Double) -> Double {
    guard x.magnitude < 40 else { return halfExponential(x.magnitude) }
    let power = exponentialMinusOne(x.magnitude) + 1
    return 0.5 * (power + DoubleDouble(1) / power).rounded
  }

  /// The hyperbolic tangent.
  public static func tanh(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-30 else { return x }
    guard x.magnitude < 20 else { return x.isNaN ? x : x < 0 ? -1 : 1 }
    let grown = exponentialMinusOne(2 * x.magnitude)
    let value = (grown / (grown + 2)).rounded
    return x < 0 ? -value : value
  }

  /// The inverse of the hyperbolic sine.
  public static func arcsinh(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-30, x.magnitude < .infinity else { return x }
    let (value, square) = (DoubleDouble(x.magnitude), DoubleDouble(product: x, x))
    let result =
      x.magnitude > 0x1p30
      ? logarithm(x.magnitude) + logOfTwo
      : logarithm(onePlus: value + square / ((square + 1).squareRoot + 1))
    return x < 0 ? -result.rounded : result.rounded
  }

  /// The inverse of the hyperbolic cosine; NaN below 1.
  public static func arccosh(_ x: Double) -> Double {
    guard x > 1, x < .infinity else { return x == 1 ? 0 : x < 1 ? .nan : x }
    guard x <= 0x1p30 else { return (logarithm(x) + logOfTwo).rounded }
    let excess = DoubleDouble(x - 1)
    return logarithm(onePlus: excess + (excess * (excess + 2)).squareRoot).rounded
  }

  /// The inverse of the hyperbolic tangent; infinite at +-1, NaN beyond.
  public static func arctanh(_ x: Double) -> Double {
    guard x.magnitude > 0x1p-30 else { return x }
    guard x.magnitude < 1 else { return x.magnitude == 1 ? x * .infinity : .nan }
    let value = DoubleDouble(x.magnitude)
    let result = 0.5 * logarithm(onePlus: (value + value) / (-value + 1)).rounded
    return x < 0 ? -result : result
  }

  /// exp(x) / 2, which is finite a little beyond the largest finite exp(x).
  private static func halfExponential(_ x: Double) -> Double {
    guard x < 1_000 else { return x * .infinity }
    return exponential(DoubleDouble(x) + -logOfTwo)
  }
}
