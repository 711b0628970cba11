internal import OptProgram

extension Algebra {
  /// A term as a number times factors; a sum of several becomes its content and its primitive part.
  ///
  /// The primitive part has no factor that all its entries share, and 1 as its first coefficient.
  mutating func monomial(_ term: Term) -> Monomial {
    if let known = facts[Int(term.index)].monomial { return known }
    let result = content(term)
    note(result, of: term)
    return result
  }

  mutating func multiply(_ left: Term, _ right: Term) -> Term {
    if let number = value(left) { return scale(right, by: number) }
    if let number = value(right) { return scale(left, by: number) }
    let a = monomial(left)
    let b = monomial(right)
    let start = draft.factors.count
    draftFactors(a.factors)
    draftFactors(b.factors)
    return product(a.coefficient * b.coefficient, from: start)
  }

  /// Puts factors of terms on the draft.
  mutating func draftFactors(_ factors: Range<Int>) {
    for place in factors { draft.factors.append(parts.factors[place]) }
  }

  /// A number times factors of terms.
  mutating func product(_ coefficient: Double, _ factors: Range<Int>) -> Term {
    let start = draft.factors.count
    draftFactors(factors)
    return product(coefficient, from: start)
  }

  /// A number times those factors of terms that are wanted, by the shapes of their bases among others.
  mutating func product(
    _ coefficient: Double,
    _ factors: Range<Int>,
    where isWanted: (Factor, Shape) -> Bool
  ) -> Term {
    let start = draft.factors.count
    for place in factors {
      let factor = parts.factors[place]
      if isWanted(factor, type(factor.base).shape) { draft.factors.append(factor) }
    }
    return product(coefficient, from: start)
  }

  /// A number times the factors on the draft from a place on, in any order; takes them off.
  mutating func product(_ coefficient: Double, from start: Int) -> Term {
    var coefficient = coefficient
    joinExponentials(from: start, &coefficient)
    merge(from: start)
    defer { draft.factors.truncate(to: start) }
    let factors = start..<draft.factors.count
    if let reduced = withoutSquaredSine(coefficient, factors) { return reduced }
    if let expanded = expanded(factors) { return scale(expanded, by: coefficient) }
    if factors.isEmpty { return multiple(one, coefficient) }
    return scale(makeProduct(factors), by: coefficient)
  }

  /// The term of drafted factors in normal form.
  private mutating func makeProduct(_ factors: Range<Int>) -> Term {
    if factors.count == 1, draft.factors[factors.lowerBound].isPlain {
      return draft.factors[factors.lowerBound].base
    }
    var hash: UInt64 = 0xA54F_F53A_5F1D_36F1
    for place in factors {
      let factor = draft.factors[place]
      let kind: UInt64 = (factor.isOdd ? 1 : 0) | (factor.isPseudo ? 2 : 0)
      hash = mix64(hash ^ self.hash(factor.base))
      hash = mix64(mix64(hash ^ Algebra.rounded(factor.exponent)) ^ kind)
    }
    if let known = known(hash) { return known }
    var made = Facts(
      node: .product,
      hash: hash,
      type: .modelScalar,
      signs: .positive,
      isTotal: true,
      states: 0
    )
    for place in factors {
      let factor = draft.factors[place]
      let base = factor.base
      made.type = join(made.type, type(base))
      made.signs = made.signs.times(signs(of: factor))
      let exists = factor.exponent >= 0 || factor.isPseudo || signs(base).isNonzero
      made.isTotal = made.isTotal && isTotal(base) && exists
      made.states |= states(base)
    }
    return append(made, factors: factors)
  }

  private func signs(of factor: Factor) -> Signs {
    let base = signs(factor.base)
    let reachesZero = factor.exponent >= 0 || factor.isPseudo
    let result = factor.isOdd ? base : base.magnitude
    return reachesZero ? result : result.subtracting(.zero)
  }

  // MARK: - Like powers

  /// Brings the drafted factors of one base together, and sorts by the hash of the base.
  private mutating func merge(from start: Int) {
    draft.factors.sortBriefly(from: start, facts)
    let all = start..<draft.factors.count
    var (count, first) = (start, start)
    while first < all.upperBound {
      var end = first + 1
      while end < all.upperBound, draft.factors[end].base == draft.factors[first].base { end += 1 }
      if end - first > 1 {
        mergeLike(first..<end, &count)
      } else {
        settle(draft.factors[first], isReciprocal(draft.factors[first]), &count)
      }
      first = end
    }
    draft.factors.truncate(to: count)
  }

  /// Writes the product of factors of one base to a place before them or the first one's.
  private mutating func mergeLike(_ like: Range<Int>, _ count: inout Int) {
    noteMerge(like)
    // Kinds that do not mix where the base may be 0.
    var powers: Factor?
    var reciprocals: Factor?
    var pseudo: Factor?
    for place in like {
      let factor = draft.factors[place]
      if isReciprocal(factor) {
        reciprocals = Algebra.combined(reciprocals, factor)
      } else if factor.exponent < 0, !signs(factor.base).isNonzero {
        pseudo = Algebra.combined(pseudo, factor)
      } else {
        powers = Algebra.combined(powers, factor)
      }
    }
    if let both = powers, let other = pseudo {
      // Both are 0 at 0, and so is their product, except that equal powers leave what is 1 elsewhere.
      powers = Algebra.combined(both, other)
      pseudo = nil
    }
    if let powers { settle(powers, false, &count) }
    if let reciprocals { settle(reciprocals, true, &count) }
    if let pseudo { settle(pseudo, false, &count) }
  }

  /// Whether the factor does not exist where its base is 0, which it may be.
  private func isReciprocal(_ factor: Factor) -> Bool {
    factor.exponent < 0 && !factor.isPseudo && !signs(factor.base).isNonzero
  }

  private static func combined(_ left: Factor?, _ right: Factor) -> Factor {
    guard let left else { return right }
    return Factor(
      left.base,
      exponent: left.exponent + right.exponent,
      isOdd: left.isOdd != right.isOdd
    )
  }

  /// Writes a power in normal form to a place of the draft, unless it is 1.
  private mutating func settle(_ power: Factor, _ isReciprocal: Bool, _ place: inout Int) {
    var factor = power
    let signs = signs(factor.base)
    let whole = factor.exponent.rounded()
    if (factor.exponent - whole).magnitude < 1e-12 { factor.exponent = whole }
    if signs.isNonnegative { factor.isOdd = Factor.isOdd(factor.exponent) }
    factor.isPseudo = !signs.isNonzero && !isReciprocal && factor.exponent < 0
    let isOne =
      factor.exponent == 0 && !factor.isOdd && signs.isNonzero && isTotal(factor.base)
    if isOne { return }
    draft.factors[place] = factor
    place += 1
  }

  private mutating func noteMerge(_ like: Range<Int>) {
    let hasPseudo = like.contains { draft.factors[$0].isPseudo }
    let hasSign = like.contains { draft.factors[$0].exponent == 0 }
    note(hasPseudo ? .magnitudeOverItself : hasSign ? .signTimesMagnitude : .likePowers)
  }

  // MARK: - Functions that multiply

  /// `exp(x) exp(y) = exp(x + y)`; what is a number goes into the coefficient.
  private mutating func joinExponentials(from start: Int, _ coefficient: inout Double) {
    var exponentials = 0
    var isSettled = true
    for place in start..<draft.factors.count
    where argument(of: .exp, draft.factors[place].base) != nil {
      exponentials += 1
      isSettled = isSettled && draft.factors[place].exponent == 1
    }
    if exponentials == 0 || exponentials == 1 && isSettled { return }
    note(.exponential)
    let firstExponent = draft.entries.count
    var count = start
    for place in start..<draft.factors.count {
      let factor = draft.factors[place]
      if let exponent = argument(of: .exp, factor.base) {
        draftEntries(of: exponent, times: factor.exponent)
      } else {
        draft.factors[count] = factor
        count += 1
      }
    }
    draft.factors.truncate(to: count)
    let combined = monomial(exponential(sum(from: firstExponent)))
    coefficient *= combined.coefficient
    draftFactors(combined.factors)
  }

  /// `sin(x)^2 = 1 - cos(x)^2` and `cosh(x)^2 = 1 + sinh(x)^2`, multiplied out.
  private mutating func withoutSquaredSine(
    _ coefficient: Double,
    _ factors: Range<Int>
  ) -> Term? {
    for place in factors {
      let factor = draft.factors[place]
      guard factor.exponent >= 2, factor.exponent <= 16, factor.natural != nil,
        case .call(let opcode, let arguments) = facts[Int(factor.base.index)].node,
        opcode == .sin || opcode == .cosh
      else { continue }
      note(.circle)
      let partner = elementary(opcode == .sin ? .cos : .sinh, parts.terms[arguments.lowerBound])
      let square = multiply(partner, partner)
      let replacement = add(one, opcode == .sin ? negate(square) : square)
      let rest = draft.factors.count
      for other in factors {
        var part = draft.factors[other]
        if other == place { part.exponent -= 2 }
        if other != place || part.exponent != 0 { draft.factors.append(part) }
      }
      return multiply(product(coefficient, from: rest), replacement)
    }
    return nil
  }
}
