/// A variable of a program: an index into its table of declarations.
public struct Variable: Hashable, Sendable, BitwiseCopyable {
  /// The place in `Program.variables`.
  public var index: UInt16

  /// The variable at a place of the table.
  public init(_ index: Int) { self.index = UInt16(index) }
}

/// An argument of an instruction: a variable or a number.
public enum Operand: Hashable, Sendable, BitwiseCopyable {
  case variable(Variable)
  case constant(Double)
}

/// One statement of a flat program: `target = opcode(operands)`, perhaps under a guard.
public struct Instruction: Hashable, Sendable, BitwiseCopyable {
  /// What is computed.
  public var opcode: Opcode

  /// The variable that is assigned.
  public var target: Variable

  /// The condition under which the statement is executed: an index into `Program.guards`, nil for always.
  public var guardIndex: UInt16?

  // Unused operands hold `constant(0)`, so that equality and hashing need no special case.
  private var first: Operand
  private var second: Operand
  private var third: Operand

  /// A statement with its operands in order.
  ///
  /// - Precondition: there are as many operands as `opcode.arity`.
  public init(
    _ opcode: Opcode,
    _ target: Variable,
    _ first: Operand,
    _ second: Operand? = nil,
    _ third: Operand? = nil,
    guardIndex: UInt16? = nil
  ) {
    let count = 1 + (second == nil ? 0 : 1) + (third == nil ? 0 : 1)
    precondition(count == opcode.arity, "wrong number of operands for \(opcode.name)")
    self.opcode = opcode
    self.target = target
    self.guardIndex = guardIndex
    self.first = first
    self.second = second ?? .constant(0)
    self.third = third ?? .constant(0)
  }

  /// A statement with its operands as a list.
  ///
  /// - Precondition: there are as many operands as `opcode.arity`.
  public init(_ opcode: Opcode, _ target: Variable, _ operands: [Operand], guardIndex: UInt16?) {
    precondition(operands.count == opcode.arity, "wrong number of operands for \(opcode.name)")
    self.init(
      opcode,
      target,
      operands[0],
      operands.count > 1 ? operands[1] : nil,
      operands.count > 2 ? operands[2] : nil,
      guardIndex: guardIndex
    )
  }

  /// The number of operands.
  public var operandCount: Int { opcode.arity }

  /// The operand at a place from 0 to `operandCount - 1`.
  public subscript(place: Int) -> Operand {
    get {
      switch place {
      case 0: first
      case 1: second
      default: third
      }
    }
    set {
      switch place {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }

  /// Calls a closure with each operand in order.
  @inline(__always)
  public func forEachOperand(_ body: (Operand) -> Void) {
    for place in 0..<operandCount { body(self[place]) }
  }
}
