internal import OptProgram

/// A program in normal form: the new weight, the next value of each state, and the weight to evaluate with,
/// as terms of one algebra, path by path.
///
/// - Precondition: the program is verified and has no dead code.
struct NormalForm {
  /// The weights at the end of a step on one path of the conditions.
  struct Outcome {
    var weight: Term
    var evaluation: Term?
  }

  /// A path as a straight line.
  private struct Path {
    /// A hash of which conditions hold.
    var key: UInt64
    var program: Program
    var types: ProgramTypes

    /// The statements of the step that the next values of the states depend on.
    var stateStep: [Int]
  }

  private let program: Program
  private let paths: [Path]

  /// What is known of the states, in the order of their declaration.
  var states: [StateFacts]

  /// The terms of the last execution.
  var algebra: Algebra

  /// First values, in the order of the states.
  private(set) var initial: [Term] = []

  /// By path: the next values of the states, in their order.
  private(set) var next: [[Term]] = []

  /// What happens on each path.
  private(set) var outcomes: [Outcome] = []

  /// The normal form of a program, in the memory of an algebra.
  init(_ program: Program, algebra: consuming Algebra = Algebra()) {
    self.program = program
    self.algebra = algebra
    paths = NormalForm.paths(program)
    states = program.states.map { variable in
      guard case .state(let type, let storage) = program[variable].role else {
        preconditionFailure("\(program[variable].name) is no state")
      }
      return StateFacts(variable: variable, type: type, storage: storage)
    }
  }

  private static func paths(_ program: Program) -> [Path] {
    let hashes = program.conditions.map { program.hash(of: $0) }
    return (0..<1 << program.conditions.count).map { path in
      let truths = program.conditions.indices.map { path >> $0 & 1 == 1 }
      let key = zip(hashes, truths).reduce(0) { $0 &+ mix64($1.0 &+ ($1.1 ? 1 : 0)) }
      let straight = program.specialized(truths: truths)
      guard let types = try? straight.types() else {
        preconditionFailure("the program is not verified")
      }
      return Path(key: key, program: straight, types: types, stateStep: straight.stateStep)
    }
  }

  // MARK: - Execution

  /// Executes all paths over terms, with the leaves that `states` says.
  mutating func execute() {
    algebra.reset()
    executeInitialization()
    next.removeAll(keepingCapacity: true)
    outcomes.removeAll(keepingCapacity: true)
    for path in paths { execute(path) }
  }

  /// Executes what the states depend on only; what becomes of the weights is not known then.
  mutating func executeStates() {
    algebra.reset()
    executeInitialization()
    next.removeAll(keepingCapacity: true)
    for path in paths {
      var values = algebra.entryValues(path.program, states: states)
      for place in path.stateStep { run(path.program.step[place], path.types.step[place], &values) }
      appendNext(values)
    }
  }

  mutating func executeInitialization() {
    var values = algebra.entryValues(program, states: states)
    guard let first = paths.first else { preconditionFailure("a program has a path") }
    for state in states {
      values[Int(state.variable.index)] = Value(term: algebra.zero, type: state.type)
    }
    run(first.program.initialization, first.types.initialization, &values)
    initial = states.map { algebra.scale(values[Int($0.variable.index)].term, by: 1 / $0.scale) }
  }

  private mutating func execute(_ path: Path) {
    var values = algebra.entryValues(path.program, states: states)
    run(path.program.step, path.types.step, &values)
    appendNext(values)
    let weight = values[Int(Builtin.weight.rawValue)].term
    var outcome = Outcome(weight: weight, evaluation: nil)
    if path.program.assignsUpdate {
      outcome.weight = algebra.subtract(weight, values[Int(Builtin.update.rawValue)].term)
    }
    if !path.program.evaluation.isEmpty {
      values[Int(Builtin.weight.rawValue)] = Value(term: outcome.weight, type: .tensor)
      run(path.program.evaluation, path.types.evaluation, &values)
      outcome.evaluation = values[Int(Builtin.evalWeight.rawValue)].term
    }
    outcomes.append(outcome)
  }

  private mutating func appendNext(_ values: [Value]) {
    next.append(states.map { values[Int($0.variable.index)].term })
  }

  private mutating func run(
    _ instructions: [Instruction],
    _ types: [ValueType],
    _ values: inout [Value]
  ) {
    for (instruction, type) in zip(instructions, types) { run(instruction, type, &values) }
  }

  private mutating func run(
    _ instruction: Instruction,
    _ type: ValueType,
    _ values: inout [Value]
  ) {
    values[Int(instruction.target.index)] = algebra.evaluate(instruction, values, type: type)
  }

  /// The hash of which conditions hold on a path.
  func key(ofPath index: Int) -> UInt64 { paths[index].key }
}

extension Program {
  /// The places of the statements that the next values of the states depend on, of a straight-line step.
  fileprivate var stateStep: [Int] {
    var isNeeded = variables.map { $0.role.isState }
    var places: [Int] = []
    for place in step.indices.reversed() {
      let target = Int(step[place].target.index)
      guard isNeeded[target] else { continue }
      places.append(place)
      isNeeded[target] = false
      step[place].forEachOperand { operand in
        if case .variable(let variable) = operand { isNeeded[Int(variable.index)] = true }
      }
    }
    return places.reversed()
  }
}
