internal import OptProgram

extension Algebra {
  // MARK: - Multiplying out

  /// The product as a sum, where a drafted factor is a sum; nil if none is, or the sum would be long.
  ///
  /// The square of one sum stays as it is: it is shorter, and known not to be negative.
  mutating func expanded(_ factors: Range<Int>) -> Term? {
    let hasSum = factors.contains {
      isSum(draft.factors[$0].base) && draft.factors[$0].natural != nil
    }
    guard hasSum else { return nil }
    let (firstFactor, firstTerm) = (draft.factors.count, draft.terms.count)
    guard draftSums(factors) else {
      draft.factors.truncate(to: firstFactor)
      draft.terms.truncate(to: firstTerm)
      return nil
    }
    note(.distribution)
    let sums = firstTerm..<draft.terms.count
    if let place = sums.first(where: { holdsPower(of: sums, draft.terms[$0]) }) {
      let term = draft.terms.remove(at: place)
      for other in sums.dropLast() { draft.factors.append(Factor(draft.terms[other])) }
      draft.terms.truncate(to: firstTerm)
      draft.terms.append(term)
    }
    return expand(from: firstFactor, times: firstTerm)
  }

  /// Puts sums among factors on the draft, as often as they are factors, and the other factors too; false
  /// if they are not to be multiplied out.
  private mutating func draftSums(_ factors: Range<Int>) -> Bool {
    let first = draft.terms.count
    var size = 1
    for place in factors {
      let factor = draft.factors[place]
      guard let count = factor.natural, isSum(factor.base) else {
        draft.factors.append(factor)
        continue
      }
      for _ in 0..<count {
        draft.terms.append(factor.base)
        size *= entries(factor.base).count
        if size > Algebra.expansionLimit { return false }
      }
    }
    let sums = first..<draft.terms.count
    let base = draft.terms[first]
    let isPower = sums.count % 2 == 0 && sums.allSatisfy { draft.terms[$0] == base }
    return !isPower || isMadeOfSigns(base)
  }

  /// Whether an entry of the sum holds the sign or magnitude of another sum, with which it combines.
  private func holdsPower(of sums: Range<Int>, _ term: Term) -> Bool {
    sums.count > 1
      && entries(term).contains { entry in
        factors(parts.entries[entry].term).contains { factor in
          draft.terms[sums].contains(parts.factors[factor].base)
        }
      }
  }

  /// The product of the factors and the sums on the draft, each from a place on, multiplied out; takes
  /// them off.
  mutating func expand(from firstFactor: Int, times firstTerm: Int) -> Term {
    let firstEntry = draft.entries.count
    draftProducts(1, from: firstFactor, times: firstTerm)
    draft.factors.truncate(to: firstFactor)
    draft.terms.truncate(to: firstTerm)
    return sum(from: firstEntry)
  }

  /// Puts the entries of all products of the drafted factors and one entry of each sum on the draft.
  private mutating func draftProducts(
    _ coefficient: Double,
    from firstFactor: Int,
    times firstTerm: Int
  ) {
    let end = draft.factors.count
    guard firstTerm < draft.terms.count else {
      for place in firstFactor..<end { draft.factors.append(draft.factors[place]) }
      draftEntries(of: product(coefficient, from: end))
      return
    }
    for place in entries(draft.terms[firstTerm]) {
      let entry = parts.entries[place]
      draftFactors(factors(entry.term))
      draftProducts(coefficient * entry.coefficient, from: firstFactor, times: firstTerm + 1)
      draft.factors.truncate(to: end)
    }
  }

  /// Whether each entry is a product of signs: then squares are shorter multiplied out.
  private func isMadeOfSigns(_ term: Term) -> Bool {
    entries(term).allSatisfy { entry in
      factors(parts.entries[entry].term).allSatisfy { parts.factors[$0].exponent == 0 }
    }
  }

  // MARK: - Content

  /// What a sum of several is as a product.
  mutating func content(_ term: Term) -> Monomial {
    let start = draft.factors.count
    defer { draft.factors.truncate(to: start) }
    draftCommonFactors(of: entries(term))
    let common = start..<draft.factors.count
    if common.isEmpty { return primitive(term) }
    let firstQuotient = draft.entries.count
    for place in entries(term) {
      let entry = parts.entries[place]
      let quotient = draft.factors.count
      draftQuotient(factors(entry.term), by: common)
      draftEntries(of: product(entry.coefficient, from: quotient))
    }
    let inner = monomial(sum(from: firstQuotient))
    draftFactors(inner.factors)
    return Monomial(
      coefficient: inner.coefficient,
      factors: keep(start..<draft.factors.count)
    )
  }

  /// A sum as a number times one factor, whose first coefficient is 1.
  private mutating func primitive(_ term: Term) -> Monomial {
    var result = Monomial(coefficient: 1, factors: 0..<0)
    var base = term
    let own = entries(term)
    if let first = own.first(where: { parts.entries[$0].coefficient != 0 }) {
      result.coefficient = parts.entries[first].coefficient
      let start = draft.entries.count
      for place in own {
        var entry = parts.entries[place]
        entry.coefficient = place == first ? 1 : entry.coefficient / result.coefficient
        draft.entries.append(entry)
      }
      base = sum(from: start)
    }
    draft.factors.append(Factor(base))
    result.factors = keep(draft.factors.count - 1..<draft.factors.count)
    draft.factors.removeLast()
    return result
  }

  /// Puts the powers on the draft that every entry has, and that can be taken out of each without leaving a
  /// sign.
  private mutating func draftCommonFactors(of entries: Range<Int>) {
    for place in factors(parts.entries[entries.lowerBound].term) {
      let candidate = parts.factors[place]
      // A sum is never a common factor: its powers are multiplied out or squares.
      if isSum(candidate.base), candidate.natural != nil { continue }
      if let common = smallestPower(candidate, in: entries), isDivisor(common, of: entries) {
        draft.factors.append(common)
      }
    }
  }

  /// The power nearest to 1 that the entries have of a factor of the first; nil if one has none.
  private func smallestPower(_ candidate: Factor, in entries: Range<Int>) -> Factor? {
    var common = candidate
    for entry in entries.dropFirst() {
      let own = factors(parts.entries[entry].term).first {
        parts.factors[$0].isPower(like: candidate)
      }
      guard let own else { return nil }
      if parts.factors[own].exponent.magnitude < common.exponent.magnitude {
        common = parts.factors[own]
      }
    }
    return common
  }

  private func isDivisor(_ common: Factor, of entries: Range<Int>) -> Bool {
    entries.allSatisfy { entry in
      factors(parts.entries[entry].term).contains { place in
        let own = parts.factors[place]
        return own == common
          || own.isPower(like: common) && own.exponent.magnitude > common.exponent.magnitude
      }
    }
  }

  /// Puts the quotient of factors by drafted ones on the draft.
  private mutating func draftQuotient(_ factors: Range<Int>, by common: Range<Int>) {
    for place in factors {
      var quotient = parts.factors[place]
      if let divisor = common.first(where: { draft.factors[$0].isPower(like: quotient) }) {
        let divisor = draft.factors[divisor]
        if quotient == divisor { continue }
        quotient.exponent -= divisor.exponent
        quotient.isOdd = quotient.isOdd != divisor.isOdd
        if signs(quotient.base).isNonnegative { quotient.isOdd = Factor.isOdd(quotient.exponent) }
      }
      draft.factors.append(quotient)
    }
  }
}

extension Factor {
  /// Whether the two are powers of one base that can be divided by one another.
  fileprivate func isPower(like other: Factor) -> Bool {
    base == other.base && isPseudo == other.isPseudo && (exponent < 0) == (other.exponent < 0)
  }
}
