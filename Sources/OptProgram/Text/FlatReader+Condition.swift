extension FlatReader {
  /// A part of a condition: brackets may hold a term as well as a condition.
  private enum Part {
    case term(HostTerm)
    case condition(Condition)
  }

  // Condition = Conjunction { "or" Conjunction } .
  // Conjunction = Negation { "and" Negation } .
  // Negation = "not" Negation | Term [ comparison Term ] .
  // Term = Product { ( "+" | "-" ) Product } .
  // Product = Factor { ( "*" | "/" | "%" ) Factor } .
  // Factor = "-" Factor | number | name | "(" Condition ")" | "(" Term ")" .
  mutating func condition() throws(FlatTextError) -> Condition {
    try require(try disjunction(depth: 0))
  }

  private mutating func disjunction(depth: Int) throws(FlatTextError) -> Part {
    var left = try conjunction(depth: depth)
    var length = depth
    while accept(.keyword(.or)) {
      try lengthen(&length)
      left = .condition(.or(try require(left), try require(try conjunction(depth: depth))))
    }
    return left
  }

  private mutating func conjunction(depth: Int) throws(FlatTextError) -> Part {
    var left = try negation(depth: depth)
    var length = depth
    while accept(.keyword(.and)) {
      try lengthen(&length)
      left = .condition(.and(try require(left), try require(try negation(depth: depth))))
    }
    return left
  }

  private mutating func negation(depth: Int) throws(FlatTextError) -> Part {
    try check(depth: depth)
    if accept(.keyword(.not)) {
      return .condition(.not(try require(try negation(depth: depth + 1))))
    }
    let left = try sum(depth: depth)
    guard case .infix(let symbol) = kind,
      let comparison = Comparison.allCases.first(where: { $0.symbol == symbol.rawValue })
    else { return left }
    advance()
    let right = try term(try sum(depth: depth))
    return .condition(.compare(comparison, try term(left), right))
  }

  private mutating func sum(depth: Int) throws(FlatTextError) -> Part {
    var left = try product(depth: depth)
    var length = depth
    while let operation = acceptOperator(precedence: BinaryOperator.add.precedence) {
      try lengthen(&length)
      left = .term(.binary(operation, try term(left), try term(try product(depth: depth))))
    }
    return left
  }

  private mutating func product(depth: Int) throws(FlatTextError) -> Part {
    var left = try factor(depth: depth)
    var length = depth
    while let operation = acceptOperator(precedence: BinaryOperator.multiply.precedence) {
      try lengthen(&length)
      left = .term(.binary(operation, try term(left), try term(try factor(depth: depth))))
    }
    return left
  }

  private mutating func acceptOperator(precedence: Int) -> HostOperator? {
    guard case .infix(let symbol) = kind, symbol.precedence == precedence,
      let operation = HostOperator.allCases.first(where: { $0.symbol == symbol })
    else { return nil }
    advance()
    return operation
  }

  private mutating func factor(depth: Int) throws(FlatTextError) -> Part {
    try check(depth: depth)
    if accept(.mark(.leftParenthesis)) {
      let inner = try disjunction(depth: depth + 1)
      try expect(.mark(.rightParenthesis), "`)`")
      return inner
    }
    if kind == .name {
      let name = try name()
      guard let variable = names[name] else { throw failure("`\(name)` is unknown") }
      return .term(.variable(variable))
    }
    if kind == .infix(.subtract), nextKind != .number {
      advance()
      return .term(.negate(try term(try factor(depth: depth + 1))))
    }
    return .term(.constant(try number()))
  }

  /// A chain of operators is as deep a tree as nested brackets are.
  private func lengthen(_ length: inout Int) throws(FlatTextError) {
    length += 1
    try check(depth: length)
  }

  private func check(depth: Int) throws(FlatTextError) {
    guard depth < Limits.nesting else { throw failure("the condition is too deep") }
  }

  private func require(_ part: Part) throws(FlatTextError) -> Condition {
    guard case .condition(let condition) = part else {
      throw failure("expected a comparison, found a number")
    }
    return condition
  }

  private func term(_ part: Part) throws(FlatTextError) -> HostTerm {
    guard case .term(let term) = part else {
      throw failure("expected a number, found a comparison")
    }
    return term
  }
}
