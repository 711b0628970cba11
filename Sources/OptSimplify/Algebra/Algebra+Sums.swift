internal import OptProgram

extension Algebra {
  /// The entries of a term seen as a sum; a number is an entry of the term 1.
  func entries(_ term: Term) -> [Entry] {
    switch self[term].node {
    case .number(let number): number == 0 ? [] : [Entry(term: one, coefficient: number)]
    case .sum(let entries): entries
    case .leaf, .product, .call, .spread: [Entry(term: term, coefficient: 1)]
    }
  }

  mutating func add(_ left: Term, _ right: Term) -> Term {
    sum(entries(left) + entries(right))
  }

  mutating func subtract(_ left: Term, _ right: Term) -> Term {
    add(left, scale(right, by: -1))
  }

  mutating func negate(_ term: Term) -> Term { scale(term, by: -1) }

  /// A number times a term.
  mutating func scale(_ term: Term, by factor: Double) -> Term {
    if factor == 1 { return term }
    return sum(
      entries(term).map { Entry(term: $0.term, coefficient: $0.coefficient * factor) }
    )
  }

  /// The sum of entries in any order.
  mutating func sum(_ parts: [Entry]) -> Term {
    let collected = collect(parts)
    if let whole = wholeNumberOrTerm(collected) { return whole }
    let noted = laws
    if let shorter = multipliedOut(collected) {
      note(.distribution)
      return shorter
    }
    if let square = perfectSquare(collected) {
      note(.perfectSquare)
      return square
    }
    // What was tried in vain is no reason.
    laws = noted
    return makeSum(collected)
  }

  /// Adds up entries of one term, drops those that vanish, and sorts by hash.
  private mutating func collect(_ parts: [Entry]) -> [Entry] {
    let sorted = parts.sorted { hash($0.term) < hash($1.term) }
    var result: [Entry] = []
    var start = 0
    while start < sorted.count {
      let term = sorted[start].term
      var total = 0.0
      var largest = 0.0
      var end = start
      while end < sorted.count, sorted[end].term == term {
        total += sorted[end].coefficient
        largest = max(largest, sorted[end].coefficient.magnitude)
        end += 1
      }
      if end - start > 1 { note(term == one ? .constants : .likeTerms) }
      // What is left of rounding is nothing.
      let vanishes = total.magnitude <= 1e-12 * largest
      if vanishes, end - start > 1 { note(.cancellation) }
      if !vanishes {
        result.append(Entry(term: term, coefficient: total))
      } else if !isTotal(term) {
        // 0 times a value that may not exist.
        result.append(Entry(term: term, coefficient: 0))
      }
      start = end
    }
    return result
  }

  private mutating func wholeNumberOrTerm(_ entries: [Entry]) -> Term? {
    if entries.isEmpty { return zero }
    guard entries.count == 1 else { return nil }
    if entries[0].term == one {
      return entries[0].coefficient.isFinite ? number(entries[0].coefficient) : makeSum(entries)
    }
    return entries[0].coefficient == 1 ? entries[0].term : makeSum(entries)
  }

  private mutating func makeSum(_ entries: [Entry]) -> Term {
    var hash: UInt64 = 0x3C6E_F372_FE94_F82B
    var type = ValueType.modelScalar
    var signs = Signs.zero
    var isTotal = true
    var states: UInt64 = 0
    for entry in entries {
      let part = self[entry.term]
      hash = mix64(mix64(hash ^ part.hash) ^ Algebra.rounded(entry.coefficient))
      type = join(type, part.type)
      signs = signs.plus(part.signs.times(Signs(of: entry.coefficient)))
      isTotal = isTotal && part.isTotal
      states |= part.states
    }
    return intern(
      Facts(
        node: .sum(entries),
        hash: hash,
        type: type,
        signs: signs,
        isTotal: isTotal,
        states: states
      )
    )
  }

  // MARK: - Powers of sums

  /// The sum with squares of sums multiplied out, where that makes it shorter.
  private mutating func multipliedOut(_ entries: [Entry]) -> Term? {
    let squares = entries.map { squaredSum($0.term) }
    guard entries.count > 1, squares.contains(where: { $0 != nil }) else { return nil }
    var parts: [Entry] = []
    for (entry, square) in zip(entries, squares) {
      guard let square else {
        parts.append(entry)
        continue
      }
      let expanded = expand(square.rest, times: [square.base, square.base])
      for part in self.entries(expanded) {
        parts.append(
          Entry(term: part.term, coefficient: part.coefficient * entry.coefficient)
        )
      }
      if parts.count > 4 * Algebra.expansionLimit { return nil }
    }
    let collected = collect(parts)
    guard collected.count < entries.count else { return nil }
    return wholeNumberOrTerm(collected) ?? makeSum(collected)
  }

  /// The sum whose square is a factor of a product, and the other factors.
  private func squaredSum(_ term: Term) -> (base: Term, rest: [Factor])? {
    guard case .product(var factors) = self[term].node,
      let place = factors.firstIndex(where: { $0.natural == 2 && isSum($0.base) })
    else { return nil }
    let base = factors.remove(at: place).base
    return (base, factors)
  }

  func isSum(_ term: Term) -> Bool {
    if case .sum = self[term].node { true } else { false }
  }

  /// The square of a sum, if the entries are one: `x^2 + 2 x y + y^2`, or with three terms.
  private mutating func perfectSquare(_ entries: [Entry]) -> Term? {
    switch entries.count {
    case 3: squareOfTwo(entries)
    case 6: squareOfThree(entries)
    default: nil
    }
  }

  private mutating func squareOfTwo(_ entries: [Entry]) -> Term? {
    for middle in 0..<3 {
      let outer = entries.indices.filter { $0 != middle }
      guard let first = root(entries[outer[0]]), let second = root(entries[outer[1]]) else {
        continue
      }
      let cross = scale(multiply(first, second), by: 2)
      for sign in [1.0, -1] where scale(cross, by: sign) == sum([entries[middle]]) {
        return squared(sum([self.entry(first), scaled(self.entry(second), sign)]))
      }
    }
    return nil
  }

  private mutating func squareOfThree(_ entries: [Entry]) -> Term? {
    let roots = entries.indices.compactMap { place in
      root(entries[place]).map { (place: place, term: $0) }
    }
    guard roots.count == 3 else { return nil }
    let mixed = entries.indices.filter { place in !roots.contains { $0.place == place } }
    let cross = Set(mixed.map { sum([entries[$0]]) })
    for signs in [[1.0, 1], [1, -1], [-1, 1], [-1, -1]] {
      let terms = [
        roots[0].term, scale(roots[1].term, by: signs[0]), scale(roots[2].term, by: signs[1]),
      ]
      let products = [(0, 1), (0, 2), (1, 2)].map { pair in
        scale(multiply(terms[pair.0], terms[pair.1]), by: 2)
      }
      if products.allSatisfy({ cross.contains($0) }), Set(products).count == 3 {
        return squared(sum(terms.map { self.entry($0) }))
      }
    }
    return nil
  }

  private func scaled(_ entry: Entry, _ factor: Double) -> Entry {
    Entry(term: entry.term, coefficient: entry.coefficient * factor)
  }

  /// A term that is no sum of several as one entry.
  private func entry(_ term: Term) -> Entry {
    entries(term).first ?? Entry(term: one, coefficient: 0)
  }

  private mutating func squared(_ term: Term) -> Term { multiply(term, term) }

  /// The square root of an entry that is a square of a polynomial's entry.
  private mutating func root(_ entry: Entry) -> Term? {
    guard entry.coefficient > 0 else { return nil }
    var factors = entry.term == one ? [] : self.factors(entry.term)
    for place in factors.indices {
      let factor = factors[place]
      let isSquare = factor.natural.map { $0 % 2 == 0 } ?? false
      guard isSquare || signs(factor.base).isNonnegative, !factor.isPseudo else { return nil }
      factors[place].exponent = factor.exponent / 2
      factors[place].isOdd = isSquare && Int(factor.exponent / 2) % 2 == 1
    }
    return product(entry.coefficient.squareRoot(), factors)
  }
}
