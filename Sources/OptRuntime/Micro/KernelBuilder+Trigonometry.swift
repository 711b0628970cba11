/// Sine, cosine and tangent for all finite arguments.
extension KernelBuilder {
  /// sin x, below 2 ulp.
  mutating func sine(_ x: MicroValue) -> MicroValue {
    let angle = reduceAngle(magnitude(x))
    let turns = add(angle.quarters, constant(KernelBuilder.integerAnchor))
    return xor(sine(of: angle, after: turns), signOnly(x))
  }

  /// cos x, below 2 ulp.
  mutating func cosine(_ x: MicroValue) -> MicroValue {
    let angle = reduceAngle(magnitude(x))
    let turns = add(angle.quarters, constant(KernelBuilder.integerAnchor + 1))
    return sine(of: angle, after: turns)
  }

  /// tan x, below 2 ulp.
  mutating func tangent(_ x: MicroValue) -> MicroValue {
    let angle = reduceAngle(magnitude(x))
    let turns = add(angle.quarters, constant(KernelBuilder.integerAnchor))
    let (r, low) = (angle.high, angle.low)
    let square = mul(r, r)
    // Degree 6 on 0 ... (pi/4)^2, error of tan below 2^-29 of its value.
    let p = polynomial(
      square,
      0x1.55556p-2,
      0x1.110d9ap-3,
      0x1.badadap-5,
      0x1.5cb2f4p-6,
      0x1.631cd6p-7,
      0x1.63778cp-14,
      0x1.1f0954p-8
    )
    let value = add(r, fma(mul(r, square), p, fma(low, square, low)))
    let result = select(isOdd(turns), div(constant(-1), value), value)
    return xor(result, signOnly(x))
  }

  // MARK: Pieces

  /// The sine of r plus a number of quarter turns, the lowest bits of `turns`.
  ///
  /// sin r = r + r^3 p(r^2), cos r = 1 - r^2/2 + r^4 q(r^2), both of degree 2 on 0 ... (pi/4)^2, with
  /// errors below 2^-28 and 2^-33.
  private mutating func sine(
    of angle: ReducedAngle,
    after turns: MicroValue
  ) -> MicroValue {
    let (r, low) = (angle.high, angle.low)
    let square = mul(r, r)
    let p = polynomial(square, -0x1.555546p-3, 0x1.11077cp-7, -0x1.9955aep-13)
    let sine = add(r, fma(mul(r, square), p, low))
    let q = polynomial(square, -0.5, 0x1.55554ap-5, -0x1.6c0c1ap-10, 0x1.99e0eep-16)
    let cosine = fma(square, q, one)
    let value = select(isOdd(turns), cosine, sine)
    return xor(value, signOnly(shiftLeft(turns, by: 30)))
  }

  /// The mask of odd integers.
  private mutating func isOdd(_ integer: MicroValue) -> MicroValue {
    shiftRightSigned(shiftLeft(integer, by: 31), by: 31)
  }
}
