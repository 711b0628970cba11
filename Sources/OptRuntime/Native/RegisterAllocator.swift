/// Chooses registers for the straight-line code of a kernel.
///
/// A linear scan: an operand is brought into a register or read from memory where it is used; if all
/// registers hold something, the value that is needed last makes room. Values that are the same for
/// every element live in registers for the whole loop as long as there are enough.
struct RegisterAllocator: ~Copyable {
  /// No later use.
  static let never = Int32.max

  let isa: InstructionSet
  let nodes: [MachineNode]
  /// The register of each node.
  var registers: [UInt8]
  /// The place in the frame of each node, negative if it has none.
  var slots: [Int32]
  /// The position of the next use of each node.
  var nextUse: [Int32]
  /// For every position and operand, the position of the operand's use after this one.
  var following: [Int32] = []
  /// The position of the last use of each node.
  var lastUse: [Int32]
  /// The place of each constant node in the pool.
  var poolPlaces: [Int32]
  var vectors: RegisterFile
  var masks: RegisterFile
  /// Inputs may not be read from this position on: an output may be the same memory.
  var firstStore = RegisterAllocator.never
  var code: [MachineInstruction] = []
  var result = AllocatedKernel()

  /// What the encoder uses itself: registers that hold no value.
  enum Scratch {
    /// AVX2: the mask of the tail and what is read through it.
    static let tail: UInt8 = 15
    /// The tail's mask register on AVX-512.
    static let tailMask: UInt8 = 7
    /// A mask register within one instruction.
    static let mask: UInt8 = 6
  }

  /// Gives registers to the nodes of a kernel.
  static func allocate(_ nodes: [MachineNode], for isa: InstructionSet) -> AllocatedKernel {
    var allocator = RegisterAllocator(nodes, isa)
    let schedule = Schedule(nodes)
    allocator.reserveAccumulators()
    allocator.allocatePrologue(schedule)
    allocator.allocateBody(schedule)
    return allocator.result
  }

  private init(_ nodes: [MachineNode], _ isa: InstructionSet) {
    self.isa = isa
    self.nodes = nodes
    registers = [UInt8](repeating: RegisterFile.noRegister, count: nodes.count)
    slots = [Int32](repeating: -1, count: nodes.count)
    nextUse = [Int32](repeating: RegisterAllocator.never, count: nodes.count)
    lastUse = nextUse
    poolPlaces = slots
    vectors = RegisterFile(isa == .avx2 ? 0x7FFF : 0xFFFF_FFFF)
    masks = RegisterFile(0b0011_1110)
    code.reserveCapacity(nodes.count + 16)
  }

  // MARK: - Prologue and body

  /// Accumulators get registers while they leave enough for the computation.
  private mutating func reserveAccumulators() {
    var room = isa.registerCount / 4
    for node in nodes where node.kind == .sum || node.kind == .maximum {
      let count = node.kind == .sum ? MicroKernel.laneCount / isa.lanes : 1
      if count <= room {
        room -= count
        let first = vectors.reserve()
        for _ in 1..<count { _ = vectors.reserve() }
        result.accumulators.append(.registers(first))
      } else {
        result.accumulators.append(.slot(newSlot(vectors: count)))
      }
    }
    let needsScratch = result.accumulators.contains {
      if case .slot = $0 { true } else { false }
    }
    if needsScratch { result.accumulatorScratch = vectors.reserve() }
  }

  private mutating func allocatePrologue(_ schedule: Schedule) {
    _ = analyse(schedule.prologue)
    for (position, node) in schedule.prologue.enumerated() {
      // The body finds these values in the frame.
      let isKept = schedule.bodyUses[Int(node)] > 0
      allocate(node, at: position)
      if isKept { spill(node) }
      if nextUse[Int(node)] == RegisterAllocator.never { drop(node) }
    }
  }

  private mutating func allocateBody(_ schedule: Schedule) {
    for node in nodes.indices { drop(Int32(node)) }
    let pressure = analyse(schedule.body)
    pinInvariants(schedule, pressure)
    result.prologue = code
    code.removeAll(keepingCapacity: true)
    for (position, node) in schedule.body.enumerated() {
      if position == Int(firstStore) { fetchInputs() }
      allocate(node, at: position)
    }
    result.body = code
  }

  /// Finds the uses of every value; gives the largest number of values alive at a time.
  private mutating func analyse(_ list: [Int32]) -> Int {
    for node in nodes.indices {
      nextUse[node] = RegisterAllocator.never
      lastUse[node] = -1
    }
    following = [Int32](repeating: RegisterAllocator.never, count: list.count * 3)
    firstStore = RegisterAllocator.never
    var alive = 0
    var most = 0
    for position in list.indices.reversed() {
      let node = nodes[Int(list[position])]
      if node.kind == .store { firstStore = Int32(position) }
      if !node.isResult && !node.isMask { alive -= 1 }
      for operand in 0..<3 where node[operand] >= 0 {
        following[position * 3 + operand] = nextUse[Int(node[operand])]
      }
      for operand in 0..<3 where node[operand] >= 0 {
        let value = Int(node[operand])
        nextUse[value] = Int32(position)
        guard lastUse[value] < 0 else { continue }
        lastUse[value] = Int32(position)
        if !nodes[value].isInvariant && !nodes[value].isMask { alive += 1 }
      }
      most = max(most, alive)
    }
    return most
  }

  /// Keeps the most used invariants in the registers that the body leaves free.
  private mutating func pinInvariants(_ schedule: Schedule, _ pressure: Int) {
    let candidates = nodes.indices.filter {
      nodes[$0].isInvariant && !nodes[$0].isMask && schedule.bodyUses[$0] > 0
    }
    // Besides the values alive there is a result, and an invariant that found no room.
    var free = vectors.free.nonzeroBitCount - pressure - 1
    if candidates.count > free { free -= 1 }
    guard free > 0 else { return }
    let best =
      candidates.count <= free
      ? candidates
      : candidates.sorted { (weight($0, schedule), $1) > (weight($1, schedule), $0) }
    for node in best.prefix(free) {
      let register = vectors.reserve()
      emitLoad(Int32(node), register)
      registers[node] = register
    }
  }

  /// What a register for an invariant saves: AVX2 has no operands that broadcast.
  private func weight(_ node: Int, _ schedule: Schedule) -> Int32 {
    let isExpensive = isa == .avx2 && nodes[node].kind == .uniform
    return schedule.bodyUses[node] * (isExpensive ? 2 : 1)
  }

  /// Brings inputs that are needed later into registers before an output is written.
  private mutating func fetchInputs() {
    for node in nodes.indices {
      guard nodes[node].kind == .load, nextUse[node] != RegisterAllocator.never else { continue }
      // Each may push the one before out, into the frame.
      vectors.locked = 0
      if slots[node] < 0 { _ = ensure(Int32(node)) }
    }
  }
}
