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
    var factors = withOneExponential(parts, &coefficient)
    merge(&factors)
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
    for factor in factors {
      let kind: UInt64 = (factor.isOdd ? 1 : 0) | (factor.isPseudo ? 2 : 0)
      hash = mix64(hash ^ self.hash(factor.base))
      hash = mix64(mix64(hash ^ Algebra.rounded(factor.exponent)) ^ kind)
    }
    if let known = known(hash) { return known }
    var type = ValueType.modelScalar
    var signs = Signs.positive
    var isTotal = true
    var states: UInt64 = 0
    for factor in factors {
      let base = factor.base
      type = join(type, self.type(base))
      signs = signs.times(self.signs(of: factor))
      let exists = factor.exponent >= 0 || factor.isPseudo || self.signs(base).isNonzero
      isTotal = isTotal && self.isTotal(base) && exists
      states |= self.states(base)
    }
    return append(
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

  /// Brings the factors of one base together, and sorts by the hash of the base.
  private mutating func merge(_ factors: inout [Factor]) {
    factors.sortBriefly { hash($0.base) < hash($1.base) }
    let isMerged = factors.indices.dropLast().allSatisfy {
      factors[$0].base != factors[$0 + 1].base
    }
    let sorted = factors
    factors.removeAll(keepingCapacity: true)
    if isMerged {
      for factor in sorted { settle(factor, isReciprocal(factor), into: &factors) }
      return
    }
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].base == sorted[start].base { end += 1 }
      mergeLike(sorted[start..<end], into: &factors)
      start = end
    }
  }

  private mutating func mergeLike(_ like: ArraySlice<Factor>, into result: inout [Factor]) {
    if like.count > 1 { noteMerge(like) }
    // Kinds that do not mix where the base may be 0.
    var powers: Factor?
    var reciprocals: Factor?
    var pseudo: Factor?
    for factor in like {
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
    if let powers { settle(powers, false, into: &result) }
    if let reciprocals { settle(reciprocals, true, into: &result) }
    if let pseudo { settle(pseudo, false, into: &result) }
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

  /// Appends a power in normal form, unless it is 1.
  private func settle(_ power: Factor, _ isReciprocal: Bool, into result: inout [Factor]) {
    var factor = power
    let signs = signs(factor.base)
    let whole = factor.exponent.rounded()
    if (factor.exponent - whole).magnitude < 1e-12 { factor.exponent = whole }
    if signs.isNonnegative { factor.isOdd = Factor.isOdd(factor.exponent) }
    factor.isPseudo = !signs.isNonzero && !isReciprocal && factor.exponent < 0
    let isOne =
      factor.exponent == 0 && !factor.isOdd && signs.isNonzero && isTotal(factor.base)
    if !isOne { result.append(factor) }
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
    guard parts.contains(where: { isExponential($0.base) }) else { return parts }
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
    if count == 1, isSettled(parts) { return parts }
    note(.exponential)
    let combined = monomial(exponential(sum(exponents)))
    coefficient *= combined.coefficient
    return others + combined.factors
  }

  /// Whether the only exponential among factors has the exponent 1.
  private func isSettled(_ parts: [Factor]) -> Bool {
    parts.allSatisfy { !isExponential($0.base) || $0.exponent == 1 }
  }

  private func isExponential(_ term: Term) -> Bool {
    if case .call(.exp, _) = facts[Int(term.index)].node { true } else { false }
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
    guard factors.contains(where: { $0.natural != nil && isSum($0.base) }) else { return nil }
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
    guard let place = entries.firstIndex(where: { $0.coefficient != 0 }) else {
      return Monomial(coefficient: 1, factors: [Factor(term)])
    }
    let leading = entries[place].coefficient
    var scaled = entries.map {
      Entry(term: $0.term, coefficient: $0.coefficient / leading)
    }
    scaled[place].coefficient = 1
    return Monomial(coefficient: leading, factors: [Factor(sum(scaled))])
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
