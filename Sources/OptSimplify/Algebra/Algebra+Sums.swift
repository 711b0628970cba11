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

  /// The entry of a term that is no sum of several; nil for a sum and for 0.
  private func singleEntry(_ term: Term) -> Entry? {
    switch facts[Int(term.index)].node {
    case .number(let number): number == 0 ? nil : Entry(term: one, coefficient: number)
    case .sum(let entries): entries.count == 1 ? entries[0] : nil
    case .leaf, .product, .call, .spread: Entry(term: term, coefficient: 1)
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
    if let entry = singleEntry(term) { return multiple(entry.term, entry.coefficient * factor) }
    return sum(
      entries(term).map { Entry(term: $0.term, coefficient: $0.coefficient * factor) }
    )
  }

  /// The sum of one entry.
  private mutating func multiple(_ term: Term, _ coefficient: Double) -> Term {
    let vanishes = Algebra.vanishes(coefficient, largest: coefficient.magnitude)
    if vanishes, isTotal(term) { return zero }
    let coefficient = vanishes ? 0 : coefficient
    if term == one, coefficient.isFinite { return number(coefficient) }
    if coefficient == 1, term != one { return term }
    let hash = Algebra.hash(Algebra.sumSalt, self.hash(term), coefficient)
    return known(hash) ?? makeSum([Entry(term: term, coefficient: coefficient)])
  }

  /// The sum of entries in any order.
  mutating func sum(_ parts: [Entry]) -> Term {
    var collected = parts
    collect(&collected)
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
  private mutating func collect(_ parts: inout [Entry]) {
    parts.sortBriefly { hash($0.term) < hash($1.term) }
    var count = 0
    var start = 0
    while start < parts.count {
      let term = parts[start].term
      var total = 0.0
      var largest = 0.0
      var end = start
      while end < parts.count, parts[end].term == term {
        total += parts[end].coefficient
        largest = max(largest, parts[end].coefficient.magnitude)
        end += 1
      }
      if end - start > 1 { note(term == one ? .constants : .likeTerms) }
      let vanishes = Algebra.vanishes(total, largest: largest)
      if vanishes, end - start > 1 { note(.cancellation) }
      // 0 times a value that may not exist is kept.
      if !vanishes || !isTotal(term) {
        parts[count] = Entry(term: term, coefficient: vanishes ? 0 : total)
        count += 1
      }
      start = end
    }
    parts.removeLast(parts.count - count)
  }

  /// Whether a sum of coefficients is but what is left of rounding.
  private static func vanishes(_ total: Double, largest: Double) -> Bool {
    total.magnitude <= 1e-12 * largest
  }

  private mutating func wholeNumberOrTerm(_ entries: [Entry]) -> Term? {
    if entries.isEmpty { return zero }
    guard entries.count == 1 else { return nil }
    if entries[0].term == one {
      return entries[0].coefficient.isFinite ? number(entries[0].coefficient) : makeSum(entries)
    }
    return entries[0].coefficient == 1 ? entries[0].term : makeSum(entries)
  }

  private static let sumSalt: UInt64 = 0x3C6E_F372_FE94_F82B

  /// The hash of a sum with one more entry.
  private static func hash(_ sum: UInt64, _ term: UInt64, _ coefficient: Double) -> UInt64 {
    mix64(mix64(sum ^ term) ^ Algebra.rounded(coefficient))
  }

  private mutating func makeSum(_ entries: [Entry]) -> Term {
    var hash = Algebra.sumSalt
    for entry in entries {
      hash = Algebra.hash(hash, self.hash(entry.term), entry.coefficient)
    }
    if let known = known(hash) { return known }
    var type = ValueType.modelScalar
    var signs = Signs.zero
    var isTotal = true
    var states: UInt64 = 0
    for entry in entries {
      type = join(type, self.type(entry.term))
      signs = signs.plus(self.signs(entry.term).times(Signs(of: entry.coefficient)))
      isTotal = isTotal && self.isTotal(entry.term)
      states |= self.states(entry.term)
    }
    return append(
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
    guard entries.count > 1, entries.contains(where: { placeOfSquaredSum($0.term) != nil }) else {
      return nil
    }
    var parts: [Entry] = []
    for entry in entries {
      guard let square = squaredSum(entry.term) else {
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
    collect(&parts)
    guard parts.count < entries.count else { return nil }
    return wholeNumberOrTerm(parts) ?? makeSum(parts)
  }

  /// The sum whose square is a factor of a product, and the other factors.
  private func squaredSum(_ term: Term) -> (base: Term, rest: [Factor])? {
    guard let place = placeOfSquaredSum(term) else { return nil }
    var factors = factors(term)
    let base = factors.remove(at: place).base
    return (base, factors)
  }

  private func placeOfSquaredSum(_ term: Term) -> Int? {
    guard case .product(let factors) = facts[Int(term.index)].node else { return nil }
    return factors.firstIndex { $0.natural == 2 && isSum($0.base) }
  }

  func isSum(_ term: Term) -> Bool {
    if case .sum = facts[Int(term.index)].node { true } else { false }
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
    guard entries.count(where: { hasRoot($0) }) > 1 else { return nil }
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
    guard entries.count(where: { hasRoot($0) }) == 3 else { return nil }
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

  /// Whether an entry is the square of a polynomial's entry.
  private func hasRoot(_ entry: Entry) -> Bool {
    guard entry.coefficient > 0 else { return false }
    return entry.term == one
      || factors(entry.term).allSatisfy { factor in
        !factor.isPseudo && (isSquare(factor) || signs(factor.base).isNonnegative)
      }
  }

  private func isSquare(_ factor: Factor) -> Bool { factor.natural.map { $0 % 2 == 0 } ?? false }

  /// The square root of an entry that is a square of a polynomial's entry.
  private mutating func root(_ entry: Entry) -> Term? {
    guard hasRoot(entry) else { return nil }
    var factors = entry.term == one ? [] : self.factors(entry.term)
    for place in factors.indices {
      let factor = factors[place]
      factors[place].exponent = factor.exponent / 2
      factors[place].isOdd = isSquare(factor) && Int(factor.exponent / 2) % 2 == 1
    }
    return product(entry.coefficient.squareRoot(), factors)
  }
}

extension Array {
  /// Sorts a few elements, equal ones in their order, without memory of its own.
  mutating func sortBriefly(by precedes: (Element, Element) -> Bool) {
    for end in indices.dropFirst() {
      var place = end
      while place > 0, precedes(self[place], self[place - 1]) {
        swapAt(place, place - 1)
        place -= 1
      }
    }
  }
}
