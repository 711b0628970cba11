/// One operation on a lane of 32 bits: the instruction set that every back end shares.
///
/// Every function of the language is a sequence of these (semantics rules 16 - 19), so the reference
/// interpreter, the portable kernels and generated machine code agree to the bit by construction.
/// Arithmetic is IEEE 754 binary32, round to nearest even, denormals kept. A mask is all ones or all
/// zeros. Operands are named a, b, c.
package enum MicroOperation: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  // MARK: Leaves

  /// The element of input stream `immediate`.
  case load
  /// The number in uniform slot `immediate`, the same for every element.
  case uniform
  /// The bits of `immediate`.
  case constant

  // MARK: Arithmetic

  /// a + b
  case add
  /// a - b
  case sub
  /// a * b
  case mul
  /// a / b
  case div
  /// a * b + c with one rounding
  case fma
  /// The square root of a; NaN below zero, -0 for -0.
  case sqrt
  /// The largest whole number not above a, as a float; -0 and non-finite values stay.
  case floor
  /// The whole number nearest to a, ties to even, as a float.
  case roundEven

  // MARK: Comparisons, giving masks

  /// a < b; false with NaN.
  case less
  /// a <= b; false with NaN.
  case lessOrEqual
  /// a == b; false with NaN.
  case equal
  /// a != b; true with NaN.
  case notEqual

  // MARK: Bits

  /// a & b
  case and
  /// a | b
  case or
  /// a ^ b
  case xor
  /// b where mask a is set, else c
  case select
  /// a << immediate, as unsigned integers
  case shiftLeft
  /// a >> immediate, filling with zeros
  case shiftRight
  /// a >> immediate, filling with the sign
  case shiftRightSigned
  /// a + b as integers, wrapping
  case addInteger
  /// a - b as integers, wrapping
  case subInteger
}

extension MicroOperation {
  /// The number of operands, 0 to 3.
  var arity: Int {
    switch self {
    case .load, .uniform, .constant: 0
    case .sqrt, .floor, .roundEven, .shiftLeft, .shiftRight, .shiftRightSigned: 1
    case .add, .sub, .mul, .div, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .xor,
      .addInteger, .subInteger:
      2
    case .fma, .select: 3
    }
  }
}

/// A value of a micro program: the place of the instruction that computes it.
package struct MicroValue: Hashable, Sendable, BitwiseCopyable {
  package var index: Int32

  init(_ index: Int) { self.index = Int32(index) }
}

/// One instruction of a micro program in static single assignment form.
package struct MicroInstruction: Hashable, Sendable, BitwiseCopyable {
  package var operation: MicroOperation
  package var a: MicroValue
  package var b: MicroValue
  package var c: MicroValue
  /// A stream, slot, bit pattern or shift count, where the operation has one; else 0.
  package var immediate: UInt32

  /// The operand at a place from 0 to the operation's arity - 1.
  subscript(place: Int) -> MicroValue {
    switch place {
    case 0: a
    case 1: b
    default: c
    }
  }
}
