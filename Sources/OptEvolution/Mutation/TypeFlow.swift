package import OptProgram

/// The types of all variables at one place of a program: what a mutation at that place may read.
///
/// The state of one pass over the statements, kept between programs so that a pass allocates nothing.
package struct TypeFlow {
  /// The type of each variable's value, nil where it has none yet.
  private(set) var types: [ValueType?] = []

  package init() {}

  /// Starts at the beginning of a step.
  package mutating func begin(_ program: Program) {
    types.removeAll(keepingCapacity: true)
    for declaration in program.variables { types.append(TypeFlow.initialType(declaration.role)) }
  }

  /// Goes on to just before a statement of a valid program.
  package mutating func advance(_ program: Program, to position: Int) {
    begin(program)
    for index in 0..<position { _ = assign(program.step[index], in: program) }
  }

  /// The type of a variable's value here.
  package subscript(variable: Variable) -> ValueType? { types[Int(variable.index)] }

  /// The type of an argument's value here.
  package func type(of operand: Operand) -> ValueType? {
    switch operand {
    case .constant: .modelScalar
    case .variable(let variable): types[Int(variable.index)]
    }
  }

  /// Executes a statement; false if it is not allowed here.
  ///
  /// Under a guard only names that keep their type stay readable, whatever the condition.
  package mutating func assign(_ instruction: Instruction, in program: Program) -> Bool {
    guard let type = result(of: instruction, in: program),
      TypeFlow.mayAssign(type, to: instruction.target, in: program)
    else { return false }
    let place = Int(instruction.target.index)
    if case .state = program.variables[place].role { return true }
    if instruction.guardIndex != nil, types[place] != type { return true }
    types[place] = type
    return true
  }

  /// The type of a statement's value here, nil if its arguments do not fit.
  package func result(of instruction: Instruction, in program: Program) -> ValueType? {
    let opcode = instruction.opcode
    switch opcode.family {
    case .elementwise: return broadcast(instruction)
    case .reduction:
      guard let operand = broadcast(instruction) else { return nil }
      return ValueType(.scalar, isPerTensor: operand.isPerTensor)
    case .globalReduction: return broadcast(instruction) == nil ? nil : .modelScalar
    case .normClip:
      guard type(of: instruction[1])?.shape.isScalar == true else { return nil }
      return broadcast(instruction)
    case .axisReduction, .matrix, .order: return generalResult(of: instruction, in: program)
    }
  }

  private func broadcast(_ instruction: Instruction) -> ValueType? {
    guard var joined = type(of: instruction[0]) else { return nil }
    for place in 1..<max(1, instruction.operandCount) {
      guard let next = type(of: instruction[place]),
        let shape = joined.shape.broadcast(with: next.shape)
      else { return nil }
      joined = ValueType(shape, isPerTensor: joined.isPerTensor || next.isPerTensor)
    }
    return joined
  }

  private func generalResult(of instruction: Instruction, in program: Program) -> ValueType? {
    var operands: [ValueType] = []
    for place in 0..<instruction.operandCount {
      guard let type = type(of: instruction[place]) else { return nil }
      operands.append(type)
    }
    return try? instruction.opcode.result(
      operands,
      isNumber: { place in
        switch instruction[place] {
        case .constant: true
        case .variable(let variable): program[variable].role.isHyperparameter
        }
      },
      extent: { place in
        switch instruction[place] {
        case .variable(Builtin.rows.variable): .rows
        case .variable(Builtin.cols.variable): .cols
        case .constant, .variable: nil
        }
      })
  }

  /// Whether a value of a type may be assigned to a variable.
  package static func mayAssign(
    _ type: ValueType, to variable: Variable, in program: Program
  ) -> Bool {
    switch program[variable].role {
    case .builtin(let builtin): builtin.isAssignable && fits(type, builtin)
    case .state(let state, _): type.shape == state.shape && (state.isPerTensor || !type.isPerTensor)
    case .local: true
    case .hyperparameter, .input: false
    }
  }

  private static func fits(_ type: ValueType, _ builtin: Builtin) -> Bool {
    switch builtin {
    case .weight, .gradient: type == .tensor
    case .learningRate: type == .modelScalar
    case .update: type.shape.broadcast(with: .tensor) == .tensor
    case .stepNumber, .totalSteps, .rows, .cols, .rank, .numel, .evalWeight: false
    }
  }

  private static func initialType(_ role: Role) -> ValueType? {
    switch role {
    case .builtin(let builtin): builtin.type
    case .hyperparameter: .modelScalar
    case .state(let type, _): type
    case .input(let kind): kind.type
    case .local: nil
    }
  }
}

extension Role {
  /// Whether this is a number fixed before the run.
  package var isHyperparameter: Bool { if case .hyperparameter = self { true } else { false } }

  /// Whether this is a value kept from step to step.
  package var isState: Bool { if case .state = self { true } else { false } }

  /// Whether this is a value of one step.
  package var isLocal: Bool { if case .local = self { true } else { false } }
}
