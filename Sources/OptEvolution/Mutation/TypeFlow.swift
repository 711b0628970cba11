package import OptProgram

/// The types of all variables at one place of a verified program: what a mutation there may read.
///
/// Kept between programs, so that going through one allocates nothing.
package struct TypeFlow {
  /// The type of each variable's value, nil where it has none.
  private(set) var types: [ValueType?] = []

  private var verifier = Verifier()

  package init() {}

  /// Takes up a program; false if it is not well-formed.
  package mutating func enter(_ program: Program) -> Bool {
    do { try verifier.verify(program) } catch { return false }
    return true
  }

  /// Goes to just before a statement of the program that was entered.
  ///
  /// Variables that were declared since have no value yet.
  package mutating func advance(_ program: Program, to position: Int) {
    types.removeAll(keepingCapacity: true)
    for declaration in program.variables { types.append(TypeFlow.initialType(declaration.role)) }
    for index in 0..<position { pass(program.step[index], at: index, in: program) }
  }

  /// Executes a statement of the program that was entered.
  package mutating func pass(_ instruction: Instruction, at index: Int, in program: Program) {
    guard instruction.guardIndex == nil else {
      // The verifier remembers one path only. A name that has no type yet gets one here; whether it
      // can be read behind its branch is for the verification of the child to say.
      if self[instruction.target] == nil { _ = execute(instruction, in: program) }
      return
    }
    set(verifier.type(.step, index), by: instruction, in: program)
  }

  /// Executes a statement that is not part of the program yet; false if its arguments do not fit.
  package mutating func execute(_ instruction: Instruction, in program: Program) -> Bool {
    guard let type = result(of: instruction, in: program) else { return false }
    set(type, by: instruction, in: program)
    return true
  }

  private mutating func set(_ type: ValueType, by instruction: Instruction, in program: Program) {
    let place = Int(instruction.target.index)
    if case .state = program.variables[place].role { return }
    types[place] = type
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

  /// The type of a statement's value here, nil if its arguments do not fit.
  package func result(of instruction: Instruction, in program: Program) -> ValueType? {
    let arity = instruction.operandCount
    guard let first = type(of: instruction[0]),
      let second = arity > 1 ? type(of: instruction[1]) : .modelScalar,
      let third = arity > 2 ? type(of: instruction[2]) : .modelScalar
    else { return nil }
    return instruction.opcode.resultType(
      first,
      second,
      third,
      isNumber: arity > 1 && isNumber(instruction[1], in: program),
      extent: extent(instruction[0])
    )
  }

  private func isNumber(_ operand: Operand, in program: Program) -> Bool {
    switch operand {
    case .constant: true
    case .variable(let variable): program.defaultValue(of: variable) != nil
    }
  }

  private func extent(_ operand: Operand) -> Extent? {
    switch operand {
    case .variable(Builtin.rows.variable): .rows
    case .variable(Builtin.cols.variable): .cols
    case .constant, .variable: nil
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
