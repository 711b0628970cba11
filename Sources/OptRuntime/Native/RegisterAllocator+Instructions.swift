/// One instruction for each kind of node.
extension RegisterAllocator {
  /// Emits a node, after which its operands that nothing else needs are forgotten.
  mutating func allocate(_ node: Int32, at position: Int) {
    vectors.locked = 0
    masks.locked = 0
    let operation = nodes[Int(node)]
    for operand in 0..<3 where operation[operand] >= 0 {
      nextUse[Int(operation[operand])] = following[position * 3 + operand]
    }
    switch operation.kind {
    case .load, .uniform, .constant: preconditionFailure("a leaf is not computed")
    case .unary: unary(node, hasImmediate: operation.form == .round)
    case .shift: shift(node)
    case .binary: binary(node, operation.a, operation.b)
    case .commutative:
      let isExchanged = prefersMemory(operation.a) && !prefersMemory(operation.b)
      binary(
        node,
        isExchanged ? operation.b : operation.a,
        isExchanged ? operation.a : operation.b
      )
    case .compare: compare(node)
    case .fused: fused(node)
    case .ternary: ternary(node)
    case .select: select(node)
    case .zeroing: zeroing(node)
    case .expand, .maskUnary: maskOperand(node)
    case .maskBinary: maskBinary(node)
    case .store: finish(operation, .store)
    case .sum: finish(operation, .sum)
    case .maximum: finish(operation, .maximum)
    }
  }

  /// Forgets the operands of a node that are not used again.
  mutating func releaseOperands(of operation: MachineNode) {
    for operand in 0..<3 where operation[operand] >= 0 {
      let value = operation[operand]
      if isDying(value) { drop(value) }
    }
  }

  private mutating func emit(
    _ node: Int32,
    second: UInt8 = 0,
    _ operand: (source: MachineInstruction.Source, place: Int32),
    mask: UInt8 = 0,
    isZeroing: Bool = false,
    immediate: UInt32? = nil,
    form: VectorForm? = nil
  ) {
    let operation = nodes[Int(node)]
    releaseOperands(of: operation)
    let target = define(node)
    code.append(
      MachineInstruction(
        source: operand.source,
        form: form ?? operation.form,
        target: target,
        second: second,
        place: operand.place,
        mask: mask,
        isZeroing: isZeroing,
        hasImmediate: immediate != nil,
        immediate: UInt8(truncatingIfNeeded: immediate ?? 0)
      )
    )
  }

  private mutating func unary(_ node: Int32, hasImmediate: Bool) {
    let operation = nodes[Int(node)]
    emit(
      node,
      operand(operation.a),
      immediate: hasImmediate ? operation.immediate : nil
    )
  }

  /// The result of a shift is the second operand, its kind takes the place of the first.
  private mutating func shift(_ node: Int32) {
    let operation = nodes[Int(node)]
    let source =
      isa == .avx512 ? operand(operation.a) : (.register, Int32(ensure(operation.a)))
    releaseOperands(of: operation)
    let target = define(node)
    code.append(
      MachineInstruction(
        source: source.0,
        form: .shift,
        target: UInt8(operation.immediate >> 16),
        second: target,
        place: source.1,
        hasImmediate: true,
        immediate: UInt8(operation.immediate & 0xFF)
      )
    )
  }

  private mutating func binary(
    _ node: Int32,
    _ first: Int32,
    _ last: Int32,
    immediate: UInt32? = nil
  ) {
    let second = ensure(first)
    emit(node, second: second, operand(last), immediate: immediate)
  }

  private mutating func compare(_ node: Int32) {
    let operation = nodes[Int(node)]
    let predicate = ComparePredicate(rawValue: UInt8(operation.immediate)) ?? .equal
    if prefersMemory(operation.a) && !prefersMemory(operation.b) {
      binary(
        node,
        operation.b,
        operation.a,
        immediate: UInt32(predicate.exchanged.rawValue)
      )
    } else {
      binary(node, operation.a, operation.b, immediate: operation.immediate)
    }
  }

  private mutating func select(_ node: Int32) {
    let operation = nodes[Int(node)]
    let condition = ensure(operation.a)
    let otherwise = ensure(operation.c)
    switch isa {
    case .avx2:
      emit(
        node,
        second: otherwise,
        operand(operation.b),
        immediate: UInt32(condition) << 4
      )
    case .avx512:
      let chosen = operand(operation.b, allowsInput: false)
      emit(node, second: otherwise, chosen, mask: condition)
    }
  }

  private mutating func zeroing(_ node: Int32) {
    let operation = nodes[Int(node)]
    let condition = ensure(operation.a)
    if let place = maskableComputation(of: operation.b) {
      var instruction = code.remove(at: place)
      instruction.mask = condition
      instruction.isZeroing = true
      code.append(instruction)
      releaseOperands(of: operation)
      overwrite(instruction.target, with: node)
      return
    }
    let source = operand(operation.b, allowsInput: false)
    let isFloat = source.source == .uniform || source.source == .constant
    emit(
      node,
      source,
      mask: condition,
      isZeroing: true,
      form: isFloat ? .broadcast : .move
    )
  }

  /// Where the instruction is that computes a value, if it may as well be executed now under a mask.
  private func maskableComputation(of node: Int32) -> Int? {
    guard nodes[Int(node)].useCount == 1, isDying(node), let register = register(of: node),
      let place = code.lastIndex(where: { !$0.writesMask })
    else { return nil }
    let instruction = code[place]
    // What reads an input needs the mask in the tail.
    let isMaskable =
      instruction.kind == .vector && instruction.source != .input && instruction.mask == 0
      && instruction.form.isMaskable && instruction.target == register
    return isMaskable ? place : nil
  }

  private mutating func maskOperand(_ node: Int32) {
    emit(node, (.register, Int32(ensure(nodes[Int(node)].a))))
  }

  private mutating func maskBinary(_ node: Int32) {
    let operation = nodes[Int(node)]
    let second = ensure(operation.a)
    emit(node, second: second, (.register, Int32(ensure(operation.b))))
  }

  private mutating func finish(_ operation: MachineNode, _ kind: MachineInstruction.Kind) {
    let register = ensure(operation.a)
    releaseOperands(of: operation)
    code.append(
      MachineInstruction(kind: kind, target: register, place: Int32(operation.immediate))
    )
  }
}
