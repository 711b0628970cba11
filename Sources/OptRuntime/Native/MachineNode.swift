/// One operation of the processor, before registers are chosen.
///
/// Nodes are in static single assignment form like micro code, but know the instruction set: masks are
/// a type of their own on AVX-512, signs are folded into multiply-adds, bit operations are combined.
struct MachineNode: BitwiseCopyable {
  /// How registers and operands are used.
  enum Kind: UInt8, BitwiseCopyable {
    case load
    case uniform
    case constant
    /// `form(a)`; with an immediate if `hasImmediate`.
    case unary
    /// `form(a, b)`
    case binary
    /// `form(a, b)` where the operands may be exchanged.
    case commutative
    /// Shift of a; the kind of shift is in the high half of the immediate.
    case shift
    /// a * b + c; bit 0 of the immediate negates the product, bit 1 the addend.
    case fused
    /// A comparison of a and b; the predicate is the immediate.
    case compare
    /// b where a is set, else c.
    case select
    /// A function of three bits; the truth table is the immediate. AVX-512 only.
    case ternary
    /// b where mask a is set, else +0. AVX-512 only.
    case zeroing
    /// Mask a as a vector. AVX-512 only.
    case expand
    /// `form(a)` on masks. AVX-512 only.
    case maskUnary
    /// `form(a, b)` on masks. AVX-512 only.
    case maskBinary
    /// Writes a to the output stream of the immediate.
    case store
    /// Adds a to the accumulator of the immediate.
    case sum
    /// Folds a into the accumulator of the immediate.
    case maximum
  }

  /// No operand.
  static let none: Int32 = -1

  var kind: Kind
  var form = VectorForm.move
  var a = none
  var b = none
  var c = none
  var immediate: UInt32 = 0
  /// Whether the result is in a mask register.
  var isMask = false
  /// Whether the result is the same for every element.
  var isInvariant = false
  /// How often the result is an operand of a node that is needed.
  var useCount: Int32 = 0

  /// Whether the value is in memory from the beginning and computed by nothing.
  var isLeaf: Bool {
    switch kind {
    case .load, .uniform, .constant: true
    default: false
    }
  }

  /// Whether the node stores or folds a value.
  var isResult: Bool {
    switch kind {
    case .store, .sum, .maximum: true
    default: false
    }
  }

  subscript(place: Int) -> Int32 {
    switch place {
    case 0: a
    case 1: b
    default: c
    }
  }
}
