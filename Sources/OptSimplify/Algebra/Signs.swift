internal import OptProgram

/// Which signs a real value can have: what conditions of laws ask for.
struct Signs: OptionSet, Hashable, Sendable, BitwiseCopyable {
  let rawValue: UInt8

  static let negative = Signs(rawValue: 1)
  static let zero = Signs(rawValue: 2)
  static let positive = Signs(rawValue: 4)
  static let any: Signs = [.negative, .zero, .positive]
  static let nonnegative: Signs = [.zero, .positive]

  /// The sign of a number.
  init(of number: Double) {
    self = number > 0 ? .positive : number < 0 ? .negative : .zero
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  var isNonnegative: Bool { !contains(.negative) }

  var isNonpositive: Bool { !contains(.positive) }

  var isNonzero: Bool { !contains(.zero) }

  var isPositive: Bool { self == .positive }

  var negated: Signs {
    var result = intersection(.zero)
    if contains(.negative) { result.insert(.positive) }
    if contains(.positive) { result.insert(.negative) }
    return result
  }

  /// The signs of the magnitude.
  var magnitude: Signs { isNonzero ? .positive : .nonnegative }

  func times(_ other: Signs) -> Signs {
    var result = union(other).intersection(.zero)
    if contains(.positive) { result.formUnion(other.subtracting(.zero)) }
    if contains(.negative) { result.formUnion(other.negated.subtracting(.zero)) }
    return result
  }

  func plus(_ other: Signs) -> Signs {
    if isNonnegative, other.isNonnegative {
      return isNonzero || other.isNonzero ? .positive : union(other)
    }
    if isNonpositive, other.isNonpositive {
      return isNonzero || other.isNonzero ? .negative : union(other)
    }
    return .any
  }
}

extension Builtin {
  /// The signs of the value at the start of a step.
  var signs: Signs {
    switch self {
    case .weight, .gradient, .update, .evalWeight: .any
    case .learningRate, .totalSteps, .rank: .nonnegative
    case .stepNumber, .rows, .cols, .numel: .positive
    }
  }
}
