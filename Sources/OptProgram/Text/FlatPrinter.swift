extension Program {
  /// The program as text: legal `.opt`, one call a line, that reads back as the compacted program.
  ///
  /// - Precondition: the program is verified, names included.
  public var flatText: String {
    var printer = FlatPrinter(self)
    return printer.run()
  }
}

private struct FlatPrinter {
  private let program: Program
  private var text: [UInt8] = []
  private var open: Guard = []
  /// Whether each open block is the `else` part of its `when`.
  private var isElse: [Bool] = []

  /// About as many as a line has.
  private static let bytesOfLine = 32

  init(_ program: Program) { self.program = program }

  /// What was printed.
  var result: String { String(decoding: text, as: UTF8.self) }

  mutating func run() -> String {
    text.reserveCapacity(FlatPrinter.bytesOfLine * (program.statementCount + 4))
    let parameters = program.hyperparameters.map { hyperparameter($0) }
    text += "rule \(program.name)(\(parameters.joined(separator: ", "))) {\n"
    for variable in program.inputs { line(input(variable)) }
    let firstValues = program.initialization.isEmpty ? nil : program.firstValueTexts
    for variable in program.states {
      line(state(variable, firstValue: firstValues?[Int(variable.index)]))
    }
    for instruction in program.step { statement(instruction) }
    for instruction in program.evaluation { statement(instruction) }
    enter([])
    text += "}\n"
    return result
  }

  // MARK: - Declarations

  private func hyperparameter(_ variable: Variable) -> String {
    let declaration = program[variable]
    guard case .hyperparameter(let value, let range) = declaration.role else {
      preconditionFailure("\(declaration.name) is no hyperparameter")
    }
    let head = "\(declaration.name) = \(value.optText)"
    guard let range else { return head }
    let interval = "\(head) in \(range.low.optText) .. \(range.high.optText)"
    return range.isLogarithmic ? "\(interval) \(ContextualWord.log.rawValue)" : interval
  }

  private func input(_ variable: Variable) -> String {
    let declaration = program[variable]
    guard case .input(let kind) = declaration.role else {
      preconditionFailure("\(declaration.name) is no input")
    }
    return kind.text == declaration.name
      ? "input \(declaration.name)" : "input \(declaration.name) = \(kind.text)"
  }

  private func state(_ variable: Variable, firstValue: String?) -> String {
    let declaration = program[variable]
    guard case .state(let type, let storage) = declaration.role else {
      preconditionFailure("\(declaration.name) is no state")
    }
    var result = "state \(declaration.name)"
    if let shape = type.stateText { result += ": \(shape)" }
    if let word = storage.word { result += " as \(word.rawValue)" }
    if let firstValue { result += " = \(firstValue)" }
    return result
  }

  // MARK: - Statements

  private mutating func statement(_ instruction: Instruction) {
    enter(instruction.guardIndex.map { program.guards[Int($0)] } ?? [])
    indent()
    text += program.variables[Int(instruction.target.index)].name
    text += " = "
    rightSide(instruction)
    text.append(UInt8(ascii: "\n"))
  }

  mutating func rightSide(_ instruction: Instruction) {
    if instruction.opcode == .copy {
      operand(instruction[0])
      return
    }
    text += instruction.opcode.name
    text.append(UInt8(ascii: "("))
    operand(instruction[0])
    for place in 1..<instruction.operandCount {
      text += ", "
      operand(instruction[place])
    }
    text.append(UInt8(ascii: ")"))
  }

  mutating func operand(_ operand: Operand) {
    switch operand {
    case .variable(let variable): text += program.variables[Int(variable.index)].name
    case .constant(let number): text.append(optText: number)
    }
  }

  /// Closes and opens blocks until the open ones are a guard's.
  private mutating func enter(_ literals: Guard) {
    var common = 0
    while common < Swift.min(open.count, literals.count), open[common] == literals[common] {
      common += 1
    }
    while open.count > common + 1 { close() }
    if open.count > common {
      let isOpposite =
        common < literals.count && open[common].condition == literals[common].condition
      if isOpposite, !isElse[common] {
        open[common] = literals[common]
        isElse[common] = true
        text += String(repeating: "  ", count: open.count) + "} else {\n"
        common += 1
      } else {
        close()
      }
    }
    for literal in literals[common...] {
      let condition = program.conditionText(literal.condition)
      line(literal.isNegated ? "when not (\(condition)) {" : "when \(condition) {")
      open.append(literal)
      isElse.append(false)
    }
  }

  private mutating func close() {
    open.removeLast()
    isElse.removeLast()
    line("}")
  }

  private mutating func line(_ content: String) {
    indent()
    text += content
    text += "\n"
  }

  private mutating func indent() {
    for _ in 0...open.count { text += "  " }
  }
}

// MARK: - Parts

extension Program {
  /// The right side of a statement.
  package func text(of instruction: Instruction) -> String {
    var printer = FlatPrinter(self)
    printer.rightSide(instruction)
    return printer.result
  }

  private func text(of operand: Operand) -> String {
    var printer = FlatPrinter(self)
    printer.operand(operand)
    return printer.result
  }

  /// By variable: the expression of a state's first value, nil for those that start at 0.
  fileprivate var firstValueTexts: [String?] {
    var texts: [String?] = Array(repeating: nil, count: variables.count)
    for instruction in initialization {
      let operands = (0..<instruction.operandCount).map { place in
        if case .variable(let variable) = instruction[place], let text = texts[Int(variable.index)]
        {
          return text
        }
        return text(of: instruction[place])
      }
      let call = "\(instruction.opcode.name)(\(operands.joined(separator: ", ")))"
      texts[Int(instruction.target.index)] = instruction.opcode == .copy ? operands[0] : call
    }
    return texts
  }

  /// A condition of the table as text.
  package func conditionText(_ index: UInt16) -> String {
    text(of: conditions[Int(index)], tightness: 0)
  }

  /// Brackets are needed around `or` from tightness 1, `and` from 2, a comparison from 3.
  private func text(of condition: Condition, tightness: Int) -> String {
    switch condition {
    case .compare(let comparison, let left, let right):
      let result =
        "\(text(of: left, precedence: 2)) \(comparison.symbol) \(text(of: right, precedence: 2))"
      return tightness > 2 ? "(\(result))" : result
    case .or(let left, let right):
      let result = "\(text(of: left, tightness: 0)) or \(text(of: right, tightness: 1))"
      return tightness > 0 ? "(\(result))" : result
    case .and(let left, let right):
      let result = "\(text(of: left, tightness: 1)) and \(text(of: right, tightness: 2))"
      return tightness > 1 ? "(\(result))" : result
    case .not(let inner):
      return "not \(text(of: inner, tightness: 3))"
    }
  }

  private func text(of term: HostTerm, precedence: Int) -> String {
    switch term {
    case .constant(let number): return number.optText
    case .variable(let variable): return self[variable].name
    case .negate(let inner):
      let isPlain = if case .variable = inner { true } else { false }
      let operand = text(of: inner, precedence: 0)
      return isPlain ? "-\(operand)" : "-(\(operand))"
    case .binary(let operation, let left, let right):
      let own = operation.symbol.precedence
      let result =
        "\(text(of: left, precedence: own)) \(operation.symbol.rawValue) "
        + text(of: right, precedence: own + 1)
      return own < precedence ? "(\(result))" : result
    }
  }
}

extension HostOperator {
  /// The operator in text.
  package var symbol: BinaryOperator {
    switch self {
    case .add: .add
    case .sub: .subtract
    case .mul: .multiply
    case .div: .divide
    case .mod: .remainder
    }
  }
}

extension Comparison {
  /// The operator in text.
  package var symbol: String {
    switch self {
    case .less: BinaryOperator.less.rawValue
    case .lessOrEqual: BinaryOperator.lessOrEqual.rawValue
    case .greater: BinaryOperator.greater.rawValue
    case .greaterOrEqual: BinaryOperator.greaterOrEqual.rawValue
    case .equal: BinaryOperator.equal.rawValue
    case .notEqual: BinaryOperator.notEqual.rawValue
    }
  }
}

extension ValueType {
  /// The shape as it stands in a state's declaration, nil for the tensor's own.
  package var stateText: String? {
    switch shape {
    case .tensor: nil
    case .scalar: (isPerTensor ? ContextualWord.scalar : .global).rawValue
    case .row: ContextualWord.row.rawValue
    case .column: ContextualWord.column.rawValue
    default: "\(shape.rows) * \(shape.cols)"
    }
  }
}

extension Storage {
  /// The word behind `as`, nil for full width.
  package var word: ContextualWord? {
    switch self {
    case .full: nil
    case .bf16: .bf16
    case .q8: .q8
    case .q8u: .q8u
    }
  }
}

extension InputKind {
  /// The source of a declared input as text.
  package var text: String {
    switch self {
    case .hessianDiagonal(let estimate):
      "\(ContextualWord.hessianDiagonal.rawValue)(\(estimate.word.rawValue))"
    case .loss: ContextualWord.loss.rawValue
    case .batchSize: ContextualWord.batchSize.rawValue
    case .noise(let distribution): "\(ContextualWord.noise.rawValue)(\(distribution.word.rawValue))"
    }
  }
}

extension CurvatureEstimate {
  /// The word of the estimate in text.
  package var word: ContextualWord {
    switch self {
    case .hutchinson: .hutchinson
    case .gaussNewton: .gaussNewton
    }
  }
}

extension NoiseDistribution {
  /// The word of the distribution in text.
  package var word: ContextualWord {
    switch self {
    case .normal: .normal
    case .rademacher: .rademacher
    case .uniform: .uniform
    }
  }
}
