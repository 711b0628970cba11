/// Exponentials: Cody and Waite (1980) reduction to |r| <= log(2)/2 and own minimax polynomials.
extension KernelBuilder {
  /// e^x, below 1 ulp.
  ///
  /// Arguments are first clamped to where the result is 0 or infinity anyway.
  mutating func exponential(_ x: MicroValue) -> MicroValue {
    let (exponent, rest) = splitExponent(clamp(x, -104, 89))
    return scale(exponentialOfReduced(rest), by: exponent)
  }

  /// 2^x, below 1 ulp; exact for whole x.
  mutating func exponential2(_ x: MicroValue) -> MicroValue {
    let argument = clamp(x, -151, 128)
    let (exponent, whole) = nearestInteger(argument)
    return scale(exponential2OfReduced(sub(argument, whole)), by: exponent)
  }

  /// e^x - 1, below 1.5 ulp, for small x too.
  ///
  /// 2^n (e^r - 1) + (2^n - 1) with the scale halved, for 2^128 is no float.
  mutating func exponentialMinusOne(_ x: MicroValue) -> MicroValue {
    let (exponent, rest) = splitExponent(clamp(x, -18, 89))
    let fraction = fma(mul(rest, rest), exponentialTail(rest), rest)
    let halfScale = addInteger(shiftLeft(exponent, by: 23), constant(0.5))
    let half = fma(halfScale, fraction, sub(halfScale, constant(0.5)))
    // Tiny arguments lose the sign of a zero in the products.
    return withSign(add(half, half), of: x)
  }

  /// 1 / (1 + e^-x), below 1.5 ulp: with E = e^-|x|, 1 / (1 + E) or E / (1 + E), the sum in two parts.
  mutating func sigmoid(_ x: MicroValue) -> MicroValue {
    let argument = xor(magnitude(x), signBit)
    let low = constant(-104)
    let (exponent, rest) = splitExponent(select(less(argument, low), low, argument))
    let decay = scale(exponentialOfReduced(rest), by: exponent)
    let numerator = select(less(x, zero), decay, one)
    let (sum, sumError) = exactOrderedSum(one, decay)
    let inverse = div(one, sum)
    let quotient = mul(numerator, inverse)
    let negative = xor(quotient, signBit)
    let remainder = fma(negative, sumError, fma(negative, sum, numerator))
    return fma(remainder, inverse, quotient)
  }

  // MARK: Pieces

  /// The whole number nearest to x as integer bits and as float, for |x| below 2^22.
  mutating func nearestInteger(
    _ x: MicroValue
  ) -> (integer: MicroValue, float: MicroValue) {
    let anchor = constant(KernelBuilder.integerAnchor)
    let anchored = add(x, anchor)
    return (subInteger(anchored, anchor), sub(anchored, anchor))
  }

  /// n and r of x = n log 2 + r, |r| <= log(2)/2; log 2 in two parts, the first product exact.
  mutating func splitExponent(
    _ x: MicroValue
  ) -> (exponent: MicroValue, rest: MicroValue) {
    let anchor = constant(KernelBuilder.integerAnchor)
    let anchored = fma(x, constant(0x1.715476p+0), anchor)
    let whole = sub(anchored, anchor)
    let rest = fma(whole, constant(-0x1.62e43p-1), x)
    return (subInteger(anchored, anchor), fma(whole, constant(0x1.05c61p-29), rest))
  }

  /// (e^r - 1 - r) / r^2; degree 5, error of e^r - 1 below 2^-31 of its value.
  mutating func exponentialTail(_ r: MicroValue) -> MicroValue {
    polynomial(
      r,
      0x1p-1,
      0x1.555556p-3,
      0x1.5554f6p-5,
      0x1.111004p-7,
      0x1.6d3caep-10,
      0x1.a242c6p-13
    )
  }

  /// e^r for |r| <= log(2)/2.
  mutating func exponentialOfReduced(_ r: MicroValue) -> MicroValue {
    fma(fma(exponentialTail(r), r, one), r, one)
  }

  /// 2^f for |f| <= 1/2; degree 6, error 2^-29.
  mutating func exponential2OfReduced(_ f: MicroValue) -> MicroValue {
    polynomial(
      f,
      1,
      0x1.62e43p-1,
      0x1.ebfbep-3,
      0x1.c6af7ap-5,
      0x1.3b2a28p-7,
      0x1.5f096ap-10,
      0x1.44479ap-13
    )
  }

  /// x * 2^n with one rounding, for x near 1 and n from -160 to 200: in two steps, as 2^n alone may
  /// not be a float.
  mutating func scale(_ x: MicroValue, by exponent: MicroValue) -> MicroValue {
    let half = shiftRightSigned(exponent, by: 1)
    let first = addInteger(shiftLeft(half, by: 23), one)
    let second = addInteger(shiftLeft(subInteger(exponent, half), by: 23), one)
    return mul(mul(x, first), second)
  }
}
