/// Logarithms: x = 2^k m with m between sqrt(1/2) and sqrt(2), f = m - 1, and an own minimax
/// polynomial for log(1 + f) = f + f^2 t(f).
extension KernelBuilder {
  /// The natural logarithm, below 1 ulp.
  mutating func logarithm(_ x: MicroValue) -> MicroValue {
    let parts = splitSignificand(x)
    let result = naturalLogarithm(onePlus: parts.fraction, exponent: parts.exponent)
    return logarithmLimits(result, of: x, lowest: 0)
  }

  /// The logarithm to base 2, below 1.5 ulp; exact for powers of two.
  mutating func logarithm2(_ x: MicroValue) -> MicroValue {
    let parts = splitSignificand(x)
    let (high, low) = scaledLogarithm(
      onePlus: parts.fraction,
      scale: (0x1.715476p+0, 0x1.4ae0cp-26)
    )
    return logarithmLimits(add(parts.exponent, add(high, low)), of: x, lowest: 0)
  }

  /// The logarithm to base 10, below 1.5 ulp.
  mutating func logarithm10(_ x: MicroValue) -> MicroValue {
    let parts = splitSignificand(x)
    let (high, low) = scaledLogarithm(
      onePlus: parts.fraction,
      scale: (0x1.bcb7b2p-2, -0x1.5b235ep-27)
    )
    let small = fma(parts.exponent, constant(-0x1.ec10cp-27), low)
    let result = fma(parts.exponent, constant(0x1.344136p-2), add(high, small))
    return logarithmLimits(result, of: x, lowest: 0)
  }

  /// log(1 + x), below 1.5 ulp, for small x too.
  mutating func logarithm1p(_ x: MicroValue) -> MicroValue {
    let (sum, error) = exactSum(one, x)
    let result = logarithmOfSum(sum, error, exponentOffset: nil)
    return withSign(logarithmLimits(result, of: x, lowest: -1), of: x)
  }

  // MARK: Pieces

  /// log(u + c) + offset * log 2 for a normal positive u and a c of at most an ulp of it.
  ///
  /// Accurate in relative terms also where u is about 1, as f = (m - 1) + c 2^-k then holds all of
  /// c. Above 2^64, c does not matter and 2^-k may not be a float: it is taken as 0.
  mutating func logarithmOfSum(
    _ u: MicroValue,
    _ c: MicroValue,
    exponentOffset: MicroValue?
  ) -> MicroValue {
    let (integer, significand) = exponentAndSignificand(u)
    let inverseScale = and(
      subInteger(one, shiftLeft(integer, by: 23)),
      less(u, constant(0x1p64))
    )
    let fraction = fma(c, inverseScale, sub(significand, one))
    let exponent = float(ofInteger: integer)
    return naturalLogarithm(
      onePlus: fraction,
      exponent: exponentOffset.map { add(exponent, $0) } ?? exponent
    )
  }

  /// k as float and f of x = 2^k (1 + f); denormals are scaled by 2^24 first.
  private mutating func splitSignificand(
    _ x: MicroValue
  ) -> (exponent: MicroValue, fraction: MicroValue) {
    let isTiny = less(x, constant(Float.leastNormalMagnitude))
    let normal = select(isTiny, mul(x, constant(0x1p24)), x)
    let (integer, significand) = exponentAndSignificand(normal)
    let exponent = add(float(ofInteger: integer), and(isTiny, constant(-24)))
    return (exponent, sub(significand, one))
  }

  /// k as integer and m of a normal positive x = 2^k m, m between sqrt(1/2) and sqrt(2).
  mutating func exponentAndSignificand(
    _ x: MicroValue
  ) -> (exponent: MicroValue, significand: MicroValue) {
    let exponent = shiftRightSigned(subInteger(x, constant(0x1.6a09e6p-1)), by: 23)
    return (exponent, subInteger(x, shiftLeft(exponent, by: 23)))
  }

  /// log(1 + f) + k log 2, log 2 in two parts.
  private mutating func naturalLogarithm(
    onePlus f: MicroValue,
    exponent k: MicroValue
  ) -> MicroValue {
    let small = fma(mul(f, f), logarithmTail(f), fma(k, constant(-0x1.05c61p-29), f))
    return fma(k, constant(0x1.62e43p-1), small)
  }

  /// scale * log(1 + f) in two parts, for a scale in two parts.
  private mutating func scaledLogarithm(
    onePlus f: MicroValue,
    scale: (high: Float, low: Float)
  ) -> (high: MicroValue, low: MicroValue) {
    let (high, error) = exactProduct(f, constant(scale.high))
    let tail = mul(mul(f, f), logarithmTail(f))
    let low = fma(tail, constant(scale.high), fma(f, constant(scale.low), error))
    return (high, low)
  }

  /// (log(1 + f) - f) / f^2; degree 8, error of log(1 + f) below 2^-27.8 of its value.
  private mutating func logarithmTail(_ f: MicroValue) -> MicroValue {
    polynomial(
      f,
      -0x1.fffff8p-2,
      0x1.55555p-2,
      -0x1.000432p-2,
      0x1.99a3e2p-3,
      -0x1.54258p-3,
      0x1.2273eap-3,
      -0x1.0f495p-3,
      0x1.083912p-3,
      -0x1.37ab46p-4
    )
  }

  /// The result with the limits of a logarithm whose argument is 0 at `lowest`: -infinity there, NaN
  /// below, infinity and NaN themselves.
  private mutating func logarithmLimits(
    _ result: MicroValue,
    of x: MicroValue,
    lowest: Float
  ) -> MicroValue {
    let lowest = constant(lowest)
    let above = select(less(x, infinity), result, x)
    let atOrBelow = select(equal(x, lowest), constant(-Float.infinity), notANumber)
    return select(less(lowest, x), above, atOrBelow)
  }
}
