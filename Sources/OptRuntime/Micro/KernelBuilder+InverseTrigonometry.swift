/// Inverse trigonometric functions from own minimax polynomials.
extension KernelBuilder {
  /// The angle of a sine, below 1.5 ulp; NaN beyond +-1.
  mutating func arcsine(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let isLarge = less(constant(0.5), a)
    let (root, tail) = arcsineParts(a, isLarge)
    // pi/2 - 2 arcsin(sqrt((1 - a) / 2)), smallest terms first.
    let (main, error) = exactOrderedSum(constant(0x1.921fb6p+0), mul(constant(-2), root))
    let rest = fma(constant(2), tail, constant(0x1.777a5cp-25))
    let large = add(main, sub(error, rest))
    return withSign(select(isLarge, large, add(root, tail)), of: x)
  }

  /// The angle of a cosine, below 1.5 ulp; NaN beyond +-1.
  mutating func arccosine(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let isLarge = less(constant(0.5), a)
    let (root, tail) = arcsineParts(a, isLarge)
    let (signedRoot, signedTail) = (xor(root, signOnly(x)), xor(tail, signOnly(x)))
    let small = sub(
      sub(constant(0x1.921fb6p+0), signedRoot),
      add(signedTail, constant(0x1.777a5cp-25))
    )
    let positive = mul(constant(2), add(root, tail))
    let negative = sub(
      constant(0x1.921fb6p+1),
      fma(constant(2), add(root, tail), constant(0x1.777a5cp-24))
    )
    return select(isLarge, select(less(x, zero), negative, positive), small)
  }

  /// The angle of a tangent, below 1.5 ulp; above 1 by pi/2 - arctan(1 / a).
  mutating func arctangent(_ x: MicroValue) -> MicroValue {
    let a = magnitude(x)
    let isLarge = less(one, a)
    let t = select(isLarge, div(one, a), a)
    let square = mul(t, t)
    // Degree 8 on 0 ... 1, error of arctan below 2^-28.5 of its value.
    let tail = polynomial(
      square,
      -0x1.55553ep-2,
      0x1.9991e6p-3,
      -0x1.2420b6p-3,
      0x1.c08f6ep-4,
      -0x1.58158cp-4,
      0x1.da5f5cp-5,
      -0x1.fdfc72p-6,
      0x1.64c0fp-7,
      -0x1.d493f8p-10
    )
    let cubic = mul(mul(t, square), tail)
    let large = sub(
      sub(constant(0x1.921fb6p+0), t),
      add(cubic, constant(0x1.777a5cp-25))
    )
    return withSign(select(isLarge, large, add(t, cubic)), of: x)
  }

  /// s and the rest of arcsin s, for s = a, or sqrt((1 - a) / 2) where a is large.
  ///
  /// arcsin s = s + s z p(z), z = s^2, p of degree 4 on 0 ... 1/4 with an error of arcsin below 2^-27.5.
  private mutating func arcsineParts(
    _ a: MicroValue,
    _ isLarge: MicroValue
  ) -> (root: MicroValue, tail: MicroValue) {
    let half = constant(0.5)
    let square = select(isLarge, fma(xor(half, signBit), a, half), mul(a, a))
    let root = select(isLarge, sqrt(square), a)
    let p = polynomial(
      square,
      0x1.5555cap-3,
      0x1.330162p-4,
      0x1.748b7ap-5,
      0x1.8ba462p-6,
      0x1.59dda6p-5
    )
    return (root, mul(mul(root, square), p))
  }
}
