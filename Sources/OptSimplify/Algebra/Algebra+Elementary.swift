internal import OptProgram

extension Algebra {
  /// A function of one argument that has no better form: odd and even functions lose the argument's sign,
  /// numbers are computed, and inverses undone.
  mutating func elementary(_ opcode: Opcode, _ argument: Term) -> Term {
    if let number = value(argument), let result = finite(opcode.hostValue(number)) {
      note(.constants)
      return self.number(result)
    }
    if let undone = undone(opcode, argument) {
      note(.inverseFunction)
      return undone
    }
    guard let symmetry = opcode.symmetry else { return elementaryCall(opcode, argument) }
    let isFlipped = leadingCoefficient(argument) < 0
    if isFlipped { note(symmetry == .odd ? .oddFunction : .evenFunction) }
    let result = elementaryCall(opcode, isFlipped ? negate(argument) : argument)
    return isFlipped && symmetry == .odd ? negate(result) : result
  }

  /// The coefficient of the first entry that has one.
  func leadingCoefficient(_ term: Term) -> Double {
    parts.entries[entries(term)].first { $0.coefficient != 0 }?.coefficient ?? 0
  }

  private mutating func elementaryCall(_ opcode: Opcode, _ argument: Term) -> Term {
    call(
      opcode,
      [argument],
      type: type(argument),
      signs: signs(of: opcode, signs(argument)),
      isTotal: opcode.isTotal
    )
  }

  private func signs(of opcode: Opcode, _ argument: Signs) -> Signs {
    switch opcode {
    case .cosh: .positive
    case .arccos, .arccosh: .nonnegative
    case .tanh, .sinh, .arctan, .arcsinh, .arcsin, .arctanh: argument
    case .floor: argument.isNonnegative ? .nonnegative : .any
    default: .any
    }
  }

  /// The argument's argument, where the function undoes the one below for every argument.
  private mutating func undone(_ opcode: Opcode, _ argument: Term) -> Term? {
    switch opcode {
    case .tan: return self.argument(of: .arctan, argument)
    case .sinh: return self.argument(of: .arcsinh, argument)
    case .arcsinh: return self.argument(of: .sinh, argument)
    case .arctanh: return self.argument(of: .tanh, argument)
    case .arccosh: return self.argument(of: .cosh, argument).map { magnitude($0) }
    default:
      return nil
    }
  }

  /// The largest whole number that is not larger.
  mutating func floor(_ term: Term) -> Term {
    let constant =
      parts.entries[entries(term)].first { $0.term == one }?.coefficient.rounded(.down) ?? 0
    if constant == 0 || value(term) != nil { return elementary(.floor, term) }
    note(.wholeNumbers)
    let whole = number(constant)
    return add(elementary(.floor, subtract(term, whole)), whole)
  }
}

/// What becomes of a function when its argument is negated.
private enum Symmetry {
  case odd
  case even
}

extension Opcode {
  fileprivate var symmetry: Symmetry? {
    switch self {
    case .sin, .tan, .arcsin, .arctan, .sinh, .tanh, .arcsinh, .arctanh: .odd
    case .cos, .cosh: .even
    default: nil
    }
  }

  /// Whether the function has a value for every number.
  fileprivate var isTotal: Bool {
    switch self {
    case .sin, .cos, .tan, .arctan, .sinh, .cosh, .tanh, .arcsinh, .floor: true
    default: false
    }
  }

  /// The function's value for a number.
  fileprivate func hostValue(_ x: Double) -> Double {
    switch self {
    case .sin: HostMath.sin(x)
    case .cos: HostMath.cos(x)
    case .tan: HostMath.tan(x)
    case .arcsin: HostMath.arcsin(x)
    case .arccos: HostMath.arccos(x)
    case .arctan: HostMath.arctan(x)
    case .sinh: HostMath.sinh(x)
    case .cosh: HostMath.cosh(x)
    case .tanh: HostMath.tanh(x)
    case .arcsinh: HostMath.arcsinh(x)
    case .arccosh: HostMath.arccosh(x)
    case .arctanh: HostMath.arctanh(x)
    case .floor: x.rounded(.down)
    default: .nan
    }
  }
}
