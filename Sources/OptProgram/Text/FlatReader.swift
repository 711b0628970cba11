extension Program {
  /// Reads the text form of a flat program, as `flatText` prints it; the result is verified and compacted.
  ///
  /// - Throws: the first mistake, with its line.
  public init(flatText: String) throws(FlatTextError) {
    var reader = FlatReader(Array(flatText.utf8))
    self = try reader.program()
  }
}

/// Reads flat text: recursive descent over the language's tokens, ending at the first mistake.
struct FlatReader {
  private let bytes: [UInt8]
  private let tokens: [Token]
  private var index = 0

  /// The line of the next token, from 1.
  private var currentLine = 1

  var result = Program(name: "")
  var names = FlatReader.builtins
  private var open: Guard = []
  /// Lines of the statements, list by list, for mistakes that only the verifier sees.
  private var stepLines: [Int] = []
  private var evaluationLines: [Int] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var tokens = Lexer.tokens(bytes)
    tokens.removeAll { $0.kind == .comment }
    self.tokens = tokens
  }

  /// The names of every program, with room for those of most programs.
  private static let builtins: [String: Variable] = {
    var names: [String: Variable] = [:]
    names.reserveCapacity(64)
    for builtin in Builtin.allCases { names[builtin.name] = builtin.variable }
    return names
  }()

  // Program = "rule" name [ "(" [ Hyperparameter { "," Hyperparameter } ] ")" ] "{" { Item } "}" .
  mutating func program() throws(FlatTextError) -> Program {
    skipLines()
    try expect(.keyword(.rule), "`rule`")
    result.name = try name()
    if accept(.mark(.leftParenthesis)), !accept(.mark(.rightParenthesis)) {
      repeat { try hyperparameter() } while accept(.mark(.comma))
      try expect(.mark(.rightParenthesis), "`)`")
    }
    try expect(.mark(.leftBrace), "`{`")
    skipLines()
    while try item() { skipLines() }
    guard kind == .endOfFile else { throw unexpected("the end of the program") }
    return try verified()
  }

  private func verified() throws(FlatTextError) -> Program {
    do throws(VerifierError) {
      try result.verify()
    } catch {
      throw FlatTextError(line: line(of: error), message: error.message(in: result))
    }
    return result.compacted()
  }

  private func line(of error: VerifierError) -> Int {
    guard let location = error.location else { return 1 }
    switch location.section {
    case .initialization: return 1
    case .step: return stepLines[location.index]
    case .evaluation: return evaluationLines[location.index]
    }
  }

  // MARK: - Items

  // Item = State | Input | Assignment | When, up to the end of the line.
  /// Reads one item, or the brace that ends the rule.
  private mutating func item() throws(FlatTextError) -> Bool {
    switch kind {
    case .keyword(.state): try state()
    case .keyword(.input): try input()
    case .keyword(.when):
      try when()
      return true
    case .mark(.rightBrace):
      advance()
      if open.isEmpty {
        skipLines()
        return false
      }
      try endBlock()
      return true
    default: try assignment()
    }
    guard kind == .newline || kind == .mark(.rightBrace) else {
      throw unexpected("the end of the line")
    }
    return true
  }

  private mutating func hyperparameter() throws(FlatTextError) {
    let name = try name()
    try expect(.mark(.assign), "`=`")
    let value = try number()
    var range: HyperparameterRange?
    if accept(.keyword(.in)) {
      let low = try number()
      try expect(.mark(.range), "`..`")
      let high = try number()
      range = HyperparameterRange(
        low: low,
        high: high,
        isLogarithmic: accept(word: .log)
      )
    }
    try declare(name, .hyperparameter(default: value, range: range))
  }

  private mutating func state() throws(FlatTextError) {
    advance()
    let name = try name()
    let type = accept(.mark(.colon)) ? try stateType() : .tensor
    let storage = accept(.keyword(.as)) ? try storage() : .full
    let state = try declare(name, .state(type, storage))
    guard accept(.mark(.assign)) else { return }
    try firstValue(of: state)
  }

  private mutating func stateType() throws(FlatTextError) -> ValueType {
    let text = try name()
    switch ContextualWord(rawValue: text) {
    case .scalar: return .tensorScalar
    case .global: return .modelScalar
    case .row: return ValueType(.row)
    case .column: return ValueType(.column)
    default: break
    }
    try expect(.infix(.multiply), "`*`")
    guard let rows = extent(text), let cols = extent(try name()) else {
      throw failure("a side of a state is `rows` or `cols`")
    }
    return ValueType(Shape(rows, cols))
  }

  private func extent(_ name: String) -> Extent? {
    switch name {
    case Builtin.rows.name: .rows
    case Builtin.cols.name: .cols
    default: nil
    }
  }

  private mutating func storage() throws(FlatTextError) -> Storage {
    let text = try name()
    guard let storage = Storage.allCases.first(where: { $0.word?.rawValue == text }) else {
      throw failure("`\(text)` is no storage; expected `bf16`, `q8` or `q8u`")
    }
    return storage
  }

  private mutating func input() throws(FlatTextError) {
    advance()
    let name = try name()
    var text = name
    if accept(.mark(.assign)) {
      text = try self.name()
      if accept(.mark(.leftParenthesis)) {
        text += "(\(try self.name()))"
        try expect(.mark(.rightParenthesis), "`)`")
      }
    }
    guard let kind = InputKind.all.first(where: { $0.text == text }) else {
      throw failure("`\(text)` is no input")
    }
    try declare(name, .input(kind))
  }

  // When = "when" Condition "{" { Item } "}" [ "else" "{" { Item } "}" ] .
  private mutating func when() throws(FlatTextError) {
    advance()
    guard open.count < Limits.nesting else { throw failure("too many nested blocks") }
    let condition = try condition()
    try expect(.mark(.leftBrace), "`{`")
    open.append(result.literal(of: condition))
    guard result.conditions.count <= Limits.conditions else {
      throw failure("more than \(Limits.conditions) conditions")
    }
  }

  private mutating func endBlock() throws(FlatTextError) {
    guard accept(.keyword(.otherwise)) else {
      open.removeLast()
      return
    }
    try expect(.mark(.leftBrace), "`{`")
    open[open.count - 1].isNegated.toggle()
  }
}

// MARK: - Statements

extension FlatReader {
  private mutating func assignment() throws(FlatTextError) {
    let line = currentLine
    let targetName = try name()
    try expect(.mark(.assign), "`=`")
    let (opcode, operands) = try rightSide()
    let target: Variable
    if let known = names[targetName] {
      target = known
    } else {
      target = try declare(targetName, .local)
    }
    guard result.step.count + result.evaluation.count < Limits.statements else {
      throw failure("more than \(Limits.statements) statements")
    }
    let instruction = Instruction(
      opcode,
      target,
      operands,
      guardIndex: result.guardIndex(of: open)
    )
    if Program.belongsToEvaluation(targetName) {
      result.evaluation.append(instruction)
      evaluationLines.append(line)
    } else {
      result.step.append(instruction)
      stepLines.append(line)
    }
  }

  // RightSide = Operand | name "(" Operand { "," Operand } ")" .
  private mutating func rightSide() throws(FlatTextError) -> (Opcode, [Operand]) {
    guard kind == .name, nextKind == .mark(.leftParenthesis) else {
      return (.copy, [try operand()])
    }
    let opcode = try function()
    var operands: [Operand] = []
    repeat { operands.append(try operand()) } while accept(.mark(.comma))
    try finishCall(opcode, count: operands.count)
    return (opcode, operands)
  }

  private mutating func function() throws(FlatTextError) -> Opcode {
    let name = try name()
    guard let opcode = Opcode.named(name) else { throw failure("`\(name)` is no function") }
    advance()
    return opcode
  }

  private mutating func finishCall(_ opcode: Opcode, count: Int) throws(FlatTextError) {
    try expect(.mark(.rightParenthesis), "`)`")
    guard count == opcode.arity else {
      throw failure("`\(opcode.name)` takes \(opcode.arity) arguments, found \(count)")
    }
  }

  private mutating func operand() throws(FlatTextError) -> Operand {
    guard kind == .name else { return .constant(try number()) }
    let name = try name()
    guard let variable = names[name] else { throw failure("`\(name)` has no value here") }
    return .variable(variable)
  }

  // FirstValue = Operand | name "(" FirstValue { "," FirstValue } ")" .
  private mutating func firstValue(of state: Variable) throws(FlatTextError) {
    let (opcode, operands) = try firstValue(depth: 0)
    result.initialization.append(Instruction(opcode, state, operands, guardIndex: nil))
  }

  private mutating func firstValue(depth: Int) throws(FlatTextError) -> (Opcode, [Operand]) {
    guard kind == .name, nextKind == .mark(.leftParenthesis) else {
      return (.copy, [try operand()])
    }
    guard depth < Limits.nesting else { throw failure("too many nested calls") }
    let opcode = try function()
    var operands: [Operand] = []
    repeat {
      let (inner, arguments) = try firstValue(depth: depth + 1)
      if inner == .copy {
        operands.append(arguments[0])
      } else {
        // The compaction gives it its name.
        guard result.variables.count < Limits.variables else { throw failure("too many names") }
        let value = result.declare("", .local)
        result.initialization.append(Instruction(inner, value, arguments, guardIndex: nil))
        operands.append(.variable(value))
      }
    } while accept(.mark(.comma))
    try finishCall(opcode, count: operands.count)
    return (opcode, operands)
  }

  @discardableResult
  private mutating func declare(_ name: String, _ role: Role) throws(FlatTextError) -> Variable {
    guard names[name] == nil else { throw failure("`\(name)` is declared twice") }
    guard result.variables.count < Limits.variables else { throw failure("too many names") }
    let variable = result.declare(name, role)
    names[name] = variable
    return variable
  }
}

// MARK: - Tokens

extension FlatReader {
  var kind: TokenKind { tokens[index].kind }

  var nextKind: TokenKind {
    index + 1 < tokens.count ? tokens[index + 1].kind : .endOfFile
  }

  private var text: String {
    String(decoding: bytes[tokens[index].start..<tokens[index].end], as: UTF8.self)
  }

  mutating func advance() {
    if kind == .newline { currentLine += 1 }
    if kind != .endOfFile { index += 1 }
  }

  private mutating func skipLines() {
    while kind == .newline { advance() }
  }

  mutating func accept(_ expected: TokenKind) -> Bool {
    guard kind == expected else { return false }
    advance()
    return true
  }

  private mutating func accept(word: ContextualWord) -> Bool {
    guard kind == .name, text == word.rawValue else { return false }
    advance()
    return true
  }

  mutating func expect(_ expected: TokenKind, _ words: String) throws(FlatTextError) {
    guard accept(expected) else { throw unexpected(words) }
  }

  mutating func name() throws(FlatTextError) -> String {
    guard kind == .name else { throw unexpected("a name") }
    defer { advance() }
    return text
  }

  // Number = [ "-" ] number .
  mutating func number() throws(FlatTextError) -> Double {
    let isNegative = accept(.infix(.subtract))
    guard kind == .number, let value = Double(text) else { throw unexpected("a number") }
    advance()
    return isNegative ? -value : value
  }

  func unexpected(_ expected: String) -> FlatTextError {
    switch kind {
    case .newline: failure("expected \(expected), found the end of the line")
    case .endOfFile: failure("expected \(expected), found the end of the text")
    default: failure("expected \(expected), found `\(text)`")
    }
  }

  func failure(_ message: String) -> FlatTextError {
    FlatTextError(line: currentLine, message: message)
  }
}
