/// The elementwise functions graphs are made of; each knows its derivative and its kernel.
package enum PointwiseFunction: UInt8, CaseIterable, Hashable, Sendable {
  case add
  case sub
  case mul
  case div
  /// The larger operand; the first one takes the gradient of a tie.
  case max
  case neg
  case exp
  case log
  case tanh
  case sigmoid
  /// 1 / sqrt(a)
  case rsqrt
  /// max(a, 0)
  case relu
  /// 1 where a > 0, else 0; its derivative is taken as 0.
  case isPositive
  /// 1 where a >= b, else 0; its derivative is taken as 0.
  case isAtLeast
  /// log(1 + exp(a)), without overflow.
  case softplus

  /// The number of operands.
  var arity: Int {
    switch self {
    case .add, .sub, .mul, .div, .max, .isAtLeast: 2
    case .neg, .exp, .log, .tanh, .sigmoid, .rsqrt, .relu, .isPositive, .softplus: 1
    }
  }
}

/// The derivative of a pointwise function by one operand.
enum Partial {
  case zero
  case one
  case minusOne
  case factor(Operand)
}

extension Graph {
  /// The derivative by operand `place` of `result = function(a, b)`, computed by further operations.
  mutating func partial(of operation: PointwiseOperation, by place: Int) -> Partial {
    let a = operation.a
    let b = operation.b
    let y = Operand.tensor(operation.result)
    switch operation.function {
    case .add: return .one
    case .sub: return place == 0 ? .one : .minusOne
    case .neg: return .minusOne
    case .mul: return .factor(place == 0 ? b : a)
    case .div:
      if place == 0 { return .factor(apply(.div, .constant(1), b)) }
      return .factor(apply(.neg, apply(.div, y, b)))
    case .max:
      return .factor(
        place == 0
          ? apply(.isAtLeast, a, b) : apply(.sub, .constant(1), apply(.isAtLeast, a, b))
      )
    case .exp: return .factor(y)
    case .log: return .factor(apply(.div, .constant(1), a))
    case .tanh: return .factor(apply(.sub, .constant(1), apply(.mul, y, y)))
    case .sigmoid: return .factor(apply(.mul, y, apply(.sub, .constant(1), y)))
    case .rsqrt:
      return .factor(apply(.mul, .constant(-0.5), apply(.mul, y, apply(.mul, y, y))))
    case .relu: return .factor(apply(.isPositive, a))
    case .isPositive, .isAtLeast: return .zero
    case .softplus: return .factor(apply(.sigmoid, a))
    }
  }
}
