/// Hashes what a program computes, rather than how it is written.
///
/// Names, the order of statements and of states, dead code, and the order of commutative arguments
/// do not matter; hyperparameters count as their defaults (Chen et al. 2023, section 2.3, there without
/// commutativity and across one step only). A value's hash is mixed from its operation and its
/// arguments' hashes, a state's from its declaration, its first value and, by refinement, what each
/// step makes of it: after as many rounds as there are states, two states have one hash only if they
/// always have one value. Each path of the conditions is hashed as a straight line.
///
/// The numbers depend on nothing but the program, so they may be stored. The object holds the scratch
/// memory: keep one for each thread.
public struct DataflowHash: Sendable {
  private let salts: [UInt64]
  private var entry: [UInt64] = []
  private var values: [UInt64] = []
  private var nextStates: [UInt64] = []
  private var declared: [UInt64] = []
  private var kept: [Int] = []
  private var masks: [GuardMask] = []
  private var conditionHashes: [UInt64] = []

  /// A hasher without memory of any program.
  public init() {
    salts = Opcode.allCases.map { DataflowHash.salt($0.name) }
  }

  /// The hash of a program whose liveness has been analysed.
  ///
  /// - Precondition: the program is verified, and `liveness` is of this program.
  public mutating func hash(_ program: Program, _ liveness: Liveness) -> UInt64 {
    enter(program, liveness)
    let paths = usedConditions(program, liveness)
    var result: UInt64 = 0
    for _ in 0...kept.count {
      result = 0
      for state in kept { nextStates[state] = 0 }
      // Walks the subsets of the conditions that matter.
      var path: UInt16 = 0
      repeat {
        let key = pathKey(path, paths)
        result &+= mix64(key ^ follow(program, liveness, path))
        for state in kept { nextStates[state] &+= mix64(key ^ mix64(values[state])) }
        path = (path &- paths) & paths
      } while path != 0
      for state in kept { entry[state] = mix64(declared[state] ^ nextStates[state]) }
    }
    return mix64(result &+ distinctStates())
  }

  // MARK: - Entry

  private mutating func enter(_ program: Program, _ liveness: Liveness) {
    entry.removeAll(keepingCapacity: true)
    declared.removeAll(keepingCapacity: true)
    nextStates.removeAll(keepingCapacity: true)
    kept.removeAll(keepingCapacity: true)
    var inputs: UInt64 = 0
    for index in program.variables.indices {
      let role = program.variables[index].role
      entry.append(entryHash(role, inputs: &inputs))
      declared.append(entry[index])
      nextStates.append(0)
      if liveness.isKept[index] { kept.append(index) }
    }
    if !program.initialization.isEmpty { enterFirstValues(program, liveness) }
  }

  private func entryHash(_ role: Role, inputs: inout UInt64) -> UInt64 {
    switch role {
    case .builtin(let builtin):
      return mix64(0x1000 + UInt64(builtin.rawValue))
    case .hyperparameter(let value, _):
      return DataflowHash.constant(value)
    case .state(let type, let storage):
      return mix64(0x2000 + UInt64(TypeCode(type).bits) << 4 + UInt64(storage.rawValue))
    case .input(let kind):
      // Equal kinds are told apart by their order: two noises are independent.
      inputs += kind.isRandom ? 1 : 0
      return mix64(0x3000 + kind.code << 8 + (kind.isRandom ? inputs : 0))
    case .local:
      return 0
    }
  }

  private mutating func enterFirstValues(_ program: Program, _ liveness: Liveness) {
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: entry)
    for index in program.initialization.indices where liveness.initialization[index] {
      execute(program.initialization[index])
    }
    for state in kept where values[state] != entry[state] {
      declared[state] = mix64(entry[state] ^ mix64(values[state]))
      entry[state] = declared[state]
    }
  }

  // MARK: - Paths

  private mutating func usedConditions(_ program: Program, _ liveness: Liveness) -> UInt16 {
    masks.removeAll(keepingCapacity: true)
    conditionHashes.removeAll(keepingCapacity: true)
    if program.guards.isEmpty { return 0 }
    program.appendGuardMasks(to: &masks)
    for condition in program.conditions {
      conditionHashes.append(hash(condition, program))
    }
    var used: UInt16 = 0
    for index in program.step.indices where liveness.step[index] {
      if let place = program.step[index].guardIndex { used |= masks[Int(place)].mask }
    }
    for index in program.evaluation.indices where liveness.evaluation[index] {
      if let place = program.evaluation[index].guardIndex { used |= masks[Int(place)].mask }
    }
    return used
  }

  private func pathKey(_ path: UInt16, _ used: UInt16) -> UInt64 {
    var key: UInt64 = 0
    for index in conditionHashes.indices where used >> UInt16(index) & 1 == 1 {
      key &+= mix64(conditionHashes[index] &+ (path >> UInt16(index) & 1 == 1 ? 1 : 0))
    }
    return key
  }

  /// Executes the live statements of one path; what results is the hash of the new weight and `eval_w`.
  private mutating func follow(
    _ program: Program,
    _ liveness: Liveness,
    _ path: UInt16
  ) -> UInt64 {
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: entry)
    let update = Int(Builtin.update.rawValue)
    let weight = Int(Builtin.weight.rawValue)
    values[update] = 0
    run(program.step, liveness.step, path)
    // `update = u` and `w = w - u` are the same rule.
    let newWeight =
      values[update] == 0 ? values[weight] : chain(salt(.sub), entry[weight], values[update])
    if program.evaluation.isEmpty { return newWeight }
    let saved = values[weight]
    values[weight] = newWeight
    run(program.evaluation, liveness.evaluation, path)
    values[weight] = saved
    return mix64(newWeight ^ mix64(values[Int(Builtin.evalWeight.rawValue)]))
  }

  @inline(__always)
  private mutating func run(_ instructions: [Instruction], _ isLive: [Bool], _ path: UInt16) {
    for index in instructions.indices where isLive[index] {
      let instruction = instructions[index]
      if let place = instruction.guardIndex, !masks[Int(place)].isActive(on: path) { continue }
      execute(instruction)
    }
  }

  // MARK: - Values

  @inline(__always)
  private mutating func execute(_ instruction: Instruction) {
    let opcode = instruction.opcode
    let first = value(instruction[0])
    let result: UInt64
    switch opcode.arity {
    case 1:
      result = opcode == .copy ? first : mix64(salt(opcode) ^ first)
    case 2:
      let second = value(instruction[1])
      let isSwapped = opcode.isCommutative && second < first
      result = isSwapped ? chain(salt(opcode), second, first) : chain(salt(opcode), first, second)
    default:
      let pair = chain(salt(opcode), first, value(instruction[1]))
      result = mix64(pair ^ value(instruction[2]))
    }
    values[Int(instruction.target.index)] = result
  }

  @inline(__always)
  private func value(_ operand: Operand) -> UInt64 {
    switch operand {
    case .variable(let variable): values[Int(variable.index)]
    case .constant(let number): DataflowHash.constant(number)
    }
  }

  @inline(__always)
  private func salt(_ opcode: Opcode) -> UInt64 { salts[Int(opcode.rawValue)] }

  @inline(__always)
  private func chain(_ salt: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    mix64(mix64(salt ^ first) ^ second)
  }

  /// The sum over states of different hashes: what tells two programs apart whose states differ at depth.
  private func distinctStates() -> UInt64 {
    var sum: UInt64 = 0
    for (place, state) in kept.enumerated()
    where !kept[..<place].contains(where: { entry[$0] == entry[state] }) {
      sum &+= mix64(entry[state])
    }
    return sum
  }

  @inline(__always)
  private static func constant(_ number: Double) -> UInt64 {
    mix64(number.bitPattern ^ 0x6C62_272E_07BB_0142)
  }

  private static func salt(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { mix64($0 ^ UInt64($1)) }
  }
}

// MARK: - Conditions

extension DataflowHash {
  private func hash(_ condition: Condition, _ program: Program) -> UInt64 {
    switch condition {
    case .compare(let comparison, let left, let right):
      chain(0x4000 + UInt64(comparison.rawValue), hash(left, program), hash(right, program))
    case .and(let left, let right): chain(0x4100, hash(left, program), hash(right, program))
    case .or(let left, let right): chain(0x4200, hash(left, program), hash(right, program))
    case .not(let inner): mix64(0x4300 ^ hash(inner, program))
    }
  }

  private func hash(_ term: HostTerm, _ program: Program) -> UInt64 {
    switch term {
    case .constant(let number): DataflowHash.constant(number)
    case .variable(let variable): declared[Int(variable.index)]
    case .negate(let inner): mix64(0x4400 ^ hash(inner, program))
    case .binary(let operation, let left, let right):
      chain(0x4500 + UInt64(operation.rawValue), hash(left, program), hash(right, program))
    }
  }
}

extension InputKind {
  /// A number of its own for each kind, part of stored hashes.
  fileprivate var code: UInt64 {
    switch self {
    case .hessianDiagonal(let estimate): 1 + UInt64(estimate.rawValue)
    case .loss: 8
    case .batchSize: 9
    case .noise(let distribution): 16 + UInt64(distribution.rawValue)
    }
  }

  /// Whether two inputs of the kind hold different numbers.
  fileprivate var isRandom: Bool {
    switch self {
    case .hessianDiagonal, .noise: true
    case .loss, .batchSize: false
    }
  }
}

extension Program {
  /// The hash of what the program computes; see `DataflowHash`.
  ///
  /// - Precondition: the program is verified.
  public var dataflowHash: UInt64 {
    var liveness = Liveness()
    liveness.analyze(self)
    var hasher = DataflowHash()
    return hasher.hash(self, liveness)
  }
}
