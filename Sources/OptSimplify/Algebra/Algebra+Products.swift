internal import OptProgram

extension Algebra {
  /// The factors of a term that is no sum of several and no number.
  func factors(_ term: Term) -> [Factor] {
    if case .product(let factors) = self[term].node { factors } else { [Factor(term)] }
  }

  /// A term as a number times factors; a sum of several becomes its content and its primitive part.
  ///
  /// The primitive part has no factor that all its entries share, and 1 as its first coefficient.
  mutating func monomial(_ term: Term) -> Monomial {
    switch self[term].node {
    case .number(let number):
      return Monomial(coefficient: number, factors: [])
    case .product(let factors):
      return Monomial(coefficient: 1, factors: factors)
    case .leaf, .call, .spread:
      return Monomial(coefficient: 1, factors: [Factor(term)])
    case .sum(let entries):
      if entries.count == 1 {
        let isNumber = entries[0].term == one
        return Monomial(
          coefficient: entries[0].coefficient,
          factors: isNumber ? [] : factors(entries[0].term)
        )
      }
      if let known = contents[term] { return known }
      let result = content(term, entries)
      contents[term] = result
      return result
    }
  }

  mutating func multiply(_ left: Term, _ right: Term) -> Term {
    if let number = value(left) { return scale(right, by: number) }
    if let number = value(right) { return scale(left, by: number) }
    let a = monomial(left)
    let b = monomial(right)
    return product(a.coefficient * b.coefficient, a.factors + b.factors)
  }

  /// A number times factors in any order.
  mutating func product(_ coefficient: Double, _ parts: [Factor]) -> Term {
    var coefficient = coefficient
    let factors = merged(withOneExponential(parts, &coefficient))
    if let reduced = withoutSquaredSine(coefficient, factors) { return reduced }
    if let expanded = expanded(factors) { return scale(expanded, by: coefficient) }
    if factors.isEmpty {
      return coefficient.isFinite
        ? number(coefficient) : sum([Entry(term: one, coefficient: coefficient)])
    }
    return scale(makeProduct(factors), by: coefficient)
  }

  private mutating func makeProduct(_ factors: [Factor]) -> Term {
    if factors.count == 1, factors[0].isPlain { return factors[0].base }
    var hash: UInt64 = 0xA54F_F53A_5F1D_36F1
    var type = ValueType.modelScalar
    var signs = Signs.positive
    var isTotal = true
    var states: UInt64 = 0
    for factor in factors {
      let base = self[factor.base]
      let kind: UInt64 = (factor.isOdd ? 1 : 0) | (factor.isPseudo ? 2 : 0)
      hash = mix64(mix64(mix64(hash ^ base.hash) ^ Algebra.rounded(factor.exponent)) ^ kind)
      type = join(type, base.type)
      signs = signs.times(self.signs(of: factor))
      isTotal =
        isTotal && base.isTotal
        && (factor.exponent >= 0 || factor.isPseudo || base.signs.isNonzero)
      states |= base.states
    }
    return intern(
      Facts(
        node: .product(factors),
        hash: hash,
        type: type,
        signs: signs,
        isTotal: isTotal,
        states: states
      )
    )
  }

  private func signs(of factor: Factor) -> Signs {
    let base = signs(factor.base)
    let reachesZero = factor.exponent >= 0 || factor.isPseudo
    let result = factor.isOdd ? base : base.magnitude
    return reachesZero ? result : result.subtracting(.zero)
  }

  // MARK: - Like powers

  /// The factors with those of one base brought together, sorted by the hash of the base.
  private mutating func merged(_ parts: [Factor]) -> [Factor] {
    let sorted = parts.sorted { hash($0.base) < hash($1.base) }
    var result: [Factor] = []
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].base == sorted[start].base { end += 1 }
      mergeLike(sorted[start..<end], into: &result)
      start = end
    }
    return result
  }

  private mutating func mergeLike(_ like: ArraySlice<Factor>, into result: inout [Factor]) {
    guard let base = like.first?.base else { return }
    let signs = signs(base)
    if like.count > 1 { noteMerge(like) }
    // Kinds that do not mix where the base may be 0: [powers, reciprocals, pseudo-reciprocals].
    var kinds: [Factor?] = [nil, nil, nil]
    for factor in like {
      var kind = factor.exponent >= 0 ? 0 : factor.isPseudo ? 2 : 1
      if signs.isNonzero { kind = 0 }
      var total = kinds[kind] ?? Factor(base, exponent: 0, isOdd: false)
      total.exponent += factor.exponent
      total.isOdd = total.isOdd != factor.isOdd
      kinds[kind] = total
    }
    if let powers = kinds[0], let pseudo = kinds[2] {
      // Both are 0 at 0, and so is their product, except that equal powers leave what is 1 elsewhere.
      kinds[0] = Factor(
        base,
        exponent: powers.exponent + pseudo.exponent,
        isOdd: powers.isOdd != pseudo.isOdd
      )
      kinds[2] = nil
    }
    for (kind, factor) in kinds.enumerated() {
      guard var factor else { continue }
      let whole = factor.exponent.rounded()
      if (factor.exponent - whole).magnitude < 1e-12 { factor.exponent = whole }
      if signs.isNonnegative { factor.isOdd = Factor.isOdd(factor.exponent) }
      factor.isPseudo = !signs.isNonzero && kind != 1 && factor.exponent < 0
      let isOne = factor.exponent == 0 && !factor.isOdd && signs.isNonzero
      if !isOne { result.append(factor) }
    }
  }

  private mutating func noteMerge(_ like: ArraySlice<Factor>) {
    let hasPseudo = like.contains { $0.isPseudo }
    let hasSign = like.contains { $0.exponent == 0 }
    note(hasPseudo ? .magnitudeOverItself : hasSign ? .signTimesMagnitude : .likePowers)
  }

  // MARK: - Functions that multiply

  /// `exp(x) exp(y) = exp(x + y)`; what is a number goes into the coefficient.
  private mutating func withOneExponential(
    _ parts: [Factor],
    _ coefficient: inout Double
  ) -> [Factor] {
    var exponents: [Entry] = []
    var others: [Factor] = []
    var count = 0
    for factor in parts {
      guard case .call(.exp, let arguments) = self[factor.base].node else {
        others.append(factor)
        continue
      }
      count += 1
      for entry in entries(arguments[0]) {
        exponents.append(
          Entry(term: entry.term, coefficient: entry.coefficient * factor.exponent)
        )
      }
    }
    if count == 0 || count == 1 && isSettled(parts) { return parts }
    note(.exponential)
    let combined = monomial(exponential(sum(exponents)))
    coefficient *= combined.coefficient
    return others + combined.factors
  }

  /// Whether the only exponential among factors has the exponent 1.
  private func isSettled(_ parts: [Factor]) -> Bool {
    parts.allSatisfy { factor in
      guard case .call(.exp, _) = self[factor.base].node else { return true }
      return factor.exponent == 1
    }
  }

  /// `sin(x)^2 = 1 - cos(x)^2` and `cosh(x)^2 = 1 + sinh(x)^2`, multiplied out.
  private mutating func withoutSquaredSine(
    _ coefficient: Double,
    _ factors: [Factor]
  ) -> Term? {
    for place in factors.indices {
      let factor = factors[place]
      guard factor.exponent >= 2, factor.exponent <= 16, factor.natural != nil,
        case .call(let opcode, let arguments) = self[factor.base].node,
        opcode == .sin || opcode == .cosh
      else { continue }
      note(.circle)
      let partner = elementary(opcode == .sin ? .cos : .sinh, arguments[0])
      let square = multiply(partner, partner)
      let replacement = add(one, opcode == .sin ? negate(square) : square)
      var rest = factors
      rest[place].exponent -= 2
      if rest[place].exponent == 0 { rest.remove(at: place) }
      return multiply(product(coefficient, rest), replacement)
    }
    return nil
  }

  // MARK: - Multiplying out

  /// The product as a sum, where a factor is a sum; nil if none is, or the sum would be long.
  ///
  /// The square of one sum stays as it is: it is shorter, and known not to be negative.
  private mutating func expanded(_ factors: [Factor]) -> Term? {
    var rest: [Factor] = []
    var sums: [Term] = []
    var size = 1
    for factor in factors {
      guard let count = factor.natural, case .sum(let entries) = self[factor.base].node else {
        rest.append(factor)
        continue
      }
      for _ in 0..<count {
        sums.append(factor.base)
        size *= entries.count
        if size > Algebra.expansionLimit { return nil }
      }
    }
    if sums.isEmpty { return nil }
    let isPower = sums.count % 2 == 0 && sums.allSatisfy { $0 == sums[0] }
    if isPower, !isMadeOfSigns(sums[0]) { return nil }
    note(.distribution)
    if let signs = sums.firstIndex(where: { holdsPower(of: sums, $0) }) {
      let term = sums.remove(at: signs)
      return expand(rest + sums.map { Factor($0) }, times: [term])
    }
    return expand(rest, times: sums)
  }

  /// Whether an entry of the sum holds the sign or magnitude of another sum, with which it combines.
  private func holdsPower(of sums: [Term], _ term: Term) -> Bool {
    sums.count > 1
      && entries(term).contains { entry in
        entry.term != one && factors(entry.term).contains { sums.contains($0.base) }
      }
  }

  /// The product of factors and sums, multiplied out.
  mutating func expand(_ rest: [Factor], times sums: [Term]) -> Term {
    var parts: [Monomial] = [Monomial(coefficient: 1, factors: rest)]
    for term in sums {
      let entries = entries(term)
      parts = parts.flatMap { part in
        entries.map { entry in
          Monomial(
            coefficient: part.coefficient * entry.coefficient,
            factors: part.factors + (entry.term == one ? [] : factors(entry.term))
          )
        }
      }
    }
    var result: [Entry] = []
    for part in parts {
      let term = product(part.coefficient, part.factors)
      result += entries(term)
    }
    return sum(result)
  }

  /// Whether each entry is a product of signs: then squares are shorter multiplied out.
  private func isMadeOfSigns(_ term: Term) -> Bool {
    entries(term).allSatisfy { entry in
      entry.term == one || factors(entry.term).allSatisfy { $0.exponent == 0 }
    }
  }

  // MARK: - Content

  private mutating func content(_ term: Term, _ entries: [Entry]) -> Monomial {
    let common = commonFactors(entries)
    if !common.isEmpty {
      var parts: [Entry] = []
      for entry in entries {
        let own = entry.term == one ? [] : factors(entry.term)
        let quotient = product(entry.coefficient, divide(own, by: common))
        parts += self.entries(quotient)
      }
      let inner = monomial(sum(parts))
      return Monomial(coefficient: inner.coefficient, factors: common + inner.factors)
    }
    let leading = entries.first { $0.coefficient != 0 }?.coefficient ?? 1
    return Monomial(
      coefficient: leading,
      factors: [Factor(scale(term, by: 1 / leading))]
    )
  }

  /// Powers that every entry has, and that can be taken out of each without leaving a sign.
  private func commonFactors(_ entries: [Entry]) -> [Factor] {
    guard let first = entries.first, first.term != one else { return [] }
    return factors(first.term).compactMap { candidate in
      // A sum is never a common factor: its powers are multiplied out or squares.
      if isSum(candidate.base), candidate.natural != nil { return nil }
      var common = candidate
      for entry in entries.dropFirst() {
        guard entry.term != one,
          let own = factors(entry.term).first(where: {
            $0.base == candidate.base && $0.isPseudo == candidate.isPseudo
              && ($0.exponent < 0) == (candidate.exponent < 0)
          })
        else { return nil }
        if own.exponent.magnitude < common.exponent.magnitude { common = own }
      }
      return isDivisor(common, of: entries) ? common : nil
    }
  }

  private func isDivisor(_ common: Factor, of entries: [Entry]) -> Bool {
    entries.allSatisfy { entry in
      factors(entry.term).contains { own in
        guard own.base == common.base, own.isPseudo == common.isPseudo else { return false }
        return own == common
          || own.exponent.magnitude > common.exponent.magnitude
            && (own.exponent < 0) == (common.exponent < 0)
      }
    }
  }

  private func divide(_ factors: [Factor], by common: [Factor]) -> [Factor] {
    factors.compactMap { factor in
      guard
        let divisor = common.first(where: {
          $0.base == factor.base && $0.isPseudo == factor.isPseudo
            && ($0.exponent < 0) == (factor.exponent < 0)
        })
      else { return factor }
      if factor == divisor { return nil }
      var quotient = factor
      quotient.exponent -= divisor.exponent
      quotient.isOdd = factor.isOdd != divisor.isOdd
      if signs(factor.base).isNonnegative { quotient.isOdd = Factor.isOdd(quotient.exponent) }
      return quotient
    }
  }
}
