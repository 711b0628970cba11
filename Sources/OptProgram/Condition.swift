/// A number that the host knows before a step: part of a `when` condition.
public indirect enum HostTerm: Hashable, Sendable {
  case constant(Double)
  /// One of `t T rows cols rank numel` or a hyperparameter; always its original value.
  case variable(Variable)
  case negate(HostTerm)
  case binary(HostOperator, HostTerm, HostTerm)
}

/// Arithmetic that conditions allow (semantics rule 5; `%` is exact).
public enum HostOperator: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case add
  case sub
  case mul
  case div
  case mod
}

/// A comparison of a condition.
public enum Comparison: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case equal
  case notEqual
}

/// The condition of a `when`, decided on the host before a step.
public indirect enum Condition: Hashable, Sendable {
  case compare(Comparison, HostTerm, HostTerm)
  case and(Condition, Condition)
  case or(Condition, Condition)
  case not(Condition)
}

/// One condition of a guard, or its opposite.
public struct GuardLiteral: Hashable, Sendable, BitwiseCopyable {
  /// The place in `Program.conditions`.
  public var condition: UInt16

  /// Whether the condition must be false.
  public var isNegated: Bool

  /// The condition at a place of the table, or its opposite.
  public init(condition: Int, isNegated: Bool = false) {
    self.condition = UInt16(condition)
    self.isNegated = isNegated
  }
}

/// What must hold for a statement to be executed: every literal, outermost `when` first.
public typealias Guard = [GuardLiteral]
