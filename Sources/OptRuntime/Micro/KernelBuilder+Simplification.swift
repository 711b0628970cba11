/// What constants make of an operation, without changing a bit of any result.
extension KernelBuilder {
  /// A value that equals the instruction's and is cheaper, nil if there is none.
  mutating func simplified(_ instruction: MicroInstruction) -> MicroValue? {
    let (a, b, c) = (instruction.a, instruction.b, instruction.c)
    switch instruction.operation {
    case .load, .uniform, .constant: return nil
    case .mul:
      return folded(instruction) ?? neutral(a, b, 0x3F80_0000) ?? neutral(b, a, 0x3F80_0000)
    case .div: return folded(instruction) ?? neutral(a, b, 0x3F80_0000) ?? exactProduct(of: a, b)
    case .sub: return folded(instruction) ?? neutral(a, b, 0)
    case .subInteger: return folded(instruction) ?? neutral(a, b, 0)
    case .addInteger, .xor: return folded(instruction) ?? neutral(a, b, 0) ?? neutral(b, a, 0)
    case .or: return folded(instruction) ?? neutral(a, b, 0) ?? neutral(b, a, 0)
    case .and: return folded(instruction) ?? masked(a, by: b) ?? masked(b, by: a)
    case .select: return folded(instruction) ?? chosen(a, b, c)
    case .add, .fma, .sqrt, .floor, .roundEven, .less, .lessOrEqual, .equal, .notEqual, .shiftLeft,
      .shiftRight, .shiftRightSigned:
      return folded(instruction)
    }
  }

  /// The constant that an operation on constants gives.
  private mutating func folded(_ instruction: MicroInstruction) -> MicroValue? {
    let arity = instruction.operation.arity
    guard let a = constantBits(instruction.a) else { return nil }
    guard let b = arity > 1 ? constantBits(instruction.b) : 0 else { return nil }
    guard let c = arity > 2 ? constantBits(instruction.c) : 0 else { return nil }
    return constant(
      bits: MicroEvaluator.evaluate(
        instruction.operation,
        a,
        b,
        c,
        immediate: instruction.immediate
      )
    )
  }

  /// `value` if the other operand is the neutral element.
  private func neutral(_ value: MicroValue, _ other: MicroValue, _ bits: UInt32) -> MicroValue? {
    constantBits(other) == bits ? value : nil
  }

  private func masked(_ value: MicroValue, by mask: MicroValue) -> MicroValue? {
    switch constantBits(mask) {
    case 0: mask
    case UInt32.max: value
    default: nil
    }
  }

  private func chosen(_ mask: MicroValue, _ a: MicroValue, _ b: MicroValue) -> MicroValue? {
    if a == b { return a }
    switch constantBits(mask) {
    case 0: return b
    case UInt32.max: return a
    default: return nil
    }
  }

  /// x / 2^n as x * 2^-n: the exact value before rounding is the same.
  private mutating func exactProduct(of x: MicroValue, _ divisor: MicroValue) -> MicroValue? {
    guard let bits = constantBits(divisor) else { return nil }
    let inverse = 1 / Float(bitPattern: bits)
    let isPowerOfTwo = Float(bitPattern: bits).significandBitPattern == 0
    guard isPowerOfTwo, inverse.isFinite, inverse != 0 else { return nil }
    return mul(x, constant(inverse))
  }
}
