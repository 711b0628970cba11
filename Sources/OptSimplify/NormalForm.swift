internal import OptProgram

/// A program in normal form: the new weight, the next value of each state, and the weight to evaluate with,
/// as terms of one algebra, path by path.
///
/// - Precondition: the program is verified and has no dead code.
struct NormalForm {
  /// The values at the end of a step on one path of the conditions.
  struct Outcome {
    var weight: Term
    var states: [Term]
    var evaluation: Term?
  }

  /// A path as a straight line.
  private struct Path {
    /// A hash of which conditions hold.
    var key: UInt64
    var program: Program
    var types: ProgramTypes
  }

  private let program: Program
  private let paths: [Path]

  /// What is known of the states, in the order of their declaration.
  var states: [StateFacts]

  /// The terms of the last execution.
  var algebra = Algebra()

  /// First values, in the order of the states.
  private(set) var initial: [Term] = []

  /// What happens on each path.
  private(set) var outcomes: [Outcome] = []

  init(_ program: Program) {
    self.program = program
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
      return Path(key: key, program: straight, types: types)
    }
  }

  // MARK: - Execution

  /// Executes all paths over terms, with the leaves that `states` says.
  mutating func execute() {
    algebra = Algebra()
    executeInitialization()
    outcomes = paths.map { execute($0) }
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

  private mutating func execute(_ path: Path) -> Outcome {
    var values = algebra.entryValues(path.program, states: states)
    run(path.program.step, path.types.step, &values)
    let next = states.map { values[Int($0.variable.index)].term }
    let weight = values[Int(Builtin.weight.rawValue)].term
    var newWeight = weight
    if path.program.assignsUpdate {
      newWeight = algebra.subtract(weight, values[Int(Builtin.update.rawValue)].term)
    }
    var outcome = Outcome(weight: newWeight, states: next, evaluation: nil)
    if !path.program.evaluation.isEmpty {
      values[Int(Builtin.weight.rawValue)] = Value(term: newWeight, type: .tensor)
      run(path.program.evaluation, path.types.evaluation, &values)
      outcome.evaluation = values[Int(Builtin.evalWeight.rawValue)].term
    }
    return outcome
  }

  private mutating func run(
    _ instructions: [Instruction],
    _ types: [ValueType],
    _ values: inout [Value]
  ) {
    for (instruction, type) in zip(instructions, types) {
      values[Int(instruction.target.index)] = algebra.evaluate(instruction, values, type: type)
    }
  }

  /// The hash of which conditions hold on a path.
  func key(ofPath index: Int) -> UInt64 { paths[index].key }
}
