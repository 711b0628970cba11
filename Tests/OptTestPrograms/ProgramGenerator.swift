public import OptProgram

/// Draws random flat programs that verify, the same ones for the same seed.
public struct ProgramGenerator {
  /// What the programs may contain.
  public struct Options: Sendable {
    /// The operations to draw from.
    public var opcodes: [Opcode]

    /// The number of statements drawn for the step, before the ones that assign the result.
    public var statements: ClosedRange<Int>

    /// The number of states.
    public var states: ClosedRange<Int>

    /// Whether states are of all types and storages and may have first values; else they are tensors
    /// that start at 0.
    public var allStates: Bool

    /// Whether there are conditions, hyperparameters, declared inputs, and evaluations.
    public var allForms: Bool

    /// Programs with the given features.
    public init(
      opcodes: [Opcode],
      statements: ClosedRange<Int>,
      states: ClosedRange<Int>,
      allStates: Bool,
      allForms: Bool
    ) {
      self.opcodes = opcodes
      self.statements = statements
      self.states = states
      self.allStates = allStates
      self.allForms = allForms
    }

    /// The whole language.
    public static let everything = Options(
      opcodes: Opcode.allCases,
      statements: 1...30,
      states: 0...4,
      allStates: true,
      allForms: true
    )

    /// What the search draws by default: straight lines of elementwise operations and reductions.
    public static let search = Options(
      opcodes: Opcode.allCases.filter { opcode in
        switch opcode.family {
        case .elementwise, .reduction, .globalReduction, .normClip: true
        case .axisReduction, .matrix, .order: false
        }
      },
      statements: 4...30,
      states: 1...3,
      allStates: false,
      allForms: false
    )
  }

  private struct Value {
    var variable: Variable
    var type: ValueType
  }

  private let options: Options
  private var random: RandomStream
  private var program = Program(name: "random")
  private var readable: [Value] = []
  private var localCount = 0

  /// A generator of the programs of a seed.
  public init(seed: UInt64, options: Options = .everything) {
    self.options = options
    random = RandomStream(seed: seed, purpose: .test)
  }

  /// The next program; verified and compacted.
  public mutating func next() -> Program {
    program = Program(name: "random")
    localCount = 0
    readable = Builtin.allCases.compactMap { builtin in
      builtin.type.map { Value(variable: builtin.variable, type: $0) }
    }
    if options.allForms { declareParameters() }
    declareStates()
    var budget = random.pick(options.statements)
    while budget > 0 { budget -= item(budget: budget, literals: [], isShape: false) }
    result()
    if options.allForms, random.chance(0.3) { evaluation() }
    return program.compacted()
  }
}

// MARK: - Declarations

extension ProgramGenerator {
  private mutating func declareParameters() {
    for index in 0..<random.below(4) {
      let value = abs(constant())
      var range: HyperparameterRange?
      if random.chance(0.5), value > 0 {
        range = HyperparameterRange(
          low: value / 2,
          high: value * 2,
          isLogarithmic: value > 0 && random.chance(0.5)
        )
      }
      declare("h\(index)", .hyperparameter(default: value, range: range), .modelScalar)
    }
    for index in 0..<random.below(3) where random.chance(0.5) {
      let kind = random.pick(InputKind.all)
      declare("x\(index)", .input(kind), kind.type)
    }
  }

  private mutating func declareStates() {
    for index in 0..<random.pick(options.states) {
      let type = options.allStates && random.chance(0.4) ? random.pick(stateTypes) : .tensor
      let isNarrow = options.allStates && !type.shape.isScalar && random.chance(0.3)
      let storage = isNarrow ? random.pick(Storage.allCases) : .full
      let state = program.declare("s\(index)", .state(type, storage))
      if options.allStates, random.chance(0.3) { firstValue(of: state, type) }
      readable.append(Value(variable: state, type: type))
    }
  }

  private var stateTypes: [ValueType] {
    [
      .modelScalar, .tensorScalar, ValueType(.row), ValueType(.column),
      ValueType(Shape(.rows, .rows)), ValueType(Shape(.cols, .cols)),
      ValueType(Shape(.cols, .rows)),
    ]
  }

  private mutating func declare(_ name: String, _ role: Role, _ type: ValueType) {
    readable.append(Value(variable: program.declare(name, role), type: type))
  }

  private mutating func firstValue(of state: Variable, _ type: ValueType) {
    let before = program
    var values = [Builtin.weight, .gradient].map { builtin in
      Value(variable: builtin.variable, type: .tensor)
    }
    for variable in program.hyperparameters {
      values.append(Value(variable: variable, type: .modelScalar))
    }
    if let last = instruction(from: values) {
      let part = program.declare("", .local)
      program.initialization.append(last.assigning(part))
      values = [Value(variable: part, type: last.type)]
      if let outer = unary(of: values[0]), outer.type.shape == type.shape,
        !outer.type.isPerTensor || type.isPerTensor
      {
        program.initialization.append(outer.assigning(state))
        return
      }
    }
    program = before
    program.initialization.append(Instruction(.copy, state, .constant(constant())))
  }

  private mutating func unary(of value: Value) -> Drawn? {
    let opcodes = options.opcodes.filter { $0.arity == 1 && $0.family == .elementwise }
    guard let opcode = opcodes.isEmpty ? nil : random.pick(opcodes) else { return nil }
    return Drawn(opcode: opcode, operands: [.variable(value.variable)], type: value.type)
  }
}

// MARK: - Statements

extension ProgramGenerator {
  private struct Drawn {
    var opcode: Opcode
    var operands: [Operand]
    var type: ValueType

    func assigning(_ target: Variable, guardIndex: UInt16? = nil) -> Instruction {
      Instruction(opcode, target, operands, guardIndex: guardIndex)
    }
  }

  /// Appends a statement or a block; what it took of the budget.
  private mutating func item(budget: Int, literals: Guard, isShape: Bool) -> Int {
    if options.allForms, literals.count < 3, budget > 1, random.chance(0.15),
      program.conditions.count < 4
    {
      return block(budget: budget, literals: literals, isShape: isShape)
    }
    statement(literals: literals, isShape: isShape)
    return 1
  }

  private mutating func block(budget: Int, literals: Guard, isShape: Bool) -> Int {
    let condition = condition(depth: 0)
    var literal = program.literal(of: condition)
    let outer = readable
    var used = 1
    for _ in 0..<(random.chance(0.5) ? 2 : 1) {
      for _ in 0..<1 + random.below(3) where used < budget + 2 {
        used += item(
          budget: budget - used,
          literals: literals + [literal],
          isShape: isShape || condition.dependsOnShape
        )
      }
      readable = outer
      literal.isNegated.toggle()
    }
    return used
  }

  private mutating func statement(literals: Guard, isShape: Bool) {
    guard var drawn = instruction(from: readable), !(isShape && drawn.opcode.isGlobal) else {
      return
    }
    if isShape { drawn.type = ValueType(drawn.type.shape) }
    let target = target(for: drawn.type, isGuarded: !literals.isEmpty)
    let guardIndex = program.guardIndex(of: literals)
    program.step.append(drawn.assigning(target, guardIndex: guardIndex))
    let type = program[target].role.stateType ?? drawn.type
    readable.removeAll { $0.variable == target }
    readable.append(Value(variable: target, type: type))
  }

  /// A statement's operation, its operands and the type of its result; nil after many failures.
  private mutating func instruction(from values: [Value]) -> Drawn? {
    for _ in 0..<50 {
      let opcode = random.pick(options.opcodes)
      let drawn = (0..<opcode.arity).map { place in
        operand(opcode, place: place, from: values)
      }
      let operands = drawn.map(\.operand)
      let type = try? opcode.result(
        drawn.map(\.type),
        isNumber: { place in if case .constant = operands[place] { true } else { false } },
        extent: { place in
          switch operands[place] {
          case .variable(Builtin.rows.variable): .rows
          case .variable(Builtin.cols.variable): .cols
          case .variable, .constant: nil
          }
        }
      )
      if let type { return Drawn(opcode: opcode, operands: operands, type: type) }
    }
    return nil
  }

  private mutating func operand(
    _ opcode: Opcode,
    place: Int,
    from values: [Value]
  ) -> (operand: Operand, type: ValueType) {
    switch opcode {
    case .eye:
      let side = random.chance(0.5) ? Builtin.rows : .cols
      return (.variable(side.variable), .tensorScalar)
    case .inverseRoot, .orthogonalize, .kthLargest, .topKMask:
      if place == 1 { return (.constant(Double(1 + random.below(5))), .modelScalar) }
    default: break
    }
    if random.chance(0.2) { return (.constant(constant()), .modelScalar) }
    let value = random.pick(values)
    return (.variable(value.variable), value.type)
  }

  private mutating func target(for type: ValueType, isGuarded: Bool) -> Variable {
    if random.chance(0.4) {
      let candidates = readable.filter { value in
        switch program[value.variable].role {
        case .local: !isGuarded || value.type == type
        case .builtin(.gradient), .builtin(.learningRate): value.type == type
        case .state(let stateType, _):
          stateType.shape == type.shape && (stateType.isPerTensor || !type.isPerTensor)
        case .builtin, .hyperparameter, .input: false
        }
      }
      if !candidates.isEmpty { return random.pick(candidates).variable }
    }
    localCount += 1
    return program.declare("v\(localCount)", .local)
  }

  private mutating func constant() -> Double {
    switch random.below(4) {
    case 0: random.pick([0, 1, 2, -1, 0.5, 10, 1e-8, 0.9, 0.999])
    case 1: (random.normal() * 100).rounded() / 100
    case 2: random.normal() * random.pick([1e-6, 1e-3, 1, 1e3])
    default: 1 - random.uniform() * 0.1
    }
  }
}

// MARK: - Results

extension ProgramGenerator {
  private mutating func result() {
    let target = random.chance(0.8) ? Builtin.update : .weight
    let values = readable.filter { value in
      value.type.shape.broadcast(with: .tensor) == .tensor
    }
    let value = random.pick(values).variable
    if options.allForms, random.chance(0.1) {
      let literal = program.literal(of: condition(depth: 0))
      var opposite = literal
      opposite.isNegated.toggle()
      let other = random.pick(values).variable
      assign(target, .copy, [.variable(value)], program.guardIndex(of: [literal]))
      assign(target, .copy, [.variable(other)], program.guardIndex(of: [opposite]))
    } else {
      assign(target, .copy, [.variable(value)], nil)
    }
    if random.chance(0.5) {
      let target = target.variable
      let rate = Operand.variable(Builtin.learningRate.variable)
      program.step.append(Instruction(.mul, target, .variable(target), rate))
    }
  }

  private mutating func assign(
    _ target: Builtin,
    _ opcode: Opcode,
    _ operands: [Operand],
    _ guardIndex: UInt16?
  ) {
    program.step.append(
      Instruction(opcode, target.variable, operands, guardIndex: guardIndex)
    )
  }

  private mutating func evaluation() {
    var values = [Value(variable: Builtin.weight.variable, type: .tensor)]
    for index in program.variables.indices {
      let variable = Variable(index)
      switch program[variable].role {
      case .state(let type, _): values.append(Value(variable: variable, type: type))
      case .hyperparameter, .builtin(.stepNumber):
        values.append(Value(variable: variable, type: .modelScalar))
      case .builtin, .input, .local: break
      }
    }
    for index in 0..<random.below(3) {
      guard let drawn = instruction(from: values), drawn.opcode.family == .elementwise else {
        continue
      }
      let target = program.declare("eval_\(index)", .local)
      program.evaluation.append(drawn.assigning(target))
      values.append(Value(variable: target, type: drawn.type))
    }
    let tensors = values.filter { $0.type.shape.broadcast(with: .tensor) == .tensor }
    program.evaluation.append(
      Instruction(.copy, Builtin.evalWeight.variable, .variable(random.pick(tensors).variable))
    )
  }
}

// MARK: - Conditions

extension ProgramGenerator {
  private mutating func condition(depth: Int) -> Condition {
    switch random.below(depth < 2 ? 6 : 3) {
    case 0...2: .compare(random.pick(Comparison.allCases), term(depth: 0), term(depth: 0))
    case 3: .and(condition(depth: depth + 1), condition(depth: depth + 1))
    case 4: .or(condition(depth: depth + 1), condition(depth: depth + 1))
    default: .not(condition(depth: depth + 1))
    }
  }

  private mutating func term(depth: Int) -> HostTerm {
    switch random.below(depth < 2 ? 6 : 4) {
    case 0, 1: return .variable(random.pick(hostVariables))
    case 2, 3: return .constant(random.chance(0.5) ? Double(random.below(20)) : constant())
    case 4: return .negate(.variable(random.pick(hostVariables)))
    default:
      return .binary(
        random.pick(HostOperator.allCases),
        term(depth: depth + 1),
        term(depth: depth + 1)
      )
    }
  }

  private var hostVariables: [Variable] {
    let builtins: [Builtin] = [.stepNumber, .totalSteps, .rows, .cols, .rank, .numel]
    return builtins.map(\.variable) + program.hyperparameters
  }
}

extension Role {
  fileprivate var stateType: ValueType? {
    if case .state(let type, _) = self { type } else { nil }
  }
}

extension RandomStream {
  /// Whether an event of a probability happens.
  fileprivate mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  fileprivate mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  fileprivate mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }
}
