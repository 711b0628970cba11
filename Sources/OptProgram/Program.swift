/// A flat program: straight-line statements over a table of variables.
///
/// This is what the search mutates, the hashes are taken of, the simplifier rewrites and the runtime
/// compiles. Its text form is legal `.opt`. A program is plain data: `verify()` says whether it is
/// well-formed.
public struct Program: Hashable, Sendable {
  /// The rule's name.
  public var name: String

  /// The table of variables: the builtins in the order of `Builtin`, then declared ones in any order.
  public var variables: [Declaration]

  /// The distinct conditions of all guards.
  public var conditions: [Condition]

  /// The distinct guards of all statements.
  public var guards: [Guard]

  /// Executed once at the beginning of step 1: computes the first values of states that do not start at 0.
  public var initialization: [Instruction]

  /// Executed in every step.
  public var step: [Instruction]

  /// Executed on demand after a step, with new states and the new weight; assigns `eval_w`, or is empty.
  public var evaluation: [Instruction]

  /// A program without statements.
  public init(name: String) {
    self.name = name
    variables = Builtin.allCases.map { Declaration($0.name, .builtin($0)) }
    conditions = []
    guards = []
    initialization = []
    step = []
    evaluation = []
  }

  /// The declaration of a variable.
  public subscript(variable: Variable) -> Declaration {
    get { variables[Int(variable.index)] }
    set { variables[Int(variable.index)] = newValue }
  }

  /// Appends a variable to the table.
  ///
  /// - Precondition: the table holds fewer than `Limits.variables` entries.
  @discardableResult
  public mutating func declare(_ name: String, _ role: Role) -> Variable {
    precondition(variables.count < Limits.variables, "too many variables")
    variables.append(Declaration(name, role))
    return Variable(variables.count - 1)
  }

  /// The states, in the order of their declaration.
  public var states: [Variable] { all { if case .state = $0 { true } else { false } } }

  /// The hyperparameters, in the order of their declaration.
  public var hyperparameters: [Variable] {
    all { if case .hyperparameter = $0 { true } else { false } }
  }

  /// The declared inputs, in the order of their declaration.
  public var inputs: [Variable] { all { if case .input = $0 { true } else { false } } }

  /// Whether the rule assigns `update`; otherwise it assigns `w`.
  public var assignsUpdate: Bool { step.contains { $0.target == Builtin.update.variable } }

  private func all(_ matches: (Role) -> Bool) -> [Variable] {
    var found: [Variable] = []
    for index in variables.indices where matches(variables[index].role) {
      found.append(Variable(index))
    }
    return found
  }
}

/// Limits that keep every stage bounded in time and memory; beyond them is an error, never a crash.
public enum Limits {
  /// Entries of a table of variables.
  public static let variables = 4_096

  /// Statements of a flat program, after `repeat` is unrolled.
  public static let statements = 2_048

  /// Distinct `when` conditions of a rule: every combination of them is verified.
  public static let conditions = 8

  /// Nesting of brackets, calls and blocks in source text.
  public static let nesting = 100

  /// Bytes of a source file.
  public static let sourceBytes = 1_000_000

  /// Bytes of a name.
  public static let nameBytes = 100
}
