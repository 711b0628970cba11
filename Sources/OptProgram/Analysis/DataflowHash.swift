/// Hashes what a program computes, rather than how it is written.
///
/// Names, the order of statements and of states, dead code, and the order of commutative arguments
/// do not matter; hyperparameters count as their defaults (Chen et al. 2023, section 2.3, there without
/// commutativity and across one step only). A value's hash is mixed from its operation and its
/// arguments' hashes, a state's from its declaration, its first value and, by refinement, what each
/// step makes of it. Refinement ends when it tells no more states apart; then two states have one hash
/// only if they always have one value. Each path of the conditions is hashed as a straight line.
///
/// The numbers depend on nothing but the program, so they may be stored. The object holds the scratch
/// memory: keep one for each thread.
public struct DataflowHash: Sendable {
  private let salts: [UInt64]
  private var entry: [UInt64] = []
  private var values: [UInt64] = []
  private var nextStates: [UInt64] = []
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
    let used = usedConditions(program, liveness)
    var classCount = distinctStates().count
    while true {
      let result = refine(program, liveness, used)
      let (count, sum) = distinctStates()
      if count == classCount { return mix64(result &+ sum) }
      classCount = count
    }
  }

  /// One step on all paths: mixes into each state's hash what becomes of it; the hash of the results.
  private mutating func refine(
    _ program: Program,
    _ liveness: Liveness,
    _ used: UInt16
  ) -> UInt64 {
    var result: UInt64 = 0
    for state in kept { nextStates[state] = 0 }
    // Walks the subsets of the conditions that matter.
    var path: UInt16 = 0
    repeat {
      let key = pathKey(path, used)
      result &+= mix64(key ^ follow(program, liveness, path))
      for state in kept { nextStates[state] &+= mix64(key ^ mix64(values[state])) }
      path = (path &- used) & used
    } while path != 0
    for state in kept { entry[state] = mix64(entry[state] ^ mix64(nextStates[state])) }
    return result
  }

  // MARK: - Entry

  private mutating func enter(_ program: Program, _ liveness: Liveness) {
    entry.removeAll(keepingCapacity: true)
    nextStates.removeAll(keepingCapacity: true)
    kept.removeAll(keepingCapacity: true)
    var inputs: UInt64 = 0
    for index in program.variables.indices {
      let role = program.variables[index].role
      // Inputs of random numbers are told apart by their order among those that are read.
      if case .input(let kind) = role, kind.isRandom, isRead(Variable(index), program, liveness) {
        inputs += 1
      }
      entry.append(entryHash(role, input: inputs))
      nextStates.append(0)
      if liveness.isKept[index] { kept.append(index) }
    }
    if !program.initialization.isEmpty { enterFirstValues(program, liveness) }
  }

  private func entryHash(_ role: Role, input: UInt64) -> UInt64 {
    switch role {
    case .builtin(let builtin):
      return builtin.hash
    case .hyperparameter(let value, _):
      return value.dataflowHash
    case .state(let type, let storage):
      return mix64(0x2000 + UInt64(TypeCode(type).bits) << 4 + UInt64(storage.rawValue))
    case .input(let kind):
      return kind.hash(place: input)
    case .local:
      return 0
    }
  }

  private func isRead(_ variable: Variable, _ program: Program, _ liveness: Liveness) -> Bool {
    func isRead(in instructions: [Instruction], _ isLive: [Bool]) -> Bool {
      instructions.indices.contains { index in
        let instruction = instructions[index]
        return isLive[index]
          && (0..<instruction.operandCount).contains { instruction[$0] == .variable(variable) }
      }
    }
    return isRead(in: program.step, liveness.step)
      || isRead(in: program.evaluation, liveness.evaluation)
  }

  private mutating func enterFirstValues(_ program: Program, _ liveness: Liveness) {
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: entry)
    for index in program.initialization.indices where liveness.initialization[index] {
      execute(program.initialization[index])
    }
    let zero = (0.0).dataflowHash
    for state in kept where values[state] != entry[state] && values[state] != zero {
      entry[state] = mix64(entry[state] ^ mix64(values[state]))
    }
  }

  // MARK: - Paths

  private mutating func usedConditions(_ program: Program, _ liveness: Liveness) -> UInt16 {
    masks.removeAll(keepingCapacity: true)
    conditionHashes.removeAll(keepingCapacity: true)
    if program.guards.isEmpty { return 0 }
    program.appendGuardMasks(to: &masks)
    for condition in program.conditions {
      conditionHashes.append(program.hash(of: condition))
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
    case .constant(let number): number.dataflowHash
    }
  }

  @inline(__always)
  private func salt(_ opcode: Opcode) -> UInt64 { salts[Int(opcode.rawValue)] }

  @inline(__always)
  private func chain(_ salt: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    mix64(mix64(salt ^ first) ^ second)
  }

  /// How many different hashes the states have, and their sum: what tells programs apart whose states
  /// differ at depth.
  private func distinctStates() -> (count: Int, sum: UInt64) {
    var count = 0
    var sum: UInt64 = 0
    for place in kept.indices {
      let hash = entry[kept[place]]
      if kept[..<place].contains(where: { entry[$0] == hash }) { continue }
      count += 1
      sum &+= mix64(hash)
    }
    return (count, sum)
  }

  private static func salt(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { mix64($0 ^ UInt64($1)) }
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
