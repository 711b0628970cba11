/// One instruction with its registers chosen, before its place in the code is known.
///
/// The loop's body is encoded several times from the same list: unrolled, and masked for the tail.
struct MachineInstruction: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    case vector
    /// Writes `target` to output stream `place`.
    case store
    /// Adds `target` to accumulator `place`.
    case sum
    /// Folds `target` into accumulator `place`.
    case maximum
  }

  /// Where the last operand is.
  enum Source: UInt8, BitwiseCopyable {
    /// Register `place`.
    case register
    /// The elements of input stream `place`.
    case input
    /// `place` bytes from the stack pointer.
    case slot
    /// Entry `place` of the constant pool.
    case constant
    /// Uniform slot `place`.
    case uniform
  }

  var kind = Kind.vector
  var source = Source.register
  var form = VectorForm.move
  var target: UInt8
  var second: UInt8 = 0
  var place: Int32 = 0
  var mask: UInt8 = 0
  var isZeroing = false
  var hasImmediate = false
  var immediate: UInt8 = 0

  /// Whether, on AVX-512, the result is in a mask register or its copy in memory.
  var writesMask: Bool { form == .compare || form.layout == .mask0 || form.layout == .mask1 }
}

/// Where a reduction is accumulated.
enum Accumulator: BitwiseCopyable {
  /// The first of the registers of its 16 lanes.
  case registers(UInt8)
  /// An offset from the stack pointer.
  case slot(Int32)
}

/// A kernel with registers chosen.
struct AllocatedKernel {
  /// Before the loop: values that are the same for every element.
  var prologue: [MachineInstruction] = []
  /// For the elements of one vector.
  var body: [MachineInstruction] = []
  /// The pool of constants.
  var constants: [UInt32] = []
  var accumulators: [Accumulator] = []
  /// Holds an accumulator of the frame while it is used.
  var accumulatorScratch: UInt8 = 0
  /// Bytes of the stack frame, a multiple of the vector size.
  var frameBytes: Int32 = 0
}
