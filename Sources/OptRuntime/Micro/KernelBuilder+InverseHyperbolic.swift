/// Inverse hyperbolic functions as logarithms of a sum in two parts.
extension KernelBuilder {
  /// The inverse of sinh, below 2 ulp: log(a + sqrt(a^2 + 1)).
  mutating func inverseHyperbolicSine(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let square = fma(a, a, one)
    let squareError = fma(a, a, sub(one, square))
    let (root, rootError) = squareRoot(square, squareError)
    let (sum, error) = exactOrderedSum(root, a)
    let result = logarithmOfLarge(a, sum, add(error, rootError))
    // Below 2^-12 the cubic term a^3/6 is no longer seen.
    return withSign(select(less(a, constant(0x1p-12)), a, result), of: x)
  }

  /// The inverse of cosh, below 1.5 ulp, NaN below 1: log(x + sqrt(x^2 - 1)).
  ///
  /// x^2 - 1 = t^2 + 2t with the exact t = x - 1.
  mutating func inverseHyperbolicCosine(_ x: MicroValue) -> MicroValue {
    let t = sub(x, one)
    let twice = add(t, t)
    let square = fma(t, t, twice)
    let squareError = fma(t, t, sub(twice, square))
    let (root, rootError) = squareRoot(square, squareError)
    let (sum, error) = exactOrderedSum(x, root)
    let result = logarithmOfLarge(x, sum, add(error, rootError))
    return select(equal(x, one), zero, select(less(x, one), notANumber, result))
  }

  /// The inverse of tanh, below 2 ulp, infinite at +-1, NaN beyond: log(1 + 2a / (1 - a)) / 2.
  mutating func inverseHyperbolicTangent(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let divisor = sub(one, a)
    let divisorError = sub(sub(one, divisor), a)
    let twice = add(a, a)
    let quotient = div(twice, divisor)
    let negative = xor(quotient, signBit)
    let remainder = fma(negative, divisorError, fma(negative, divisor, twice))
    let (sum, error) = exactSum(one, quotient)
    let rest = add(error, div(remainder, divisor))
    let result = mul(constant(0.5), logarithmOfSum(sum, rest, exponentOffset: nil))
    let inside = select(less(a, constant(0x1p-12)), a, result)
    let outside = select(equal(a, one), infinity, notANumber)
    return withSign(select(less(a, one), inside, outside), of: x)
  }

  // MARK: Pieces

  /// The root of q + e in two parts, e being the rounding error of q.
  private mutating func squareRoot(
    _ q: MicroValue,
    _ e: MicroValue
  ) -> (high: MicroValue, low: MicroValue) {
    let root = sqrt(q)
    let remainder = add(fma(xor(root, signBit), root, q), e)
    return (root, div(remainder, add(root, root)))
  }

  /// log(sum + error), or log(2a) where a is so large that the square has nothing to add to it.
  private mutating func logarithmOfLarge(
    _ a: MicroValue,
    _ sum: MicroValue,
    _ error: MicroValue
  ) -> MicroValue {
    let isLarge = less(constant(0x1p14), a)
    let result = logarithmOfSum(
      select(isLarge, a, sum),
      select(isLarge, zero, error),
      exponentOffset: and(isLarge, one)
    )
    return select(less(a, infinity), result, a)
  }
}
