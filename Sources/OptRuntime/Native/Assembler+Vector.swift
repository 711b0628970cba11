/// The last operand of a vector instruction.
enum VectorOperand: Sendable, BitwiseCopyable {
  /// A vector or mask register.
  case register(UInt8)
  case memory(MemoryOperand)
}

extension Assembler {
  /// Writes a vector instruction `target, second, operand`, or `target, operand` where it has no second.
  ///
  /// Vectors are 256 bits wide in VEX (AVX2) and 512 bits in EVEX (AVX-512); instructions on mask
  /// registers are VEX. `mask` 0 means none; with `isZeroing`, lanes outside the mask become 0.
  mutating func vector(
    _ form: VectorForm,
    _ target: UInt8,
    _ second: UInt8,
    _ operand: VectorOperand,
    mask: UInt8 = 0,
    isZeroing: Bool = false,
    immediate: UInt8? = nil
  ) {
    let isExtended = isa == .avx512 && (form.layout == .vector || form.layout == .scalarMemory)
    if isExtended {
      let isBroadcast =
        if case .memory(let place) = operand { place.isBroadcast } else { false }
      extendedPrefix(form, target, second, operand, mask, isZeroing, isBroadcast)
    } else {
      prefix(form, target, second, operand)
    }
    byte(form.opcode)
    switch operand {
    case .register(let register):
      byte(0xC0 | (target & 7) << 3 | register & 7)
    case .memory(let place):
      let isFloat = place.isBroadcast || form.layout == .scalarMemory
      address(
        target,
        place,
        scale: isExtended ? (isFloat ? 4 : 64) : 1,
        trailing: immediate == nil ? 0 : 1
      )
    }
    if let immediate { byte(immediate) }
  }

  /// The VEX prefix: two bytes where they suffice.
  private mutating func prefix(
    _ form: VectorForm,
    _ target: UInt8,
    _ second: UInt8,
    _ operand: VectorOperand
  ) {
    let base: UInt8
    let index: UInt8
    switch operand {
    case .register(let register): (base, index) = (register >> 3, 0)
    case .memory(let place): (base, index) = (place.baseBit, place.indexBit)
    }
    let length: UInt8 = form.layout == .mask0 ? 0 : 4
    let last = (~second & 0xF) << 3 | length | form.prefix.rawValue
    let targetBit = (~target >> 3 & 1) << 7
    if base == 0 && index == 0 && form.map == .map0F {
      byte(0xC5)
      byte(targetBit | last)
    } else {
      byte(0xC4)
      byte(targetBit | (index ^ 1) << 6 | (base ^ 1) << 5 | form.map.rawValue)
      byte(last)
    }
  }

  /// The EVEX prefix.
  private mutating func extendedPrefix(
    _ form: VectorForm,
    _ target: UInt8,
    _ second: UInt8,
    _ operand: VectorOperand,
    _ mask: UInt8,
    _ isZeroing: Bool,
    _ isBroadcast: Bool
  ) {
    let base: UInt8
    let index: UInt8
    switch operand {
    case .register(let register): (base, index) = (register >> 3 & 1, register >> 4)
    case .memory(let place): (base, index) = (place.baseBit, place.indexBit)
    }
    let first =
      (~target >> 3 & 1) << 7 | (index ^ 1) << 6 | (base ^ 1) << 5 | (~target >> 4 & 1) << 4
      | form.map.rawValue
    let middle = (~second & 0xF) << 3 | 0x04 | form.prefix.rawValue
    let length: UInt8 = 0x40
    let last =
      (isZeroing ? 0x80 : 0) | length | (isBroadcast ? 0x10 : 0) | (~second >> 4 & 1) << 3 | mask
    bytes(
      0x62 | UInt64(first) << 8 | UInt64(middle) << 16 | UInt64(last) << 24,
      4
    )
  }
}
