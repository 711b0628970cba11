/// Values in registers and in memory.
extension RegisterAllocator {
  // MARK: - Registers

  private func isMask(_ node: Int32) -> Bool { nodes[Int(node)].isMask }

  func register(of node: Int32) -> UInt8? {
    let register = registers[Int(node)]
    return register == RegisterFile.noRegister ? nil : register
  }

  /// The register of a value, into which it is loaded if it is in memory; locked for this instruction.
  mutating func ensure(_ node: Int32) -> UInt8 {
    if let register = register(of: node) {
      lock(node, register)
      return register
    }
    let register = define(node)
    emitLoad(node, register)
    lock(node, register)
    return register
  }

  private mutating func lock(_ node: Int32, _ register: UInt8) {
    if isMask(node) { masks.lock(register) } else { vectors.lock(register) }
  }

  /// A register for a value that is about to be written.
  mutating func define(_ node: Int32) -> UInt8 {
    let register: UInt8
    if isMask(node) {
      if !masks.hasFree { evict(masks.victim(nextUse), isMask: true) }
      register = masks.takeFree(for: node)
    } else {
      if !vectors.hasFree { evict(vectors.victim(nextUse), isMask: false) }
      register = vectors.takeFree(for: node)
    }
    registers[Int(node)] = register
    return register
  }

  /// Moves the ownership of a register to the result of the instruction that overwrites it.
  mutating func overwrite(_ register: UInt8, with node: Int32) {
    vectors.assign(register, to: node)
    registers[Int(node)] = register
  }

  private mutating func evict(_ register: UInt8, isMask: Bool) {
    let node = isMask ? masks.holders[Int(register)] : vectors.holders[Int(register)]
    if !hasHome(node) { spill(node) }
    drop(node)
  }

  /// Forgets the register of a value; pinned values keep theirs.
  mutating func drop(_ node: Int32) {
    guard let register = register(of: node) else { return }
    if isMask(node) {
      masks.release(register)
    } else {
      guard vectors.isAllocatable(register) else { return }
      vectors.release(register)
    }
    registers[Int(node)] = RegisterFile.noRegister
  }

  /// Whether the instruction at a position is the last to use an operand, whose register it may then
  /// overwrite.
  func isDying(_ node: Int32) -> Bool {
    guard nextUse[Int(node)] == RegisterAllocator.never, let register = register(of: node) else {
      return false
    }
    return isMask(node) || vectors.isAllocatable(register)
  }

  // MARK: - Memory

  mutating func newSlot(vectors count: Int = 1) -> Int32 {
    let place = result.frameBytes
    result.frameBytes += Int32(count * isa.vectorBytes)
    return place
  }

  /// Whether a value can be read from memory at any later use.
  private func hasHome(_ node: Int32) -> Bool {
    switch nodes[Int(node)].kind {
    case .constant, .uniform: true
    case .load: slots[Int(node)] >= 0 || lastUse[Int(node)] <= firstStore
    default: slots[Int(node)] >= 0
    }
  }

  /// Writes a value to the frame.
  mutating func spill(_ node: Int32) {
    guard let register = register(of: node), slots[Int(node)] < 0 else { return }
    slots[Int(node)] = newSlot()
    code.append(
      MachineInstruction(
        source: .slot,
        form: isMask(node) ? .maskStore : .store,
        target: register,
        place: slots[Int(node)]
      )
    )
  }

  /// Where a value that is in no register is read.
  mutating func home(_ node: Int32) -> (MachineInstruction.Source, Int32) {
    if slots[Int(node)] >= 0 { return (.slot, slots[Int(node)]) }
    let immediate = nodes[Int(node)].immediate
    switch nodes[Int(node)].kind {
    case .load: return (.input, Int32(immediate))
    case .uniform: return (.uniform, Int32(immediate))
    case .constant:
      if poolPlaces[Int(node)] < 0 {
        poolPlaces[Int(node)] = Int32(result.constants.count)
        result.constants.append(immediate)
      }
      return (.constant, poolPlaces[Int(node)])
    default: preconditionFailure("a value is neither in a register nor in memory")
    }
  }

  mutating func emitLoad(_ node: Int32, _ register: UInt8) {
    let (source, place) = home(node)
    let form: VectorForm =
      switch source {
      case .slot: isMask(node) ? .maskMove : .move
      case .uniform: .broadcast
      case .constant: isa == .avx512 ? .broadcast : .move
      case .input, .register: .load
      }
    code.append(MachineInstruction(source: source, form: form, target: register, place: place))
  }

  /// Whether an instruction may read a value from memory, and does well to.
  func prefersMemory(_ node: Int32, allowsInput: Bool = true) -> Bool {
    guard register(of: node) == nil, !isMask(node) else { return false }
    switch nodes[Int(node)].kind {
    case .uniform where isa == .avx2: return false
    case .load where !allowsInput && slots[Int(node)] < 0: return false
    default: return nextUse[Int(node)] == RegisterAllocator.never || !vectors.hasFree
    }
  }

  /// The last operand of an instruction: in memory where it may and does well to be.
  mutating func operand(
    _ node: Int32,
    allowsInput: Bool = true
  ) -> (source: MachineInstruction.Source, place: Int32) {
    if prefersMemory(node, allowsInput: allowsInput) { return home(node) }
    return (.register, Int32(ensure(node)))
  }
}
