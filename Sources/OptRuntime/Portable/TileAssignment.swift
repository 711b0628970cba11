import OptShims

/// The tile code of a kernel: micro values numbered as slots, input streams, uniforms and constants.
struct TileAssignment {
  private(set) var code: [opt_tile_instruction] = []
  private(set) var constants: [UInt32] = []
  private(set) var stores: [UInt16] = []
  private(set) var reductions: [opt_tile_reduction] = []
  private(set) var slotCount = 0

  private enum Place {
    case slot(Int)
    case input(Int)
    case uniform(Int)
    case constant(Int)
  }

  private let kernel: MicroKernel
  private var places: [Place] = []
  private var lastUse: [Int]
  private var freeSlots: [Int] = []
  private var storePlaces: [Place] = []

  init(_ kernel: MicroKernel) {
    self.kernel = kernel
    lastUse = kernel.code.map { _ in -1 }
    places.reserveCapacity(kernel.code.count)
    code.reserveCapacity(kernel.code.count)
    constants.reserveCapacity(kernel.code.count)
    freeSlots.reserveCapacity(kernel.code.count)
    storePlaces.reserveCapacity(kernel.stores.count)
    findLastUses()
    // Slots are counted first, because the numbers of the other operands follow theirs.
    for place in kernel.code.indices { assign(place) }
    for value in kernel.stores { storePlaces.append(places[Int(value.index)]) }
    separateStoredInputs()
    emit()
  }

  private mutating func findLastUses() {
    for (place, instruction) in kernel.code.enumerated() {
      for index in 0..<instruction.operation.arity {
        lastUse[Int(instruction[index].index)] = place
      }
    }
    for value in kernel.stores { lastUse[Int(value.index)] = Int.max }
    for reduction in kernel.reductions { lastUse[Int(reduction.value.index)] = Int.max }
  }

  private mutating func assign(_ place: Int) {
    let instruction = kernel.code[place]
    switch instruction.operation {
    case .load: places.append(.input(Int(instruction.immediate)))
    case .uniform: places.append(.uniform(Int(instruction.immediate)))
    case .constant:
      places.append(.constant(constants.count))
      constants.append(instruction.immediate)
    default:
      // An operand that is used for the last time gives its slot to the result.
      for index in 0..<instruction.operation.arity {
        let operand = Int(instruction[index].index)
        guard lastUse[operand] == place, case .slot(let slot) = places[operand] else { continue }
        lastUse[operand] = -1
        freeSlots.append(slot)
      }
      places.append(.slot(takeSlot()))
    }
  }

  private mutating func takeSlot() -> Int {
    if let slot = freeSlots.popLast() { return slot }
    slotCount += 1
    return slotCount - 1
  }

  /// An output stream may be the memory of an input stream: where several streams are stored, a stored
  /// input must be out of the way before the first store.
  private mutating func separateStoredInputs() {
    guard storePlaces.count > 1 else { return }
    for index in storePlaces.indices {
      if case .input = storePlaces[index] { storePlaces[index] = .slot(-1) }
    }
    for index in storePlaces.indices {
      guard case .slot(-1) = storePlaces[index] else { continue }
      slotCount += 1
      storePlaces[index] = .slot(slotCount - 1)
    }
  }

  // MARK: - Code

  private mutating func emit() {
    for (place, instruction) in kernel.code.enumerated() {
      guard case .slot(let target) = places[place] else { continue }
      code.append(
        opt_tile_instruction(
          operation: TileAssignment.operation(instruction.operation),
          immediate: UInt16(truncatingIfNeeded: instruction.immediate),
          target: UInt16(target),
          a: number(instruction, 0),
          b: number(instruction, 1),
          c: number(instruction, 2)
        )
      )
    }
    for (index, value) in kernel.stores.enumerated() {
      guard case .slot(let target) = storePlaces[index],
        case .input = places[Int(value.index)]
      else { continue }
      let source = number(places[Int(value.index)])
      code.append(
        opt_tile_instruction(
          operation: UInt16(OPT_TILE_COPY),
          immediate: 0,
          target: UInt16(target),
          a: source,
          b: source,
          c: source
        )
      )
    }
    stores.reserveCapacity(storePlaces.count)
    for place in storePlaces { stores.append(number(place)) }
    for reduction in kernel.reductions {
      reductions.append(
        opt_tile_reduction(
          operand: number(places[Int(reduction.value.index)]),
          is_maximum: reduction.kind == .maximum ? 1 : 0
        )
      )
    }
  }

  /// The number of an operand; of the first one where there is none at the place.
  private func number(_ instruction: MicroInstruction, _ place: Int) -> UInt16 {
    let operand = instruction[place < instruction.operation.arity ? place : 0]
    return number(places[Int(operand.index)])
  }

  private func number(_ place: Place) -> UInt16 {
    switch place {
    case .slot(let slot): UInt16(slot)
    case .input(let stream): UInt16(slotCount + stream)
    case .uniform(let slot): UInt16(slotCount + kernel.inputCount + slot)
    case .constant(let index):
      UInt16(slotCount + kernel.inputCount + kernel.uniformCount + index)
    }
  }

  private static func operation(_ operation: MicroOperation) -> UInt16 {
    switch operation {
    case .load, .uniform, .constant: preconditionFailure("a leaf is an operand")
    case .add: UInt16(OPT_TILE_ADD)
    case .sub: UInt16(OPT_TILE_SUB)
    case .mul: UInt16(OPT_TILE_MUL)
    case .div: UInt16(OPT_TILE_DIV)
    case .fma: UInt16(OPT_TILE_FMA)
    case .sqrt: UInt16(OPT_TILE_SQRT)
    case .floor: UInt16(OPT_TILE_FLOOR)
    case .roundEven: UInt16(OPT_TILE_ROUND_EVEN)
    case .less: UInt16(OPT_TILE_LESS)
    case .lessOrEqual: UInt16(OPT_TILE_LESS_OR_EQUAL)
    case .equal: UInt16(OPT_TILE_EQUAL)
    case .notEqual: UInt16(OPT_TILE_NOT_EQUAL)
    case .and: UInt16(OPT_TILE_AND)
    case .or: UInt16(OPT_TILE_OR)
    case .xor: UInt16(OPT_TILE_XOR)
    case .select: UInt16(OPT_TILE_SELECT)
    case .shiftLeft: UInt16(OPT_TILE_SHIFT_LEFT)
    case .shiftRight: UInt16(OPT_TILE_SHIFT_RIGHT)
    case .shiftRightSigned: UInt16(OPT_TILE_SHIFT_RIGHT_SIGNED)
    case .addInteger: UInt16(OPT_TILE_ADD_INTEGER)
    case .subInteger: UInt16(OPT_TILE_SUB_INTEGER)
    }
  }
}
