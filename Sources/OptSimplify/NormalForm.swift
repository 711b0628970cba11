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

  private var paths: [Path] = []
  private var verifier = Verifier()

  /// What is known of the states, in the order of their declaration.
  var states: [StateFacts] = []

  /// The terms of the last execution.
  var algebra = Algebra()

  /// First values, in the order of the states.
  private(set) var initial: [Term] = []

  /// Path by path: the next values of the states, in their order.
  private var next: [Term] = []

  /// By variable: the value at a place of the program.
  private var values: [Value] = []

  /// What happens on each path.
  private(set) var outcomes: [Outcome] = []

  /// The normal form of no program.
  init() {}

  /// The normal form of a program, before anything is known of its states.
  init(_ program: Program) { read(program) }

  /// Becomes the normal form of another program, in the memory it has.
  mutating func read(_ program: Program) {
    states.removeAll(keepingCapacity: true)
    for index in program.variables.indices {
      guard case .state(let type, let storage) = program.variables[index].role else { continue }
      states.append(StateFacts(variable: Variable(index), type: type, storage: storage))
    }
    paths.removeAll(keepingCapacity: true)
    let hashes = program.conditions.map { program.hash(of: $0) }
    for path in 0..<1 << hashes.count {
      let truths = hashes.indices.map { path >> $0 & 1 == 1 }
      let key = zip(hashes, truths).reduce(0) { $0 &+ mix64($1.0 &+ ($1.1 ? 1 : 0)) }
      let straight = program.specialized(truths: truths)
      guard let types = try? straight.types(&verifier) else {
        preconditionFailure("the program is not verified")
      }
      paths.append(
        Path(key: key, program: straight, types: types, stateStep: straight.stateStep)
      )
    }
  }

  // MARK: - Execution

  /// Executes all paths over terms, with the leaves that `states` says.
  mutating func execute() {
    executeInitialization()
    outcomes.removeAll(keepingCapacity: true)
    for path in paths.indices {
      enter(path)
      run(paths[path].program.step, paths[path].types.step)
      leave()
      outcomes.append(outcome(of: path))
    }
  }

  /// Executes what the states depend on only; what becomes of the weights is not known then.
  mutating func executeStates() {
    executeInitialization()
    for path in paths.indices {
      enter(path)
      for place in paths[path].stateStep {
        run(paths[path].program.step[place], paths[path].types.step[place])
      }
      leave()
    }
  }

  /// Forgets all terms, and finds the first values.
  mutating func executeInitialization() {
    algebra.reset()
    next.removeAll(keepingCapacity: true)
    initial.removeAll(keepingCapacity: true)
    // No condition guards a first value: it is the same on all paths.
    let path = paths[0]
    guard !path.program.initialization.isEmpty else {
      for _ in states { initial.append(algebra.zero) }
      return
    }
    enter(0)
    for state in states { self[state.variable] = Value(term: algebra.zero, type: state.type) }
    run(path.program.initialization, path.types.initialization)
    for state in states {
      initial.append(algebra.scale(self[state.variable].term, by: 1 / state.scale))
    }
  }

  /// Begins a step.
  private mutating func enter(_ path: Int) {
    algebra.enter(paths[path].program, states: states, into: &values)
  }

  /// Keeps what has become of the states.
  private mutating func leave() {
    for state in states { next.append(self[state.variable].term) }
  }

  /// What has become of the weights at the end of a step.
  private mutating func outcome(of path: Int) -> Outcome {
    var outcome = Outcome(weight: self[Builtin.weight.variable].term, evaluation: nil)
    if paths[path].program.assignsUpdate {
      outcome.weight = algebra.subtract(outcome.weight, self[Builtin.update.variable].term)
    }
    if !paths[path].program.evaluation.isEmpty {
      self[Builtin.weight.variable] = Value(term: outcome.weight, type: .tensor)
      run(paths[path].program.evaluation, paths[path].types.evaluation)
      outcome.evaluation = self[Builtin.evalWeight.variable].term
    }
    return outcome
  }

  private mutating func run(_ instructions: [Instruction], _ types: [ValueType]) {
    for (instruction, type) in zip(instructions, types) { run(instruction, type) }
  }

  private mutating func run(_ instruction: Instruction, _ type: ValueType) {
    self[instruction.target] = algebra.evaluate(instruction, values, type: type)
  }

  /// The value of a variable at this place of the program.
  private subscript(variable: Variable) -> Value {
    get { values[Int(variable.index)] }
    set { values[Int(variable.index)] = newValue }
  }

  // MARK: - Paths

  /// The paths of the conditions.
  var pathIndices: Range<Int> { paths.indices }

  /// The next value of a state on a path.
  func next(_ state: Int, onPath path: Int) -> Term { next[path * states.count + state] }

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
