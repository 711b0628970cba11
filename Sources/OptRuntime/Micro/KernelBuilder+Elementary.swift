/// Signs, orders and selections (semantics rules 9 to 11), and what the functions are made of.
extension KernelBuilder {
  // MARK: Constants

  var zero: MicroValue { mutating get { constant(0) } }
  var one: MicroValue { mutating get { constant(1) } }
  var signBit: MicroValue { mutating get { constant(bits: 0x8000_0000) } }
  var infinity: MicroValue { mutating get { constant(Float.infinity) } }
  var notANumber: MicroValue { mutating get { constant(Float.nan) } }

  // MARK: Signs

  mutating func magnitude(_ x: MicroValue) -> MicroValue { and(x, constant(bits: 0x7FFF_FFFF)) }

  mutating func signOnly(_ x: MicroValue) -> MicroValue { and(x, signBit) }

  /// x with the sign of `sign` where x is not negative.
  mutating func withSign(_ x: MicroValue, of sign: MicroValue) -> MicroValue {
    or(x, signOnly(sign))
  }

  /// -1, +0, 1 or NaN; +0 for -0.
  mutating func sign(_ x: MicroValue) -> MicroValue {
    let signedOne = and(or(signOnly(x), one), notEqual(x, zero))
    return select(equal(x, x), signedOne, x)
  }

  /// The magnitude of a with the sign of b; a NaN's sign counts as +.
  mutating func copySign(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    or(magnitude(a), and(signOnly(b), equal(b, b)))
  }

  // MARK: Orders

  /// The smaller, NaN if either is, -0 below +0.
  ///
  /// Operands that are neither less nor greater are combined by `or`: equal ones agree in all bits but
  /// the sign of zero, and with a NaN the result is one.
  mutating func minimum(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    if let bound = constantBits(b) { return minimum(a, bound: bound) }
    if let bound = constantBits(a) { return minimum(b, bound: bound) }
    return select(less(a, b), a, select(less(b, a), b, or(a, b)))
  }

  /// The larger, NaN if either is, -0 below +0.
  mutating func maximum(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    if let bound = constantBits(b) { return maximum(a, bound: bound) }
    if let bound = constantBits(a) { return maximum(b, bound: bound) }
    let same = select(equal(a, b), and(a, b), notANumber)
    return select(less(b, a), a, select(less(a, b), b, same))
  }

  /// The smaller of x and a constant: where neither is less, x is right unless the constant is -0.
  private mutating func minimum(_ x: MicroValue, bound bits: UInt32) -> MicroValue {
    let bound = constant(bits: bits)
    guard !Float(bitPattern: bits).isNaN else { return bound }
    let isBound = bits == 0x8000_0000 ? lessOrEqual(bound, x) : less(bound, x)
    return select(isBound, bound, x)
  }

  /// The larger of x and a constant: where neither is greater, x is right unless the constant is +0.
  private mutating func maximum(_ x: MicroValue, bound bits: UInt32) -> MicroValue {
    let bound = constant(bits: bits)
    guard !Float(bitPattern: bits).isNaN else { return bound }
    let isBound = bits == 0 ? lessOrEqual(x, bound) : less(x, bound)
    return select(isBound, bound, x)
  }

  /// max(x, 0): +0 for -0.
  mutating func relu(_ x: MicroValue) -> MicroValue { maximum(x, zero) }

  /// x within two bounds; NaN stays.
  mutating func clamp(_ x: MicroValue, _ low: Float, _ high: Float) -> MicroValue {
    let (low, high) = (constant(low), constant(high))
    return select(less(x, low), low, select(less(high, x), high, x))
  }

  // MARK: Arithmetic

  /// a - b * floor(a / b), each operation rounded (semantics rule 10).
  mutating func modulo(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    sub(a, mul(b, floor(div(a, b))))
  }

  /// The polynomial with the given coefficients, lowest first, by Horner's scheme.
  mutating func polynomial(_ x: MicroValue, _ coefficients: Float...) -> MicroValue {
    let leading = constant(coefficients[coefficients.count - 1])
    return coefficients.dropLast().reversed().reduce(leading) { value, coefficient in
      fma(value, x, constant(coefficient))
    }
  }

  /// The sum and its rounding error, exactly (Knuth's TwoSum).
  mutating func exactSum(
    _ a: MicroValue,
    _ b: MicroValue
  ) -> (high: MicroValue, low: MicroValue) {
    let sum = add(a, b)
    let shadow = sub(sum, a)
    return (sum, add(sub(a, sub(sum, shadow)), sub(b, shadow)))
  }

  /// The sum and its rounding error where `a` is 0 or not below `b` in magnitude (Fast2Sum).
  mutating func exactOrderedSum(
    _ a: MicroValue,
    _ b: MicroValue
  ) -> (high: MicroValue, low: MicroValue) {
    let sum = add(a, b)
    return (sum, sub(b, sub(sum, a)))
  }

  /// The product and its rounding error, exactly.
  mutating func exactProduct(
    _ a: MicroValue,
    _ b: MicroValue
  ) -> (high: MicroValue, low: MicroValue) {
    let product = mul(a, b)
    return (product, fma(a, b, xor(product, signBit)))
  }

  // MARK: Whole numbers as bits

  /// 1.5 * 2^23: added to a number below 2^22, its lowest bits are the number as an integer.
  static let integerAnchor: Float = 0x1.8p23

  /// The float of a small signed integer.
  mutating func float(ofInteger value: MicroValue) -> MicroValue {
    let anchor = constant(KernelBuilder.integerAnchor)
    return sub(addInteger(value, anchor), anchor)
  }
}
