public import OptProgram

/// A form of expression that programs of a search must contain, or must not.
///
/// Written like an expression of flat calls: `sign`, `sign(_)`, `mul(w, _)`, `div_no_nan(_, sqrt(state))`. `_` is any
/// value, `state` the value of a state, `number` a number of the text; arguments of commutative functions
/// match in either order.
public struct ProgramPattern: Hashable, Sendable {
  /// The text it was written as.
  public let text: String

  private let root: Node

  private indirect enum Node: Hashable, Sendable {
    case anything
    case number
    case state
    case builtin(Builtin)
    /// A function, with any arguments for nil.
    case call(Opcode, [Node]?)
  }

  /// A pattern of its text; nil if it is none or names no function.
  public init?(_ text: String) {
    var rest = Substring(text.filter { !$0.isWhitespace })
    guard let root = ProgramPattern.parse(&rest), rest.isEmpty, case .call = root else {
      return nil
    }
    self.text = text
    self.root = root
  }

  private static func parse(_ rest: inout Substring) -> Node? {
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest = rest.dropFirst(name.count)
    guard let opcode = Opcode.named(String(name)) else { return leaf(name) }
    guard rest.first == "(" else { return .call(opcode, nil) }
    var arguments: [Node] = []
    repeat {
      rest = rest.dropFirst()
      guard let argument = parse(&rest) else { return nil }
      arguments.append(argument)
    } while rest.first == ","
    guard rest.first == ")", arguments.count == opcode.arity else { return nil }
    rest = rest.dropFirst()
    return .call(opcode, arguments)
  }

  private static func leaf(_ name: Substring) -> Node? {
    switch name {
    case "_": .anything
    case "number": .number
    case "state": .state
    default: Builtin.allCases.first { $0.name == name }.map { .builtin($0) }
    }
  }

  /// Whether a statement of the step has this form, statements without effect included.
  public func occurs(in program: Program) -> Bool {
    program.step.indices.contains { matches(root, statement: $0, program) }
  }

  private func matches(_ node: Node, statement place: Int, _ program: Program) -> Bool {
    let instruction = program.step[place]
    guard case .call(let opcode, let arguments) = node, instruction.opcode == opcode else {
      return false
    }
    guard let arguments else { return true }
    func matchesAll(_ order: [Int]) -> Bool {
      order.indices.allSatisfy { argument in
        matches(arguments[argument], instruction[order[argument]], before: place, program)
      }
    }
    let order = Array(0..<instruction.operandCount)
    return matchesAll(order) || (opcode.isCommutative && matchesAll([1, 0]))
  }

  private func matches(
    _ node: Node,
    _ operand: Operand,
    before place: Int,
    _ program: Program
  ) -> Bool {
    if node == .anything { return true }
    guard case .variable(let variable) = operand else { return node == .number }
    let definition = program.step[..<place].lastIndex { $0.target == variable }
    switch node {
    case .anything: return true
    case .number: return program.defaultValue(of: variable) != nil
    case .state: return program[variable].role.isState
    case .builtin(let builtin): return definition == nil && variable == builtin.variable
    case .call: return definition.map { matches(node, statement: $0, program) } ?? false
    }
  }
}

extension ProgramPattern: Codable {
  /// Reads the text of a pattern.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let pattern = ProgramPattern(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no pattern: \(text)")
    }
    self = pattern
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
