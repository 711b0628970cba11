extension Condition {
  /// Whether the condition holds, given the values of the variables it reads.
  public func evaluate(_ value: (Variable) -> Double) -> Bool {
    switch self {
    case .compare(let comparison, let left, let right):
      comparison.holds(left.evaluate(value), right.evaluate(value))
    case .and(let left, let right): left.evaluate(value) && right.evaluate(value)
    case .or(let left, let right): left.evaluate(value) || right.evaluate(value)
    case .not(let condition): !condition.evaluate(value)
    }
  }
}

extension HostTerm {
  /// The number the term stands for, given the values of the variables it reads.
  public func evaluate(_ value: (Variable) -> Double) -> Double {
    switch self {
    case .constant(let number): number
    case .variable(let variable): value(variable)
    case .negate(let term): -term.evaluate(value)
    case .binary(let operation, let left, let right):
      operation.apply(left.evaluate(value), right.evaluate(value))
    }
  }
}

extension HostOperator {
  /// The result for two numbers.
  ///
  /// The remainder is exact and has the divisor's sign.
  public func apply(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: return left + right
    case .sub: return left - right
    case .mul: return left * right
    case .div: return left / right
    case .mod:
      let remainder = left.truncatingRemainder(dividingBy: right)
      return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
    }
  }
}

extension Comparison {
  /// Whether the comparison holds between two numbers; with NaN only `!=` does.
  public func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .equal: left == right
    case .notEqual: left != right
    }
  }
}

/// What conditions may ask of one step and one tensor, beside hyperparameters.
public struct HostValues: Hashable, Sendable, BitwiseCopyable {
  /// The step number, from 1.
  public var step: Double

  /// The total number of steps, 0 when unknown.
  public var totalSteps: Double

  /// Rows of the tensor seen as a matrix.
  public var rows: Double

  /// Columns of the tensor seen as a matrix.
  public var cols: Double

  /// The number of dimensions of the tensor.
  public var rank: Double

  /// The number of elements of the tensor.
  public var numel: Double

  /// The values of a step for a tensor.
  public init(step: Int, totalSteps: Int, rows: Int, cols: Int, rank: Int) {
    self.step = Double(step)
    self.totalSteps = Double(totalSteps)
    self.rows = Double(rows)
    self.cols = Double(cols)
    self.rank = Double(rank)
    numel = self.rows * self.cols
  }

  /// The value of a builtin, nil for those that conditions do not read.
  public subscript(builtin: Builtin) -> Double? {
    switch builtin {
    case .stepNumber: step
    case .totalSteps: totalSteps
    case .rows: rows
    case .cols: cols
    case .rank: rank
    case .numel: numel
    case .weight, .gradient, .learningRate, .update, .evalWeight: nil
    }
  }
}

extension Program {
  /// The truth of each condition, in the order of the table, with hyperparameters at their defaults.
  ///
  /// - Precondition: conditions read only what semantics allow them to.
  public func truths(_ values: HostValues) -> [Bool] {
    conditions.map { condition in condition.evaluate { value(of: $0, values) } }
  }

  package func value(of variable: Variable, _ values: HostValues) -> Double {
    switch self[variable].role {
    case .hyperparameter(let value, _): return value
    case .builtin(let builtin):
      guard let value = values[builtin] else { break }
      return value
    case .state, .input, .local: break
    }
    preconditionFailure("a condition reads \(self[variable].name)")
  }
}
