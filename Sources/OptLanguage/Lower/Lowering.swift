import OptDiagnostics
import OptProgram

/// Turns the nested expressions of a checked rule into statements of one operation each.
///
/// The values in between get names after the statement's target: `update_1`, `update_2`.
struct Lowering {
  private var program: Program
  private var spans = SourceMap()
  private var takenNames: Set<String>
  private var counters: [String: Int] = [:]
  private var instructions: [Instruction] = []
  private var instructionSpans: [Span] = []
  private var guardIndex: UInt16?
  private var baseName = ""

  private init(_ body: CheckedBody) {
    program = body.table
    takenNames = Set(body.table.variables.map(\.name))
  }

  /// The flat program of a checked rule and the source of its statements; nil if it has too many names.
  static func lower(_ body: CheckedBody) -> (program: Program, spans: SourceMap)? {
    var lowering = Lowering(body)
    guard lowering.lower(body.initialization, base: "init") else { return nil }
    lowering.program.initialization = lowering.takeInstructions(\.initialization)
    guard lowering.lower(body.step) else { return nil }
    lowering.program.step = lowering.takeInstructions(\.step)
    guard lowering.lower(body.evaluation) else { return nil }
    lowering.program.evaluation = lowering.takeInstructions(\.evaluation)
    return (lowering.program.compacted(), lowering.spans)
  }

  private mutating func takeInstructions(
    _ list: WritableKeyPath<SourceMap, [Span]>
  ) -> [Instruction] {
    defer {
      instructions = []
      instructionSpans = []
    }
    spans[keyPath: list] = instructionSpans
    return instructions
  }

  /// Lowers statements; names in between follow the target's, or the base.
  private mutating func lower(_ statements: [CheckedStatement], base: String? = nil) -> Bool {
    for statement in statements {
      guardIndex = statement.guardIndex
      baseName = base ?? program[statement.target].name
      guard assign(statement.value, to: statement.target) else { return false }
    }
    return true
  }

  private mutating func assign(_ value: CheckedExpression, to target: Variable) -> Bool {
    switch value.kind {
    case .operand(let operand):
      append(.copy, target, [operand], value.span)
    case .operation(let opcode, let arguments):
      var operands: [Operand] = []
      for argument in arguments {
        guard let operand = operand(argument) else { return false }
        operands.append(operand)
      }
      append(opcode, target, operands, value.span)
    }
    return true
  }

  /// The operand that stands for a value, which is computed first if it takes an operation.
  private mutating func operand(_ value: CheckedExpression) -> Operand? {
    if case .operand(let operand) = value.kind { return operand }
    guard program.variables.count < Limits.variables else { return nil }
    // The name is drawn after the operands': they come first in the program.
    guard case .operation(let opcode, let arguments) = value.kind else { return nil }
    var operands: [Operand] = []
    for argument in arguments {
      guard let operand = operand(argument) else { return nil }
      operands.append(operand)
    }
    guard program.variables.count < Limits.variables else { return nil }
    let target = program.declare(temporaryName(), .local)
    append(opcode, target, operands, value.span)
    return .variable(target)
  }

  private mutating func append(
    _ opcode: Opcode,
    _ target: Variable,
    _ operands: [Operand],
    _ span: Span
  ) {
    instructions.append(
      Instruction(
        opcode,
        target,
        operands[0],
        operands.count > 1 ? operands[1] : nil,
        operands.count > 2 ? operands[2] : nil,
        guardIndex: guardIndex
      )
    )
    instructionSpans.append(span)
  }

  private mutating func temporaryName() -> String {
    while true {
      let number = counters[baseName, default: 0] + 1
      counters[baseName] = number
      let suffix = "_\(number)"
      let name = String(baseName.prefix(Limits.nameBytes - suffix.utf8.count)) + suffix
      if takenNames.insert(name).inserted { return name }
    }
  }
}
