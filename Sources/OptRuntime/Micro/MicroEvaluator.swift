/// The meaning of every micro-operation on one lane, in plain Swift.
///
/// The definition that all back ends are tested against (semantics rules 16 and 19): the reference
/// interpreter executes it, constant folding and the accuracy measurements use it.
enum MicroEvaluator {
  /// The bits that an operation gives for the bits of its operands; unused operands are ignored.
  ///
  /// - Precondition: the operation is not a load or a uniform, whose values come from outside.
  @inline(__always)
  static func evaluate(
    _ operation: MicroOperation,
    _ a: UInt32,
    _ b: UInt32,
    _ c: UInt32,
    immediate: UInt32
  ) -> UInt32 {
    switch operation {
    case .load, .uniform: preconditionFailure("\(operation) has no operands to compute from")
    case .constant: immediate
    case .add: (float(a) + float(b)).bitPattern
    case .sub: (float(a) - float(b)).bitPattern
    case .mul: (float(a) * float(b)).bitPattern
    case .div: (float(a) / float(b)).bitPattern
    case .fma: float(c).addingProduct(float(a), float(b)).bitPattern
    case .sqrt: float(a).squareRoot().bitPattern
    case .floor: float(a).rounded(.down).bitPattern
    case .roundEven: float(a).rounded(.toNearestOrEven).bitPattern
    case .less: mask(float(a) < float(b))
    case .lessOrEqual: mask(float(a) <= float(b))
    case .equal: mask(float(a) == float(b))
    case .notEqual: mask(float(a) != float(b))
    case .and: a & b
    case .or: a | b
    case .xor: a ^ b
    case .select: (a & b) | (~a & c)
    case .shiftLeft: a << immediate
    case .shiftRight: a >> immediate
    case .shiftRightSigned: UInt32(bitPattern: Int32(bitPattern: a) >> Int32(immediate))
    case .addInteger: a &+ b
    case .subInteger: a &- b
    }
  }

  private static func float(_ bits: UInt32) -> Float { Float(bitPattern: bits) }

  private static func mask(_ condition: Bool) -> UInt32 { condition ? .max : 0 }
}
