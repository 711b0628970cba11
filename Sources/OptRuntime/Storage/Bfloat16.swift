/// The upper half of a Float32, rounded to nearest even: the storage `bf16`.
enum Bfloat16 {
  static func encode(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    // A NaN stays one: rounding its bits could carry it to infinity or zero.
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    let rounding = 0x7FFF + (bits >> 16 & 1)
    return UInt16(truncatingIfNeeded: (bits &+ rounding) >> 16)
  }

  static func decode(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}
