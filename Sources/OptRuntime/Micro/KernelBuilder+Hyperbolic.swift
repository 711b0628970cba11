/// Hyperbolic functions from one exponential of |x|, and from polynomials near 0.
extension KernelBuilder {
  /// sinh x, below 2 ulp: an odd polynomial up to 1, else half the difference of e^x and e^-x.
  mutating func hyperbolicSine(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let half = halfExponential(a)
    let large = sub(half, div(constant(0.25), half))
    let square = mul(a, a)
    // Degree 3 on 0 ... 1, error of sinh below 2^-31.5 of its value.
    let tail = polynomial(
      square,
      0x1.555556p-3,
      0x1.1110e2p-7,
      0x1.a02156p-13,
      0x1.75a6f4p-19
    )
    let small = fma(mul(a, square), tail, a)
    return withSign(select(less(a, one), small, large), of: x)
  }

  /// cosh x, below 1.5 ulp: half the sum of e^|x| and e^-|x|.
  mutating func hyperbolicCosine(_ x: MicroValue) -> MicroValue {
    let half = halfExponential(magnitude(x))
    return add(half, div(constant(0.25), half))
  }

  /// tanh x, below 1.5 ulp: an odd polynomial up to 0.625, else 1 - 2 / (e^2x + 1).
  mutating func hyperbolicTangent(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let high = constant(10)
    let bounded = select(less(high, a), high, a)
    let (exponent, rest) = splitExponent(add(bounded, bounded))
    let scale = addInteger(shiftLeft(exponent, by: 23), one)
    let power = mul(exponentialOfReduced(rest), scale)
    let large = sub(one, div(constant(2), add(power, one)))
    let square = mul(a, a)
    // Degree 4 on 0 ... 0.625^2, error of tanh below 2^-27.7 of its value.
    let tail = polynomial(
      square,
      -0x1.555532p-2,
      0x1.1106fcp-3,
      -0x1.b83736p-5,
      0x1.520792p-6,
      -0x1.75607p-8
    )
    let small = fma(mul(a, square), tail, a)
    return withSign(select(less(a, constant(0.625)), small, large), of: x)
  }

  /// e^a / 2 for a not negative, infinite only where e^a / 2 is.
  private mutating func halfExponential(_ a: MicroValue) -> MicroValue {
    let high = constant(90)
    let (exponent, rest) = splitExponent(select(less(high, a), high, a))
    return scale(exponentialOfReduced(rest), by: addInteger(exponent, constant(bits: .max)))
  }
}
