/// Finds an instruction among those of a growing micro program: a hash table of places, which costs a
/// fraction of a dictionary's time.
struct InstructionTable {
  /// Places in the code, by hash with linear probing; negative where nothing is.
  private var places = [Int32](repeating: -1, count: 128)
  private var count = 0

  /// The place of an instruction, which is appended to the code if it is new.
  mutating func place(
    of instruction: MicroInstruction,
    in code: inout [MicroInstruction]
  ) -> Int32 {
    var probe = slot(of: instruction)
    while places[probe] >= 0 {
      if code[Int(places[probe])] == instruction { return places[probe] }
      probe = (probe + 1) & (places.count - 1)
    }
    let place = Int32(code.count)
    code.append(instruction)
    places[probe] = place
    count += 1
    if count * 2 > places.count { grow(code) }
    return place
  }

  private func slot(of instruction: MicroInstruction) -> Int {
    var hash = UInt64(instruction.operation.rawValue) << 32 | UInt64(instruction.immediate)
    hash = InstructionTable.mix(hash, instruction.a)
    hash = InstructionTable.mix(hash, instruction.b)
    hash = InstructionTable.mix(hash, instruction.c)
    return Int(truncatingIfNeeded: hash >> 32) & (places.count - 1)
  }

  private static func mix(_ hash: UInt64, _ operand: MicroValue) -> UInt64 {
    // A multiplication moves every bit upwards only, hence the rotation.
    let bits = hash ^ UInt64(UInt32(bitPattern: operand.index))
    return (bits << 32 | bits >> 32) &* 0x9E37_79B9_7F4A_7C15
  }

  private mutating func grow(_ code: [MicroInstruction]) {
    places = [Int32](repeating: -1, count: places.count * 2)
    for (place, instruction) in code.enumerated() {
      var probe = slot(of: instruction)
      while places[probe] >= 0 { probe = (probe + 1) & (places.count - 1) }
      places[probe] = Int32(place)
    }
  }
}
