/// Instructions whose result replaces one of three operands.
extension RegisterAllocator {
  /// Three operands in place: all but at most one in registers, one of which the result overwrites.
  private struct Arrangement {
    /// The operand that is overwritten: 0, 1 or 2.
    var replaced: Int
    /// The operand that is read last, from memory if one is.
    var last: Int
    /// The operand that remains.
    var middle: Int
    var target: UInt8
    var second: UInt8
    var source: MachineInstruction.Source
    var place: Int32
  }

  /// Brings operands into place; `order` lists them in the order in which overwriting is welcome.
  private mutating func arrange(_ node: Int32, order: InlineArray<3, Int>) -> Arrangement {
    let operation = nodes[Int(node)]
    var memory: Int?
    for index in 0..<3 where memory == nil && prefersMemory(operation[order[index]]) {
      memory = order[index]
    }
    for place in 0..<3 where place != memory { _ = ensure(operation[place]) }
    if let place = memory, register(of: operation[place]) != nil { memory = nil }
    var replaced: Int?
    for index in 0..<3 where replaced == nil && order[index] != memory {
      if isDying(operation[order[index]]) { replaced = order[index] }
    }
    if replaced == nil, let place = memory,
      nextUse[Int(operation[place])] == RegisterAllocator.never
    {
      // Loading this one takes no more instructions than copying another.
      _ = ensure(operation[place])
      (replaced, memory) = (place, nil)
    }
    return assign(node, replaced, memory, fallback: order[0] == memory ? order[1] : order[0])
  }

  /// Gives the result a register: that of a dying operand, or a new one with a copy of `fallback`.
  private mutating func assign(
    _ node: Int32,
    _ dying: Int?,
    _ memory: Int?,
    fallback: Int
  ) -> Arrangement {
    let operation = nodes[Int(node)]
    let replaced = dying ?? fallback
    let last = memory ?? (replaced == 2 ? 1 : 2)
    let middle = 3 - replaced - last
    let second = registers[Int(operation[middle])]
    let overwritten = registers[Int(operation[replaced])]
    let (source, place) =
      memory == nil ? (.register, Int32(registers[Int(operation[last])])) : home(operation[last])
    releaseOperands(of: operation)
    var target = overwritten
    if dying == nil {
      target = define(node)
      code.append(
        MachineInstruction(form: .move, target: target, place: Int32(overwritten))
      )
    } else {
      overwrite(target, with: node)
    }
    return Arrangement(
      replaced: replaced,
      last: last,
      middle: middle,
      target: target,
      second: second,
      source: source,
      place: place
    )
  }

  private mutating func emit(_ operands: Arrangement, _ form: VectorForm, immediate: UInt8?) {
    code.append(
      MachineInstruction(
        source: operands.source,
        form: form,
        target: operands.target,
        second: operands.second,
        place: operands.place,
        hasImmediate: immediate != nil,
        immediate: immediate ?? 0
      )
    )
  }

  /// A fused multiply-add.
  mutating func fused(_ node: Int32) {
    let signs = nodes[Int(node)].immediate
    let operands = arrange(node, order: [2, 0, 1])
    let order: VectorForm.FusedOrder =
      switch (operands.replaced, operands.last) {
      case (2, _): .addend231
      case (_, 2): .product213
      default: .product132
      }
    let form = VectorForm.fused(
      order,
      negateProduct: signs & 1 != 0,
      negateAddend: signs & 2 != 0
    )
    emit(operands, form, immediate: nil)
  }

  /// A function of three bits.
  mutating func ternary(_ node: Int32) {
    let table = UInt8(nodes[Int(node)].immediate)
    let operands = arrange(node, order: [0, 1, 2])
    var permuted: UInt8 = 0
    for bits in 0..<8 {
      // The overwritten operand is the highest bit of the table's index, the last the lowest.
      let index =
        (bits >> 2 & 1) << (2 - operands.replaced) | (bits >> 1 & 1) << (2 - operands.middle)
        | (bits & 1) << (2 - operands.last)
      permuted |= (table >> index & 1) << bits
    }
    emit(operands, .ternary, immediate: permuted)
  }
}
