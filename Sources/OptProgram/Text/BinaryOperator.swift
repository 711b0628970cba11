/// The infix operators and the operations they stand for.
public enum BinaryOperator: String, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case power = "^"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case add = "+"
  case subtract = "-"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="

  /// The operation.
  public var opcode: Opcode {
    switch self {
    case .power: .pow
    case .multiply: .mul
    case .divide: .div
    case .remainder: .mod
    case .add: .add
    case .subtract: .sub
    case .less: .lt
    case .lessOrEqual: .le
    case .greater: .gt
    case .greaterOrEqual: .ge
    case .equal: .eq
    case .notEqual: .ne
    }
  }

  /// How tightly the operator binds; unary minus stands between `* / %` (3) and `^` (5).
  public var precedence: Int {
    switch self {
    case .power: 5
    case .multiply, .divide, .remainder: 3
    case .add, .subtract: 2
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: 1
    }
  }
}
