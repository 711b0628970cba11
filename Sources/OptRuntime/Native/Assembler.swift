/// A general-purpose register, by its number in the encoding.
enum GeneralRegister: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi
  case r8, r9, r10, r11, r12, r13, r14, r15
}

/// An operand in memory.
struct MemoryOperand: Sendable, BitwiseCopyable {
  /// What the displacement is added to.
  enum Base: Sendable, BitwiseCopyable {
    case register(GeneralRegister)
    /// A register and four times another one.
    case indexed(GeneralRegister, GeneralRegister)
    /// The beginning of the code buffer, addressed relative to the instruction.
    case buffer
  }

  var base: Base
  var displacement: Int32
  /// EVEX only: the operand is one float for all lanes.
  var isBroadcast = false

  init(_ base: Base, _ displacement: Int, isBroadcast: Bool = false) {
    self.base = base
    self.displacement = Int32(displacement)
    self.isBroadcast = isBroadcast
  }
}

/// Writes x86-64 machine code into memory that the caller owns.
///
/// A handful of general-purpose instructions for the control of loops; vector instructions are in
/// `Assembler+Vector.swift`. All general-purpose operands are 64 bits wide.
struct Assembler: ~Copyable {
  /// Decides between VEX and EVEX.
  let isa: InstructionSet
  /// Bytes written.
  private(set) var count = 0
  private let buffer: UnsafeMutableRawBufferPointer

  /// Room that the caller must leave for every instruction.
  static let longestInstruction = 15

  init(isa: InstructionSet, buffer: UnsafeMutableRawBufferPointer) {
    self.isa = isa
    self.buffer = buffer
  }

  /// A comparison of the last `compare` or `subtract`, by its number in the encoding.
  enum JumpCondition: UInt8, Sendable {
    case equal = 0x4
    case notEqual = 0x5
    case lessOrEqual = 0xE
    case greater = 0xF
  }

  // MARK: - General-purpose instructions

  mutating func push(_ register: GeneralRegister) { shortForm(0x50, register) }

  mutating func pop(_ register: GeneralRegister) { shortForm(0x58, register) }

  mutating func ret() { byte(0xC3) }

  mutating func vzeroupper() { bytes(0x77_F8C5, 3) }

  mutating func move(_ target: GeneralRegister, _ source: GeneralRegister) {
    registers(0x89, source, target)
  }

  /// Sets a register to a number of 32 bits.
  mutating func set(_ target: GeneralRegister, to value: Int) {
    byte(0x48 | target.rawValue >> 3)
    byte(0xC7)
    byte(0xC0 | target.rawValue & 7)
    word(Int32(value))
  }

  mutating func load(_ target: GeneralRegister, _ source: MemoryOperand) {
    memory(0x8B, target, source)
  }

  mutating func store(_ source: GeneralRegister, _ target: MemoryOperand) {
    memory(0x89, source, target)
  }

  mutating func address(_ target: GeneralRegister, _ source: MemoryOperand) {
    memory(0x8D, target, source)
  }

  mutating func add(_ target: GeneralRegister, _ value: Int) { immediate(0, target, value) }

  mutating func subtract(_ target: GeneralRegister, _ value: Int) { immediate(5, target, value) }

  mutating func and(_ target: GeneralRegister, _ value: Int) { immediate(4, target, value) }

  mutating func subtract(_ target: GeneralRegister, _ source: GeneralRegister) {
    registers(0x29, source, target)
  }

  mutating func compare(_ a: GeneralRegister, _ b: GeneralRegister) { registers(0x39, b, a) }

  /// Sets the low `rcx` bits of `rax` and clears the others, for counts below 64.
  mutating func setLowBits() {
    bytes(0x00_0000_01B8, 5)  // mov eax, 1
    bytes(0xE0_D348, 3)  // shl rax, cl
    subtract(.rax, 1)
  }

  mutating func shiftLeft(_ target: GeneralRegister, by count: UInt8) {
    shift(4, target, count)
  }

  mutating func shiftRight(_ target: GeneralRegister, by count: UInt8) {
    shift(5, target, count)
  }

  // MARK: - Jumps

  /// A jump forward; gives the place for `land`.
  mutating func jump(_ condition: JumpCondition) -> Int {
    byte(0x0F)
    byte(0x80 | condition.rawValue)
    word(0)
    return count
  }

  /// Makes a jump forward end here.
  mutating func land(_ place: Int) {
    let distance = Int32(count - place)
    buffer.storeBytes(of: distance.littleEndian, toByteOffset: place - 4, as: Int32.self)
  }

  mutating func jump(_ condition: JumpCondition, to place: Int) {
    byte(0x0F)
    byte(0x80 | condition.rawValue)
    word(Int32(place - count - 4))
  }

  // MARK: - Data

  mutating func data(_ value: UInt32) { word(Int32(bitPattern: value)) }

  /// Fills up to a multiple of a power of two with instructions that do nothing.
  mutating func align(to alignment: Int) {
    var missing = -count & (alignment - 1)
    while missing > 0 {
      let length = min(missing, Assembler.noOperations.count)
      bytes(Assembler.noOperations[length - 1], length)
      missing -= length
    }
  }

  /// The recommended instructions without effect, one of every length.
  private static let noOperations: [UInt64] = [
    0x90, 0x9066, 0x1F0F, 0x40_1F0F, 0x44_1F0F, 0x441F_0F66, 0x80_1F0F, 0x84_1F0F,
  ]

  // MARK: - Parts of instructions

  /// Appends the low bytes of a word, lowest first.
  @inline(__always)
  mutating func bytes(_ value: UInt64, _ length: Int) {
    precondition(count + 8 <= buffer.count, "the code buffer is too small")
    buffer.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt64.self)
    count += length
  }

  @inline(__always)
  mutating func byte(_ value: UInt8) { bytes(UInt64(value), 1) }

  @inline(__always)
  mutating func word(_ value: Int32) { bytes(UInt64(UInt32(bitPattern: value)), 4) }

  /// The ModRM byte, SIB byte and displacement of a memory operand.
  ///
  /// `scale` is what EVEX multiplies a displacement of one byte with; `trailing` the bytes of the
  /// instruction that follow, for addresses relative to its end.
  mutating func address(
    _ field: UInt8,
    _ operand: MemoryOperand,
    scale: Int32 = 1,
    trailing: Int = 0
  ) {
    let field = (field & 7) << 3
    switch operand.base {
    case .buffer:
      byte(field | 5)
      word(operand.displacement - Int32(count + 4 + trailing))
    case .register(let base):
      let low = base.rawValue & 7
      let mode = displacementMode(operand.displacement, scale, low)
      byte(mode | field | low)
      if low == 4 { byte(0x24) }
      displacement(operand.displacement, scale, mode)
    case .indexed(let base, let index):
      let low = base.rawValue & 7
      let mode = displacementMode(operand.displacement, scale, low)
      byte(mode | field | 4)
      byte(0x80 | (index.rawValue & 7) << 3 | low)
      displacement(operand.displacement, scale, mode)
    }
  }

  private func displacementMode(_ value: Int32, _ scale: Int32, _ low: UInt8) -> UInt8 {
    // Without displacement, the number of rbp and r13 means something else.
    if value == 0 && low != 5 { return 0x00 }
    return value % scale == 0 && Int32(Int8.min)...Int32(Int8.max) ~= value / scale ? 0x40 : 0x80
  }

  private mutating func displacement(_ value: Int32, _ scale: Int32, _ mode: UInt8) {
    switch mode {
    case 0x00: break
    case 0x40: byte(UInt8(bitPattern: Int8(value / scale)))
    default: word(value)
    }
  }

  private mutating func shortForm(_ opcode: UInt8, _ register: GeneralRegister) {
    if register.rawValue > 7 { byte(0x41) }
    byte(opcode | register.rawValue & 7)
  }

  private mutating func registers(
    _ opcode: UInt8,
    _ field: GeneralRegister,
    _ operand: GeneralRegister
  ) {
    byte(0x48 | (field.rawValue >> 3) << 2 | operand.rawValue >> 3)
    byte(opcode)
    byte(0xC0 | (field.rawValue & 7) << 3 | operand.rawValue & 7)
  }

  private mutating func memory(
    _ opcode: UInt8,
    _ field: GeneralRegister,
    _ operand: MemoryOperand
  ) {
    byte(0x48 | (field.rawValue >> 3) << 2 | operand.indexBit << 1 | operand.baseBit)
    byte(opcode)
    address(field.rawValue, operand)
  }

  private mutating func immediate(_ kind: UInt8, _ target: GeneralRegister, _ value: Int) {
    let isShort = Int(Int8.min)...Int(Int8.max) ~= value
    byte(0x48 | target.rawValue >> 3)
    byte(isShort ? 0x83 : 0x81)
    byte(0xC0 | kind << 3 | target.rawValue & 7)
    if isShort { byte(UInt8(bitPattern: Int8(value))) } else { word(Int32(value)) }
  }

  private mutating func shift(_ kind: UInt8, _ target: GeneralRegister, _ count: UInt8) {
    byte(0x48 | target.rawValue >> 3)
    byte(0xC1)
    byte(0xC0 | kind << 3 | target.rawValue & 7)
    byte(count)
  }
}

extension MemoryOperand {
  /// The highest bit of the base register's number.
  var baseBit: UInt8 {
    switch base {
    case .register(let base), .indexed(let base, _): base.rawValue >> 3
    case .buffer: 0
    }
  }

  /// The highest bit of the index register's number.
  var indexBit: UInt8 {
    switch base {
    case .indexed(_, let index): index.rawValue >> 3
    case .register, .buffer: 0
    }
  }
}
