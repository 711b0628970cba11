import OptProgram

/// The lists of a program that are executed at different times.
enum ProgramPart: Int, CaseIterable, Hashable, Sendable {
  case initialization
  case step
  case evaluation
}

/// A straight-line program in primitives: composite operations are written out.
///
/// The definition of every composite operation, shared by all back ends and the reference interpreter.
struct Expansion: Sendable {
  private(set) var code: [Primitive] = []

  /// Variables of the program come first, then temporaries.
  private(set) var slotCount: Int

  /// The slot of the new weight (in a step) or of `eval_w` (in an evaluation), of the tensor's shape.
  private(set) var result: Int?

  /// By slot: the type after the last statement, nil if it has no value.
  private(set) var types: [ValueType?]

  private let program: TensorProgram
  private var instruction = 0

  /// Expands one list of a program on a path.
  ///
  /// - Precondition: the program is verified.
  init(_ program: TensorProgram, _ part: ProgramPart, truths: ConditionTruths) {
    self.program = program
    let variables = program.program.variables
    slotCount = variables.count
    types = variables.map { $0.role.type }
    let statements = program.statements(part, truths: truths)
    code.reserveCapacity(2 * statements.count + 1)
    types.reserveCapacity(slotCount + statements.count + 1)
    for statement in statements {
      instruction = statement.place
      expand(statement.instruction)
    }
    instruction = program.program.step.count
    switch part {
    case .initialization: break
    case .step:
      let update = Builtin.update.variable
      appendNewWeight(isUpdate: statements.contains { $0.instruction.target == update })
    case .evaluation: appendResult(.copy, .init(.slot(Int(Builtin.evalWeight.rawValue))))
    }
  }

  private mutating func appendNewWeight(isUpdate: Bool) {
    let weight = PrimitiveOperand.slot(Int(Builtin.weight.rawValue))
    if isUpdate {
      appendResult(.sub, .init(weight, .slot(Int(Builtin.update.rawValue))))
    } else {
      appendResult(.copy, .init(weight))
    }
  }

  private mutating func appendResult(_ opcode: Opcode, _ operands: Operands<PrimitiveOperand>) {
    let target = temporary()
    append(.elementwise(opcode), target, operands, .tensor)
    result = target
  }

  // MARK: - Building

  mutating func temporary() -> Int {
    slotCount += 1
    types.append(nil)
    return slotCount - 1
  }

  mutating func append(
    _ operation: PrimitiveOperation,
    _ target: Int,
    _ operands: Operands<PrimitiveOperand>,
    _ type: ValueType
  ) {
    code.append(
      Primitive(
        operation: operation,
        target: target,
        operands: operands,
        type: type,
        instruction: instruction
      )
    )
    types[target] = type
  }

  /// The type of an operand.
  func type(_ operand: PrimitiveOperand) -> ValueType {
    switch operand {
    case .constant: return .modelScalar
    case .count: return .tensorScalar
    case .slot(let slot):
      guard let type = types[slot] else { preconditionFailure("a name is read before it exists") }
      return type
    }
  }

  /// The type to which elementwise operands broadcast.
  func broadcast(_ operands: Operands<PrimitiveOperand>) -> ValueType {
    var result = type(operands[0])
    for place in 1..<operands.count {
      let next = type(operands[place])
      guard let shape = result.shape.broadcast(with: next.shape) else {
        preconditionFailure("shapes do not broadcast")
      }
      result = ValueType(shape, isPerTensor: result.isPerTensor || next.isPerTensor)
    }
    return result
  }

  private mutating func expand(_ statement: Instruction) {
    let operands = Operands(count: statement.operandCount) { place -> PrimitiveOperand in
      switch statement[place] {
      case .variable(let variable): .slot(Int(variable.index))
      case .constant(let value): .constant(value)
      }
    }
    let target = Int(statement.target.index)
    expand(statement.opcode, operands, into: target)
    guard let state = stateType(target), let assigned = types[target],
      assigned.shape != state.shape
    else { return }
    // A state never changes its shape: a smaller value is spread.
    let narrow = temporary()
    redirectLast(to: narrow, type: assigned)
    append(.elementwise(.copy), target, .init(.slot(narrow)), state)
  }

  private func stateType(_ slot: Int) -> ValueType? {
    guard case .state(let type, _) = program.program.variables[slot].role else { return nil }
    return type
  }

  private mutating func redirectLast(to slot: Int, type: ValueType) {
    code[code.count - 1].target = slot
    types[slot] = type
  }
}

extension Role {
  /// The type of the variable's value at the beginning, nil where it has none.
  fileprivate var type: ValueType? {
    switch self {
    case .builtin(let builtin): builtin.type
    case .hyperparameter: .modelScalar
    case .state(let type, _): type
    case .input(let kind): kind.type
    case .local: nil
    }
  }
}
