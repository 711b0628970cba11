internal import OptProgram

extension EGraph {
  /// Adds the expression that a normal form is written as, with all its parts; its class.
  ///
  /// The parts are what shorter expressions may be made of: entries of sums, factors of products, and
  /// sums without their content.
  @discardableResult
  mutating func build(_ term: Term) -> Int? {
    if let known = built[term] { return known }
    guard hasRoom else { return nil }
    // A part that leads back to the term is no part of it.
    built[term] = .some(nil)
    let place = buildNew(term)
    built[term] = place
    return place
  }

  private mutating func buildNew(_ term: Term) -> Int? {
    switch algebra[term].node {
    case .number(let number): self.number(number)
    case .leaf(let index):
      variable(Variable(index), Value(term: term, type: algebra.type(term)))
    case .sum: build(sum: algebra.parts.entries[algebra.entries(term)], of: term)
    case .product: build(product: algebra.parts.factors[algebra.factors(term)])
    case .call(let opcode, let arguments): build(opcode, algebra.parts.terms[arguments])
    case .spread: nil
    }
  }

  private mutating func build(sum entries: ArraySlice<Entry>, of term: Term) -> Int? {
    if entries.count == 1, let entry = entries.first {
      guard entry.term != algebra.one else { return nil }
      guard let base = build(entry.term) else { return nil }
      return scaled(base, entry.coefficient)
    }
    buildContent(of: term)
    var total: Int?
    for entry in entries {
      let part: Int?
      if entry.term == algebra.one {
        part = number(entry.coefficient)
      } else {
        guard let base = build(entry.term) else { return nil }
        part = scaled(base, entry.coefficient)
      }
      guard let part else { return nil }
      if let sum = total {
        guard let longer = add(.add, [sum, part]) else { return nil }
        total = longer
      } else {
        total = part
      }
    }
    return total
  }

  /// Adds the ways to write a sum as its content times what remains, scaled such that one of the
  /// remaining coefficients is 1.
  private mutating func buildContent(of term: Term) {
    let parts = withAlgebra { $0.monomial(term) }
    guard parts.factors.count > 1 || hasEqualCoefficients(term) else { return }
    guard let last = parts.factors.last else { return }
    let primitive = algebra.parts.factors[last].base
    if primitive == term { return }
    let content = withAlgebra { $0.product(1, parts.factors.dropLast()) }
    guard let outer = build(content) else { return }
    for entry in algebra.parts.entries[algebra.entries(primitive)] where entry.coefficient != 0 {
      let scaledTerm = withAlgebra { $0.scale(primitive, by: 1 / entry.coefficient) }
      guard let inner = build(scaledTerm),
        let factor = scaled(outer, parts.coefficient * entry.coefficient)
      else { continue }
      _ = add(.mul, [factor, inner])
    }
  }

  /// Whether taking a number out of a sum frees more than one entry of its coefficient.
  private func hasEqualCoefficients(_ term: Term) -> Bool {
    let entries = algebra.parts.entries[algebra.entries(term)]
    let sizes = entries.map { Algebra.rounded($0.coefficient.magnitude) }
    return sizes.indices.contains { place in
      sizes[place] != Algebra.rounded(1) && sizes[..<place].contains(sizes[place])
    }
  }

  private mutating func scaled(_ place: Int, _ factor: Double) -> Int? {
    if factor == 1 { return place }
    if factor == -1 { return add(.neg, [place]) }
    guard factor.isFinite else { return nil }
    return add(.mul, [place, number(factor)])
  }

  private mutating func build(product factors: ArraySlice<Factor>) -> Int? {
    var total: Int?
    for factor in factors {
      guard let part = build(factor) else { return nil }
      if let product = total {
        guard let longer = add(.mul, [product, part]) else { return nil }
        total = longer
      } else {
        total = part
      }
    }
    return total ?? number(1)
  }

  private mutating func build(_ factor: Factor) -> Int? {
    guard let base = build(factor.base) else { return nil }
    if factor.isPlain { return base }
    if factor.exponent == 0 {
      let sign = add(.sign, [base])
      return factor.isOdd ? sign : sign.flatMap { add(.square, [$0]) }
    }
    if factor.exponent < 0 {
      var inverse = factor
      inverse.exponent = -factor.exponent
      inverse.isPseudo = false
      guard let power = build(inverse) else { return nil }
      return add(factor.isPseudo ? .divNoNan : .div, [number(1), power])
    }
    return buildPower(base, factor)
  }

  private mutating func buildPower(_ base: Int, _ factor: Factor) -> Int? {
    let isNonnegative = algebra.signs(factor.base).isNonnegative
    if let natural = factor.natural {
      switch natural {
      case 1: return base
      case 2: return add(.square, [base])
      case 3: return add(.cube, [base])
      default: return add(.pow, [base, number(Double(natural))])
      }
    }
    guard let size = isNonnegative ? base : add(.abs, [base]) else { return nil }
    let power: Int?
    switch factor.exponent {
    case 1: power = size
    case 0.5: power = add(.sqrt, [size])
    default: power = add(.pow, [size, number(factor.exponent)])
    }
    guard factor.isOdd, !isNonnegative, let power, let sign = add(.sign, [base]) else {
      return power
    }
    return add(.mul, [power, sign])
  }

  private mutating func build(_ opcode: Opcode, _ arguments: ArraySlice<Term>) -> Int? {
    var operands: [Int] = []
    for argument in arguments {
      guard let place = build(argument) else { return nil }
      operands.append(place)
    }
    guard operands.count == opcode.arity else { return nil }
    return add(opcode, operands)
  }
}
