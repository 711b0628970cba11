/// Writes the machine code that packs and unpacks blocks of 8-bit storage.
///
/// Two functions of the type `NativeCodec.Function`, on whole vectors; see `CodeArithmetic` for what they
/// compute.
struct CodecAssembler: ~Copyable {
  var assembler: Assembler
  private let arithmetic: CodeArithmetic
  private var isa: InstructionSet { assembler.isa }
  private var isSigned: Bool { arithmetic.isSigned }

  /// More than the code takes.
  static let capacity = 1 << 13

  /// The vectors in the data before the code, in their order.
  private enum Constant: Int, CaseIterable {
    case zero, one, codeOffset, magnitudeBits, signBit
    case factors, offsets, lowFactors, lowOffsets
    case leastMagnitude, zoneFactor, zoneOffset, zoneLimits
    case rankFactors, rankOffsets, rankLimits, tolerance, limitOfOne
    case lowBytes, lowIntegers, twoIntegers
  }

  /// The arguments.
  private enum Register {
    static let source = GeneralRegister.rdi
    static let target = GeneralRegister.rsi
    /// The scale to unpack with; or where scale and doubts go.
    static let scale = GeneralRegister.rdx
    static let count = GeneralRegister.rcx
    /// Copies of the first and the last argument, for a loop before.
    static let scanned = GeneralRegister.r8
    static let scanCount = GeneralRegister.r9
  }

  /// Vector registers with a meaning of their own; the lower ones hold what elements become.
  private enum Vector {
    static let mask: UInt8 = 12
    static let doubts: UInt8 = 13
    static let zoneFactor: UInt8 = 14
    static let scale: UInt8 = 15
  }

  private static let maskRegister: UInt8 = 6

  /// Comparisons, by their number in the encoding.
  private enum Predicate: UInt8 {
    case equal = 0
    case notEqual = 4
    case greater = 30
  }

  init(
    _ arithmetic: CodeArithmetic,
    for isa: InstructionSet,
    into buffer: UnsafeMutableRawBufferPointer
  ) {
    self.arithmetic = arithmetic
    assembler = Assembler(isa: isa, buffer: buffer)
  }

  /// Writes everything and gives the offsets of the functions.
  mutating func assemble() -> (encode: Int, decode: Int) {
    for constant in Constant.allCases {
      let lanes = lanes(of: constant)
      for lane in 0..<isa.lanes { assembler.data(lanes[lane % 8]) }
    }
    assembler.align(to: 64)
    let encode = assembler.count
    writeEncode()
    assembler.align(to: 64)
    let decode = assembler.count
    writeDecode()
    return (encode, decode)
  }

  // MARK: - Data

  private func lanes(of constant: Constant) -> SIMD8<UInt32> {
    func floats(_ table: CodeArithmetic.Table) -> SIMD8<UInt32> {
      unsafeBitCast(table, to: SIMD8<UInt32>.self)
    }
    func all(_ float: Float) -> SIMD8<UInt32> { floats(CodeArithmetic.Table(repeating: float)) }
    return switch constant {
    case .zero: SIMD8(repeating: 0)
    case .one: SIMD8(repeating: 1)
    case .codeOffset: SIMD8(repeating: UInt32(bitPattern: arithmetic.codeOffset))
    case .magnitudeBits: SIMD8(repeating: 0x7FFF_FFFF)
    case .signBit: SIMD8(repeating: 0x8000_0000)
    case .factors: floats(arithmetic.factors)
    case .offsets: floats(arithmetic.offsets)
    case .lowFactors: floats(arithmetic.lowFactors)
    case .lowOffsets: floats(arithmetic.lowOffsets)
    case .leastMagnitude: all(CodeArithmetic.leastMagnitude)
    case .zoneFactor: all(CodeArithmetic.zoneFactor)
    case .zoneOffset: all(CodeArithmetic.zoneOffset)
    case .zoneLimits: floats(arithmetic.zoneLimits)
    case .rankFactors: floats(arithmetic.rankFactors)
    case .rankOffsets: floats(arithmetic.rankOffsets)
    case .rankLimits: floats(arithmetic.rankLimits)
    case .tolerance: all(CodeArithmetic.tolerance)
    case .limitOfOne: all(arithmetic.limitOfOne)
    case .lowBytes: SIMD8(repeating: 0x0C08_0400)
    case .lowIntegers: SIMD8(0, 4, 0, 0, 0, 0, 0, 0)
    case .twoIntegers: SIMD8(.max, .max, 0, 0, 0, 0, 0, 0)
    }
  }

  private func operand(_ constant: Constant) -> VectorOperand {
    .memory(MemoryOperand(.buffer, constant.rawValue * isa.vectorBytes))
  }

  private static func memory(_ base: GeneralRegister, _ displacement: Int = 0) -> VectorOperand {
    .memory(MemoryOperand(.register(base), displacement))
  }

  // MARK: - Unpacking

  private mutating func writeDecode() {
    let (rank, place, sign, entry, offset, low, lowOffset): Registers = (0, 1, 2, 3, 4, 5, 6)
    assembler.vector(.broadcast, Vector.scale, 0, CodecAssembler.memory(Register.scale))
    writeLoop(counter: Register.count) { codec in
      codec.assembler.vector(.bytesToIntegers, rank, 0, CodecAssembler.memory(Register.source))
      codec.apply(.subInteger, rank, rank, .codeOffset)
      codec.assembler.vector(.integerToFloat, rank, 0, .register(rank))
      codec.shiftRight(place, rank, by: 23)
      codec.apply(.permute, entry, place, .factors)
      codec.apply(.permute, offset, place, .offsets)
      codec.apply(.permute, low, place, .lowFactors)
      codec.apply(.permute, lowOffset, place, .lowOffsets)
      if codec.isSigned {
        codec.apply(.and, sign, rank, .signBit)
        codec.assembler.vector(.xor, offset, offset, .register(sign))
        codec.assembler.vector(.xor, lowOffset, lowOffset, .register(sign))
      }
      codec.assembler.vector(.fused(.product213), entry, rank, .register(offset))
      codec.assembler.vector(.fused(.product213), low, rank, .register(lowOffset))
      codec.addEntry(entry, low, rank: rank)
      codec.assembler.vector(.mul, entry, entry, .register(Vector.scale))
      codec.assembler.vector(.store, entry, 0, CodecAssembler.memory(Register.target))
      codec.assembler.add(Register.source, codec.isa.lanes)
      codec.assembler.add(Register.target, codec.isa.vectorBytes)
    }
    writeReturn()
  }

  private typealias Registers = (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8)

  /// Adds the second part of an entry.
  ///
  /// In the signed book, rank 0 has the exponent of no decade.
  private mutating func addEntry(_ entry: UInt8, _ low: UInt8, rank: UInt8) {
    guard isSigned else {
      assembler.vector(.add, entry, entry, .register(low))
      return
    }
    compare(rank, .notEqual, operand(.zero))
    switch isa {
    case .avx2:
      assembler.vector(.add, entry, entry, .register(low))
      assembler.vector(.and, entry, entry, .register(Vector.mask))
    case .avx512:
      assembler.vector(
        .add,
        entry,
        entry,
        .register(low),
        mask: CodecAssembler.maskRegister,
        isZeroing: true
      )
    }
  }

  // MARK: - Packing

  private mutating func writeEncode() {
    writeScale()
    assembler.vector(.xor, Vector.doubts, Vector.doubts, .register(Vector.doubts))
    assembler.vector(.load, Vector.zoneFactor, 0, operand(.zoneFactor))
    let (scaled, magnitude, zone, rank): (UInt8, UInt8, UInt8, UInt8) = (0, 1, 2, 3)
    writeLoop(counter: Register.count) { codec in
      codec.assembler.vector(.load, scaled, 0, CodecAssembler.memory(Register.source))
      codec.assembler.vector(.div, scaled, scaled, .register(Vector.scale))
      // Negative numbers have the code of 0 in the unsigned book.
      if codec.isSigned { codec.apply(.and, magnitude, scaled, .magnitudeBits) }
      codec.apply(.max, magnitude, codec.isSigned ? magnitude : scaled, .leastMagnitude)
      codec.findZone(zone, of: magnitude)
      codec.findRank(rank, of: magnitude, zone)
      codec.compare(scaled, .greater, codec.operand(.limitOfOne))
      codec.increment(rank)
      if codec.isSigned { codec.giveSign(of: scaled, to: rank) }
      codec.apply(.addInteger, rank, rank, .codeOffset)
      codec.storeBytes(rank)
      codec.assembler.add(Register.source, codec.isa.vectorBytes)
      codec.assembler.add(Register.target, codec.isa.lanes)
    }
    let doubts = CodecAssembler.memory(Register.scale, NativeCodec.Report.doubtsOffset)
    assembler.vector(.store, Vector.doubts, 0, doubts)
    writeReturn()
  }

  /// The largest magnitude in all lanes, by its bits: infinities and NaN are above all numbers.
  private mutating func writeScale() {
    let (scale, other) = (Vector.scale, UInt8(0))
    assembler.move(Register.scanned, Register.source)
    assembler.move(Register.scanCount, Register.count)
    assembler.vector(.xor, scale, scale, .register(scale))
    assembler.vector(.load, 1, 0, operand(.magnitudeBits))
    writeLoop(counter: Register.scanCount) { codec in
      codec.assembler.vector(.and, other, 1, CodecAssembler.memory(Register.scanned))
      codec.assembler.vector(.maxInteger, scale, scale, .register(other))
      codec.assembler.add(Register.scanned, codec.isa.vectorBytes)
    }
    let halves: [(VectorForm, UInt8)] =
      switch isa {
      case .avx2: [(.permuteHalves, 0x01)]
      case .avx512: [(.shuffleQuarters, 0x4E), (.shuffleQuarters, 0xB1)]
      }
    for (form, order) in halves + [(.shuffle, 0x4E), (.shuffle, 0xB1)] {
      assembler.vector(form, other, scale, .register(scale), immediate: order)
      assembler.vector(.maxInteger, scale, scale, .register(other))
    }
    assembler.vector(.store, scale, 0, CodecAssembler.memory(Register.scale))
  }

  private mutating func findZone(_ zone: UInt8, of magnitude: UInt8) {
    assembler.vector(.integerToFloat, zone, 0, .register(magnitude))
    apply(.fused(.product213), zone, Vector.zoneFactor, .zoneOffset)
    let limit: UInt8 = 4
    apply(.permute, limit, zone, .zoneLimits)
    if isSigned {
      // Of two equally near entries a negative number gets the larger in magnitude.
      compare(magnitude, .equal, .register(limit))
      doubt()
    }
    compare(magnitude, .greater, .register(limit))
    increment(zone)
  }

  private mutating func findRank(_ rank: UInt8, of magnitude: UInt8, _ zone: UInt8) {
    let (offset, limit, lower): (UInt8, UInt8, UInt8) = (4, 5, 6)
    apply(.permute, rank, zone, .rankFactors)
    apply(.permute, offset, zone, .rankOffsets)
    apply(.permute, limit, zone, .rankLimits)
    assembler.vector(.fused(.product213), rank, magnitude, .register(offset))
    assembler.vector(.min, rank, rank, .register(limit))
    apply(.sub, lower, rank, .tolerance)
    apply(.add, rank, rank, .tolerance)
    assembler.vector(.floatToInteger, lower, 0, .register(lower))
    assembler.vector(.floatToInteger, rank, 0, .register(rank))
    assembler.vector(.xor, lower, lower, .register(rank))
    assembler.vector(.or, Vector.doubts, Vector.doubts, .register(lower))
  }

  private mutating func giveSign(of number: UInt8, to rank: UInt8) {
    let sign: UInt8 = 4
    let signed: UInt8 = 4
    assembler.vector(.shift, signed, sign, .register(number), immediate: 31)
    assembler.vector(.xor, rank, rank, .register(sign))
    assembler.vector(.subInteger, rank, rank, .register(sign))
  }

  private mutating func storeBytes(_ integers: UInt8) {
    let target = CodecAssembler.memory(Register.target)
    switch isa {
    case .avx2:
      let mask: UInt8 = 4
      apply(.shuffleBytes, integers, integers, .lowBytes)
      assembler.vector(.load, mask, 0, operand(.lowIntegers))
      assembler.vector(.permute, integers, mask, .register(integers))
      assembler.vector(.load, mask, 0, operand(.twoIntegers))
      assembler.vector(.maskedStore, integers, mask, target)
    case .avx512: assembler.vector(.integersToBytes, integers, 0, target)
    }
  }

  // MARK: - Parts

  private mutating func apply(
    _ form: VectorForm,
    _ target: UInt8,
    _ second: UInt8,
    _ constant: Constant
  ) {
    assembler.vector(form, target, second, operand(constant))
  }

  private mutating func shiftRight(_ target: UInt8, _ source: UInt8, by count: UInt8) {
    let logical: UInt8 = 2
    assembler.vector(.shift, logical, target, .register(source), immediate: count)
  }

  /// Marks the lanes for which a comparison holds.
  private mutating func compare(_ a: UInt8, _ predicate: Predicate, _ b: VectorOperand) {
    let target = isa == .avx2 ? Vector.mask : CodecAssembler.maskRegister
    assembler.vector(.compare, target, a, b, immediate: predicate.rawValue)
  }

  /// Adds 1 to the marked lanes.
  private mutating func increment(_ integers: UInt8) {
    switch isa {
    case .avx2: assembler.vector(.subInteger, integers, integers, .register(Vector.mask))
    case .avx512:
      assembler.vector(
        .addInteger,
        integers,
        integers,
        operand(.one),
        mask: CodecAssembler.maskRegister
      )
    }
  }

  /// Leaves the marked lanes to the tables.
  private mutating func doubt() {
    let doubts = Vector.doubts
    switch isa {
    case .avx2: assembler.vector(.or, doubts, doubts, .register(Vector.mask))
    case .avx512:
      let mask = CodecAssembler.maskRegister
      assembler.vector(.or, doubts, doubts, operand(.one), mask: mask)
    }
  }

  /// Code that is executed a number of times, at least once.
  private mutating func writeLoop(
    counter: GeneralRegister,
    _ body: (inout CodecAssembler) -> Void
  ) {
    assembler.align(to: 32)
    let start = assembler.count
    body(&self)
    assembler.subtract(counter, 1)
    assembler.jump(.notEqual, to: start)
  }

  private mutating func writeReturn() {
    assembler.vzeroupper()
    assembler.ret()
  }
}
