/// How one vector instruction is encoded: opcode map, mandatory prefix, opcode.
///
/// A form serves VEX (256 bit) and EVEX (512 bit) alike where both exist; every form used here has W = 0.
struct VectorForm: Hashable, Sendable, BitwiseCopyable {
  /// The opcode map, as VEX and EVEX number it.
  enum Map: UInt8, Sendable, BitwiseCopyable {
    case map0F = 1
    case map0F38 = 2
    case map0F3A = 3
  }

  /// The mandatory prefix, as VEX and EVEX number it.
  enum Prefix: UInt8, Sendable, BitwiseCopyable {
    case none = 0
    case p66 = 1
    case pF3 = 2
    case pF2 = 3
  }

  /// How the length field and the memory operand are read.
  enum Layout: UInt8, Sendable, BitwiseCopyable {
    /// Registers and memory operand as wide as the instruction set's vectors.
    case vector
    /// The memory operand is one float.
    case scalarMemory
    /// Mask registers, VEX with L = 0.
    case mask0
    /// Mask registers, VEX with L = 1.
    case mask1
  }

  var map: Map
  var prefix: Prefix
  var opcode: UInt8
  var layout: Layout

  private init(_ map: Map, _ prefix: Prefix, _ opcode: UInt8, _ layout: Layout = .vector) {
    self.map = map
    self.prefix = prefix
    self.opcode = opcode
    self.layout = layout
  }

  /// Whether, in EVEX, a mask may set elements of the result in the target register to 0.
  var isMaskable: Bool {
    switch self {
    case .store, .compare, .shift, .expand: false
    default: layout == .vector
    }
  }
}

extension VectorForm {
  // MARK: Moves

  static let load = VectorForm(.map0F, .none, 0x10)
  static let store = VectorForm(.map0F, .none, 0x11)
  static let move = VectorForm(.map0F, .none, 0x28)
  static let broadcast = VectorForm(.map0F38, .p66, 0x18, .scalarMemory)
  /// VEX only: the mask is `second`.
  static let maskedLoad = VectorForm(.map0F38, .p66, 0x2C)
  /// VEX only: the mask is `second`.
  static let maskedStore = VectorForm(.map0F38, .p66, 0x2E)

  // MARK: Arithmetic

  static let add = VectorForm(.map0F, .none, 0x58)
  static let mul = VectorForm(.map0F, .none, 0x59)
  static let sub = VectorForm(.map0F, .none, 0x5C)
  static let div = VectorForm(.map0F, .none, 0x5E)
  static let max = VectorForm(.map0F, .none, 0x5F)
  static let min = VectorForm(.map0F, .none, 0x5D)
  static let sqrt = VectorForm(.map0F, .none, 0x51)
  /// `vroundps` in VEX, `vrndscaleps` in EVEX.
  static let round = VectorForm(.map0F3A, .p66, 0x08)
  /// The result is a vector in VEX, a mask register in EVEX.
  static let compare = VectorForm(.map0F, .none, 0xC2)

  // MARK: Conversions

  static let integerToFloat = VectorForm(.map0F, .none, 0x5B)
  /// Towards zero.
  static let floatToInteger = VectorForm(.map0F, .pF3, 0x5B)
  /// Bytes in memory, a quarter of a vector, to integers.
  static let bytesToIntegers = VectorForm(.map0F38, .p66, 0x31)
  /// EVEX only: the low bytes of integers, to a quarter of a vector in memory.
  static let integersToBytes = VectorForm(.map0F38, .pF3, 0x31)

  // MARK: Bits

  static let and = VectorForm(.map0F, .none, 0x54)
  static let or = VectorForm(.map0F, .none, 0x56)
  static let xor = VectorForm(.map0F, .none, 0x57)
  static let addInteger = VectorForm(.map0F, .p66, 0xFE)
  static let subInteger = VectorForm(.map0F, .p66, 0xFA)
  static let maxInteger = VectorForm(.map0F38, .p66, 0x3D)
  /// The register field is the extension: 6 left, 2 right, 4 right signed; the result is `second`.
  static let shift = VectorForm(.map0F, .p66, 0x72)
  /// VEX only: the mask register is in the immediate.
  static let blendVector = VectorForm(.map0F3A, .p66, 0x4A)
  /// EVEX only.
  static let blendMask = VectorForm(.map0F38, .p66, 0x65)
  /// EVEX only.
  static let ternary = VectorForm(.map0F3A, .p66, 0x25)
  /// EVEX only: a mask register to a vector of all ones or zeros.
  static let expand = VectorForm(.map0F38, .pF3, 0x38)

  // MARK: Shuffles

  static let unpackLow = VectorForm(.map0F, .none, 0x14)
  static let unpackHigh = VectorForm(.map0F, .none, 0x15)
  /// The elements of the operand that the low bits of `second` name.
  static let permute = VectorForm(.map0F38, .p66, 0x16)
  /// The bytes of `second` that the operand names, in each 128 bits.
  static let shuffleBytes = VectorForm(.map0F38, .p66, 0x00)
  /// Two floats of each operand in each 128 bits.
  static let shuffle = VectorForm(.map0F, .none, 0xC6)
  /// VEX only: one half of each operand, or any two.
  static let permuteHalves = VectorForm(.map0F3A, .p66, 0x06)
  /// EVEX only: two quarters of each operand.
  static let shuffleQuarters = VectorForm(.map0F3A, .p66, 0x23)

  // MARK: Mask registers

  static let maskMove = VectorForm(.map0F, .none, 0x90, .mask0)
  static let maskStore = VectorForm(.map0F, .none, 0x91, .mask0)
  static let maskFromGeneral = VectorForm(.map0F, .none, 0x92, .mask0)
  static let maskNot = VectorForm(.map0F, .none, 0x44, .mask0)
  static let maskAnd = VectorForm(.map0F, .none, 0x41, .mask1)
  static let maskOr = VectorForm(.map0F, .none, 0x45, .mask1)
  static let maskXor = VectorForm(.map0F, .none, 0x47, .mask1)

  // MARK: Fused multiply-add

  /// The order of the operands of a fused multiply-add: which one the result replaces.
  enum FusedOrder: UInt8, Sendable, BitwiseCopyable {
    /// result = result * operand + second
    case product132 = 0x00
    /// result = second * result + operand
    case product213 = 0x10
    /// result = second * operand + result
    case addend231 = 0x20
  }

  /// The fused multiply-add of an order and signs.
  static func fused(
    _ order: FusedOrder,
    negateProduct: Bool = false,
    negateAddend: Bool = false
  ) -> VectorForm {
    let opcode = 0x98 + (negateProduct ? 4 : 0) + (negateAddend ? 2 : 0) + order.rawValue
    return VectorForm(.map0F38, .p66, opcode)
  }
}
