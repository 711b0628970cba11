import OptProgram

/// Powers and the cube root.
extension KernelBuilder {
  /// The power with a literal whole exponent: a fixed chain of products, and one division for a
  /// negative exponent (semantics rule 10); 1 for exponent 0.
  ///
  /// - Precondition: `exponent` is between -16 and 16.
  package mutating func emitPower(_ base: MicroValue, integer exponent: Int) -> MicroValue {
    let chain = HostMath.powerChain(base, abs(exponent)) { mul($0, $1) }
    guard let chain else { return one }
    return exponent < 0 ? div(one, chain) : chain
  }

  /// x to the power y, below 1.5 ulp: 2^(y log2 |x|) with the logarithm and the product in two parts.
  ///
  /// Special cases as in C: NaN for a negative base unless the exponent is whole, 1 for exponent 0 and
  /// for base 1, the sign of the base for odd exponents.
  mutating func power(_ x: MicroValue, _ y: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let (high, low) = logarithm2InTwoParts(a)
    // The logarithms of 0 and infinity; a NaN stays.
    let limits = select(equal(a, zero), constant(-Float.infinity), a)
    let isInside = and(less(zero, a), less(a, infinity))
    let logarithm = select(isInside, high, limits)
    let product = mul(y, logarithm)
    let error = fma(y, low, fma(y, logarithm, xor(product, signBit)))
    let isSmall = less(magnitude(product), constant(256))
    let bounded = clamp(product, -160, 140)
    let (exponent, whole) = nearestInteger(bounded)
    let fraction = add(sub(bounded, whole), and(error, isSmall))
    let result = scale(exponential2OfReduced(fraction), by: exponent)
    return powerLimits(result, x, y, a)
  }

  /// The cube root, below 1 ulp, with the sign of x.
  ///
  /// A third of the bits starts r near a^(-1/3), which a polynomial in h = 1 - a r^3 improves from 3 %
  /// to 2^-18; one step of Newton's iteration for a r^2, with an exact residual, does the rest.
  mutating func cubeRoot(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let isTiny = less(a, constant(Float.leastNormalMagnitude))
    let normal = select(isTiny, mul(a, constant(0x1p24)), a)
    let negative = xor(normal, signBit)
    let start = subInteger(constant(bits: 0x54A1_E000), thirdOfInteger(normal))
    let h = fma(mul(negative, start), mul(start, start), one)
    // ((1 - h)^(-1/3) - 1) / h for |h| <= 0.105, error 2^-18.
    let improvement = polynomial(h, 0x1.5553aap-2, 0x1.c9d378p-3, 0x1.66003ap-3)
    let inverse = fma(mul(start, h), improvement, start)
    let inverseSquare = mul(inverse, inverse)
    let root = mul(normal, inverseSquare)
    let square = exactProduct(root, root)
    let residual = fma(square.low, root, fma(square.high, root, negative))
    let better = fma(residual, mul(inverseSquare, constant(-1.0 / 3)), root)
    let result = mul(better, select(isTiny, constant(0x1p-8), one))
    let isInside = and(less(zero, a), less(a, infinity))
    return withSign(select(isInside, result, a), of: x)
  }

  // MARK: Pieces

  /// A third of a positive integer, but for the last bits: 1/3 = 5/16 * 17/16 * 257/256 * ...
  private mutating func thirdOfInteger(_ bits: MicroValue) -> MicroValue {
    var third = shiftRight(bits, by: 2)
    third = addInteger(third, shiftRight(third, by: 2))
    third = addInteger(third, shiftRight(third, by: 4))
    return addInteger(third, shiftRight(third, by: 8))
  }

  /// log2 a to 2^-32 of its value, for a positive and finite.
  ///
  /// a = 2^k m; with c the nearest of 2^(-1/3), 1, 2^(1/3) to a few bits, log2 m = log2 c + K atanh(s)
  /// for s = (m - c) / (m + c), |s| <= 0.0584, K = 2 / log 2 (Tang 1990).
  private mutating func logarithm2InTwoParts(
    _ a: MicroValue
  ) -> (high: MicroValue, low: MicroValue) {
    let isTiny = less(a, constant(Float.leastNormalMagnitude))
    let (integer, m) = exponentAndSignificand(select(isTiny, mul(a, constant(0x1p24)), a))
    let exponent = add(float(ofInteger: integer), and(isTiny, constant(-24)))
    let isLow = less(m, constant(0x1.c823ep-1))
    let isHigh = less(constant(0x1.1f59acp+0), m)
    let center = choose(isLow, 0x1.96p-1, isHigh, 0x1.43p+0, else: 1)
    let (s, sLow) = centeredRatio(m, center)
    let scale = constant(0x1.715476p+1)
    let main = exactProduct(s, scale)
    let square = mul(s, s)
    // K (atanh(s) / s - 1) / z, z = s^2; degree 2, error of the whole 2^-40.
    let p = polynomial(square, 0x1.ec709ep-1, 0x1.27759cp-1, 0x1.a94964p-2)
    let tail = fma(
      mul(s, square),
      p,
      choose(isLow, -0x1.1735acp-17, isHigh, 0x1.23667p-19, else: 0)
    )
    let rest = fma(sLow, scale, fma(s, constant(0x1.4ae0cp-25), main.low))
    let whole = add(exponent, choose(isLow, -0x1.56bp-2, isHigh, 0x1.577p-2, else: 0))
    let (high, error) = exactOrderedSum(whole, main.high)
    return exactOrderedSum(high, add(error, add(rest, tail)))
  }

  /// (m - c) / (m + c) in two parts, for c of 9 bits near m, both between 1/2 and 2.
  private mutating func centeredRatio(
    _ m: MicroValue,
    _ c: MicroValue
  ) -> (high: MicroValue, low: MicroValue) {
    let difference = sub(m, c)
    let sum = add(m, c)
    let sumError = sub(m, sub(sum, c))
    let inverse = div(one, sum)
    let ratio = mul(difference, inverse)
    let negative = xor(ratio, signBit)
    let remainder = fma(negative, sumError, fma(negative, sum, difference))
    return (ratio, mul(remainder, inverse))
  }

  private mutating func choose(
    _ first: MicroValue,
    _ a: Float,
    _ second: MicroValue,
    _ b: Float,
    else c: Float
  ) -> MicroValue {
    select(first, constant(a), select(second, constant(b), constant(c)))
  }

  private mutating func powerLimits(
    _ result: MicroValue,
    _ x: MicroValue,
    _ y: MicroValue,
    _ a: MicroValue
  ) -> MicroValue {
    let isOne = or(equal(a, one), equal(y, zero))
    let half = mul(y, constant(0.5))
    let isWhole = equal(roundEven(y), y)
    let isOdd = and(isWhole, notEqual(roundEven(half), half))
    let signed = or(select(isOne, one, result), and(signOnly(x), isOdd))
    let isFiniteNegative = and(less(x, zero), less(constant(-Float.infinity), x))
    let isInvalid = and(isFiniteNegative, notEqual(roundEven(y), y))
    return select(isInvalid, notANumber, signed)
  }
}
