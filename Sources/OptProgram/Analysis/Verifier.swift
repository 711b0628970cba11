/// Abstract execution: checks flat programs and finds the type of every value.
///
/// Every path, that is every combination of truth values of the conditions, is executed as a straight
/// line over types (semantics rules 1 - 8 and 12). The object holds the scratch memory, so that a search
/// that verifies many programs allocates nothing: keep one for each thread. Names are not looked
/// at: `Program.verify()` does that too.
public struct Verifier: Sendable {
  /// What may be assigned, and under which rule.
  enum Target: UInt8, BitwiseCopyable {
    /// Never.
    case fixed
    /// With a value of any type.
    case free
    /// With a value of the state's own type.
    case state
    case update
    case weight
    case evalWeight
  }

  private var targets: [Target] = []
  /// Types at the start of a list, by variable; for a state its declared type also elsewhere.
  var entry: [TypeCode] = []
  var codes: [TypeCode] = []
  private var isNumber: [Bool] = []
  private var depths: [Int] = []
  private var masks: [GuardMask] = []
  private var types: [[TypeCode]] = [[], [], []]

  /// A verifier without memory of any program.
  public init() {}

  /// Checks a program.
  ///
  /// - Throws: the first mistake found.
  public mutating func verify(_ program: Program) throws(VerifierError) {
    try checkTables(program)
    try checkInitialization(program)
    for path in 0..<program.pathCount {
      try checkStep(program, path: UInt16(path))
      if !program.evaluation.isEmpty { try checkEvaluation(program, path: UInt16(path)) }
    }
  }

  /// The type of the value that a statement assigned on the last path of the last verified program.
  ///
  /// For a program without conditions there is one path, and the answer is simply the type.
  public func type(_ section: VerifierError.Section, _ index: Int) -> ValueType {
    guard let type = types[Int(section.rawValue)][index].type else {
      preconditionFailure("the program is not verified")
    }
    return type
  }

  // MARK: - Tables

  private mutating func checkTables(_ program: Program) throws(VerifierError) {
    let count = program.variables.count
    let statements =
      program.initialization.count + program.step.count + program.evaluation.count
    guard count <= Limits.variables else { throw VerifierError(.tooManyVariables) }
    guard statements <= Limits.statements else { throw VerifierError(.tooManyStatements) }
    targets.removeAll(keepingCapacity: true)
    entry.removeAll(keepingCapacity: true)
    isNumber.removeAll(keepingCapacity: true)
    guard count >= Builtin.allCases.count else { throw VerifierError(.builtins) }
    for index in 0..<count {
      let role = program.variables[index].role
      let isBuiltin = index < Builtin.allCases.count
      guard isBuiltin == role.isBuiltin else { throw VerifierError(.builtins) }
      try append(role, Variable(index))
    }
    masks.removeAll(keepingCapacity: true)
    if !program.guards.isEmpty || !program.conditions.isEmpty {
      try program.checkConditions()
      try program.checkIndices()
      program.appendGuardMasks(to: &masks)
    }
  }

  private mutating func append(_ role: Role, _ variable: Variable) throws(VerifierError) {
    isNumber.append(role.isHyperparameter)
    switch role {
    case .builtin(let builtin):
      guard builtin.variable == variable else { throw VerifierError(.builtins) }
      append(builtin)
    case .hyperparameter(let value, let range):
      guard value.isFinite, range?.contains(value) ?? true else {
        throw VerifierError(.hyperparameter(variable))
      }
      append(.fixed, .modelScalar)
    case .state(let type, let storage):
      guard type.isStateType else { throw VerifierError(.stateShape(variable)) }
      guard storage == .full || !type.shape.isScalar else {
        throw VerifierError(.narrowScalar(variable))
      }
      append(.state, TypeCode(type))
    case .input(let kind):
      append(.fixed, TypeCode(kind.type))
    case .local:
      append(.free, .undefined)
    }
  }

  private mutating func append(_ target: Target, _ type: TypeCode) {
    targets.append(target)
    entry.append(type)
  }

  private mutating func append(_ builtin: Builtin) {
    let type = builtin.type.map { TypeCode($0) } ?? .undefined
    switch builtin {
    case .weight: append(.weight, type)
    case .update: append(.update, type)
    case .evalWeight: append(.evalWeight, type)
    case .gradient, .learningRate: append(.free, type)
    case .stepNumber, .totalSteps, .rows, .cols, .rank, .numel: append(.fixed, type)
    }
  }

  // MARK: - Lists

  private mutating func checkInitialization(_ program: Program) throws(VerifierError) {
    types[0].removeAll(keepingCapacity: true)
    if program.initialization.isEmpty { return }
    enter { $0 == .weight || $0 == .gradient }
    depths.removeAll(keepingCapacity: true)
    for _ in codes { depths.append(0) }
    for index in program.initialization.indices {
      let instruction = program.initialization[index]
      let location = VerifierError.Location(section: .initialization, index: index)
      guard instruction.guardIndex == nil else {
        throw VerifierError(.guardedInitialization, at: location)
      }
      let value = try execute(instruction, program, at: location, path: 0)
      let target = Int(instruction.target.index)
      depths[target] = try depth(of: instruction, at: location)
      switch targets[target] {
      case .free where target >= Builtin.allCases.count:
        codes[target] = value
      case .state:
        // A first value is broadcast to the state, which is not read before the step.
        guard value.broadcasts(to: entry[target]) else {
          throw wrongType(value, .stateType, instruction.target, at: location, program, path: 0)
        }
      case .free, .fixed, .update, .weight, .evalWeight:
        throw VerifierError(.notAssignable(instruction.target), at: location)
      }
      types[0].append(value)
    }
  }

  /// The depth of the expression a statement of the initialization computes.
  ///
  /// Text writes first values as expressions: their parts are read once, and are not too deep.
  private mutating func depth(
    of instruction: Instruction,
    at location: VerifierError.Location
  ) throws(VerifierError) -> Int {
    var result = 0
    for place in 0..<instruction.operandCount {
      guard case .variable(let variable) = instruction[place] else { continue }
      let index = Int(variable.index)
      guard targets[index] == .free, index >= Builtin.allCases.count else { continue }
      guard codes[index] != .undefined else {
        throw VerifierError(.sharedFirstValue(variable), at: location)
      }
      codes[index] = .undefined
      result = max(result, depths[index])
    }
    guard result < Limits.nesting else { throw VerifierError(.firstValueTooDeep, at: location) }
    return result + 1
  }

  private mutating func checkStep(_ program: Program, path: UInt16) throws(VerifierError) {
    types[1].removeAll(keepingCapacity: true)
    codes.removeAll(keepingCapacity: true)
    codes.append(contentsOf: entry)
    var assignsUpdate = false
    var assignsWeight = false
    for index in program.step.indices {
      let instruction = program.step[index]
      let location = VerifierError.Location(section: .step, index: index)
      let guarding = try mask(of: instruction, at: location)
      guard guarding.isActive(on: path) else {
        types[1].append(.undefined)
        continue
      }
      var value = try execute(instruction, program, at: location, path: path)
      if guarding.dependsOnShape {
        guard !instruction.opcode.isGlobal else {
          throw failure(.globalReductionUnderShape, at: location, program, path)
        }
        value = value.perTensor
      }
      let target = Int(instruction.target.index)
      switch targets[target] {
      case .free: break
      case .update: assignsUpdate = true
      case .weight: assignsWeight = true
      case .state:
        guard TypeCode(bits: value.bits | entry[target].bits & 16) == entry[target] else {
          throw wrongType(value, .stateType, instruction.target, at: location, program, path: path)
        }
        value = entry[target]
      case .fixed, .evalWeight:
        throw failure(.notAssignable(instruction.target), at: location, program, path)
      }
      codes[target] = value
      types[1].append(value)
    }
    guard assignsUpdate != assignsWeight else {
      throw failure(assignsUpdate ? .twoResults : .noResult, at: nil, program, path)
    }
    try checkResult(assignsUpdate ? .update : .weight, program, path: path)
  }

  private mutating func checkEvaluation(
    _ program: Program,
    path: UInt16
  ) throws(VerifierError) {
    types[2].removeAll(keepingCapacity: true)
    enter { $0 != .gradient && $0 != .learningRate }
    for index in codes.indices where targets[index] == .state || isNumber[index] {
      codes[index] = entry[index]
    }
    for index in program.evaluation.indices {
      let instruction = program.evaluation[index]
      let location = VerifierError.Location(section: .evaluation, index: index)
      let guarding = try mask(of: instruction, at: location)
      guard guarding.isActive(on: path) else {
        types[2].append(.undefined)
        continue
      }
      guard instruction.opcode.family == .elementwise else {
        throw failure(.notInEvaluation(instruction.opcode), at: location, program, path)
      }
      let value = try execute(instruction, program, at: location, path: path)
      let target = Int(instruction.target.index)
      switch targets[target] {
      case .free where target >= Builtin.allCases.count, .evalWeight: break
      case .free, .fixed, .state, .update, .weight:
        throw failure(.notAssignable(instruction.target), at: location, program, path)
      }
      codes[target] = value
      types[2].append(value)
    }
    guard codes[Int(Builtin.evalWeight.rawValue)] != .undefined else {
      throw failure(.noEvaluationResult, at: nil, program, path)
    }
    try checkResult(.evalWeight, program, path: path)
  }

  /// Makes hyperparameters and some builtins readable, and nothing else.
  private mutating func enter(_ isReadable: (Builtin) -> Bool) {
    codes.removeAll(keepingCapacity: true)
    for index in entry.indices {
      codes.append(isNumber[index] ? .modelScalar : .undefined)
    }
    for builtin in Builtin.allCases where isReadable(builtin) {
      codes[Int(builtin.rawValue)] = entry[Int(builtin.rawValue)]
    }
  }

  // MARK: - Statements

  @inline(__always)
  private func mask(
    of instruction: Instruction,
    at location: VerifierError.Location
  ) throws(VerifierError) -> GuardMask {
    guard let index = instruction.guardIndex else { return .always }
    guard Int(index) < masks.count else { throw VerifierError(.danglingIndex, at: location) }
    return masks[Int(index)]
  }

  @inline(__always)
  private func execute(
    _ instruction: Instruction,
    _ program: Program,
    at location: VerifierError.Location,
    path: UInt16
  ) throws(VerifierError) -> TypeCode {
    let opcode = instruction.opcode
    let arity = opcode.arity
    guard Int(instruction.target.index) < codes.count else {
      throw VerifierError(.danglingIndex, at: location)
    }
    // `eye` names a side, which has no value while first values are computed.
    let first = opcode == .eye ? .modelScalar : code(instruction[0])
    let second = arity > 1 ? code(instruction[1]) : .modelScalar
    let third = arity > 2 ? code(instruction[2]) : .modelScalar
    // A result may be valid though an operand is undefined, where the operation does not look at it.
    let hasUndefined = first == .undefined || second == .undefined || third == .undefined
    if !hasUndefined {
      let result = opcode.resultCode(
        first,
        second,
        third,
        isNumber: arity > 1 && isKnownNumber(instruction[1]),
        extent: opcode == .eye ? extent(instruction[0]) : nil
      )
      if result.isValid { return result }
    }
    throw explain(instruction, program, at: location, path: path)
  }

  @inline(__always)
  func code(_ operand: Operand) -> TypeCode {
    switch operand {
    case .constant(let number): number.isFinite ? .modelScalar : .undefined
    case .variable(let variable):
      Int(variable.index) < codes.count ? codes[Int(variable.index)] : .undefined
    }
  }

  func isKnownNumber(_ operand: Operand) -> Bool {
    switch operand {
    case .constant: true
    case .variable(let variable): isNumber[Int(variable.index)]
    }
  }

  func extent(_ operand: Operand) -> Extent? {
    switch operand {
    case .variable(Builtin.rows.variable): .rows
    case .variable(Builtin.cols.variable): .cols
    case .variable, .constant: nil
    }
  }
}
