internal import OptProgram

extension Algebra {
  mutating func add(_ left: Term, _ right: Term) -> Term {
    let start = draft.entries.count
    draftEntries(of: left)
    draftEntries(of: right)
    return sum(from: start)
  }

  mutating func subtract(_ left: Term, _ right: Term) -> Term {
    add(left, scale(right, by: -1))
  }

  mutating func negate(_ term: Term) -> Term { scale(term, by: -1) }

  /// A number times a term.
  mutating func scale(_ term: Term, by factor: Double) -> Term {
    if factor == 1 { return term }
    let own = entries(term)
    if own.count == 1 {
      let entry = parts.entries[own.lowerBound]
      return multiple(entry.term, entry.coefficient * factor)
    }
    let start = draft.entries.count
    draftEntries(of: term, times: factor)
    return sum(from: start)
  }

  /// Puts the entries of a term, times a number, on the draft.
  mutating func draftEntries(of term: Term, times factor: Double = 1) {
    for place in entries(term) {
      let entry = parts.entries[place]
      draft.entries.append(Entry(term: entry.term, coefficient: entry.coefficient * factor))
    }
  }

  /// The sum of one entry.
  mutating func multiple(_ term: Term, _ coefficient: Double) -> Term {
    let vanishes = Algebra.vanishes(coefficient, largest: coefficient.magnitude)
    if vanishes, isTotal(term) { return zero }
    let coefficient = vanishes ? 0 : coefficient
    if term == one, coefficient.isFinite { return number(coefficient) }
    if coefficient == 1, term != one { return term }
    let hash = Algebra.hash(Algebra.sumSalt, self.hash(term), coefficient)
    if let known = known(hash) { return known }
    let start = draft.entries.count
    defer { draft.entries.truncate(to: start) }
    draft.entries.append(Entry(term: term, coefficient: coefficient))
    return makeSum(start..<start + 1)
  }

  /// The sum of the entries on the draft from a place on, in any order; takes them off.
  mutating func sum(from start: Int) -> Term {
    collect(from: start)
    defer { draft.entries.truncate(to: start) }
    let entries = start..<draft.entries.count
    if let whole = wholeNumberOrTerm(entries) { return whole }
    let noted = laws
    if let shorter = multipliedOut(entries) {
      note(.distribution)
      return shorter
    }
    if let square = perfectSquare(entries) {
      note(.perfectSquare)
      return square
    }
    // What was tried in vain is no reason.
    laws = noted
    return makeSum(entries)
  }

  /// Adds up drafted entries of one term, drops those that vanish, and sorts by hash.
  private mutating func collect(from first: Int) {
    draft.entries.sortBriefly(from: first, facts)
    var count = first
    var start = first
    while start < draft.entries.count {
      let term = draft.entries[start].term
      var total = 0.0
      var largest = 0.0
      var end = start
      while end < draft.entries.count, draft.entries[end].term == term {
        total += draft.entries[end].coefficient
        largest = max(largest, draft.entries[end].coefficient.magnitude)
        end += 1
      }
      if end - start > 1 { note(term == one ? .constants : .likeTerms) }
      let vanishes = Algebra.vanishes(total, largest: largest)
      if vanishes, end - start > 1 { note(.cancellation) }
      // 0 times a value that may not exist is kept.
      if !vanishes || !isTotal(term) {
        draft.entries[count] = Entry(term: term, coefficient: vanishes ? 0 : total)
        count += 1
      }
      start = end
    }
    draft.entries.truncate(to: count)
  }

  /// Whether a sum of coefficients is but what is left of rounding.
  private static func vanishes(_ total: Double, largest: Double) -> Bool {
    total.magnitude <= 1e-12 * largest
  }

  private mutating func wholeNumberOrTerm(_ entries: Range<Int>) -> Term? {
    if entries.isEmpty { return zero }
    guard entries.count == 1 else { return nil }
    let entry = draft.entries[entries.lowerBound]
    if entry.term == one {
      return entry.coefficient.isFinite ? number(entry.coefficient) : makeSum(entries)
    }
    return entry.coefficient == 1 ? entry.term : makeSum(entries)
  }

  private static let sumSalt: UInt64 = 0x3C6E_F372_FE94_F82B

  /// The hash of a sum with one more entry.
  private static func hash(_ sum: UInt64, _ term: UInt64, _ coefficient: Double) -> UInt64 {
    mix64(mix64(sum ^ term) ^ Algebra.rounded(coefficient))
  }

  /// The term of drafted entries in normal form.
  private mutating func makeSum(_ entries: Range<Int>) -> Term {
    var hash = Algebra.sumSalt
    for place in entries {
      let entry = draft.entries[place]
      hash = Algebra.hash(hash, self.hash(entry.term), entry.coefficient)
    }
    if let known = known(hash) { return known }
    var made = Facts(
      node: .sum,
      hash: hash,
      type: .modelScalar,
      signs: .zero,
      isTotal: true,
      states: 0
    )
    for place in entries {
      let entry = draft.entries[place]
      made.type = join(made.type, type(entry.term))
      made.signs = made.signs.plus(signs(entry.term).times(Signs(of: entry.coefficient)))
      made.isTotal = made.isTotal && isTotal(entry.term)
      made.states |= states(entry.term)
    }
    return append(made, entries: entries)
  }

  // MARK: - Powers of sums

  /// The sum with squares of sums multiplied out, where that makes it shorter.
  private mutating func multipliedOut(_ entries: Range<Int>) -> Term? {
    guard entries.count > 1,
      entries.contains(where: { placeOfSquaredSum(draft.entries[$0].term) != nil })
    else { return nil }
    let start = draft.entries.count
    defer { draft.entries.truncate(to: start) }
    for place in entries {
      let entry = draft.entries[place]
      guard let square = placeOfSquaredSum(entry.term) else {
        draft.entries.append(entry)
        continue
      }
      draftEntries(of: withoutSquare(at: square, entry.term), times: entry.coefficient)
      if draft.entries.count - start > 4 * Algebra.expansionLimit { return nil }
    }
    collect(from: start)
    let parts = start..<draft.entries.count
    guard parts.count < entries.count else { return nil }
    return wholeNumberOrTerm(parts) ?? makeSum(parts)
  }

  /// The place of a factor that is the square of a sum.
  private func placeOfSquaredSum(_ term: Term) -> Int? {
    guard case .product = facts[Int(term.index)].node else { return nil }
    return factors(term).first { isSum(parts.factors[$0].base) && parts.factors[$0].natural == 2 }
  }

  /// A product with the square of a sum multiplied out.
  private mutating func withoutSquare(at square: Int, _ product: Term) -> Term {
    let (firstFactor, firstTerm) = (draft.factors.count, draft.terms.count)
    for place in factors(product) where place != square {
      draft.factors.append(parts.factors[place])
    }
    draft.terms += [parts.factors[square].base, parts.factors[square].base]
    return expand(from: firstFactor, times: firstTerm)
  }

  func isSum(_ term: Term) -> Bool {
    if case .sum = facts[Int(term.index)].node { true } else { false }
  }

  /// The square of a sum, if the entries are one: `x^2 + 2 x y + y^2`, or with three terms.
  private mutating func perfectSquare(_ entries: Range<Int>) -> Term? {
    switch entries.count {
    case 3: squareOfTwo(entries)
    case 6: squareOfThree(entries)
    default: nil
    }
  }

  private mutating func squareOfTwo(_ entries: Range<Int>) -> Term? {
    guard entries.count(where: { hasRoot(draft.entries[$0]) }) > 1 else { return nil }
    for (middle, outer) in [(0, (1, 2)), (1, (0, 2)), (2, (0, 1))] {
      guard let first = root(draft.entries[entries.lowerBound + outer.0]),
        let second = root(draft.entries[entries.lowerBound + outer.1])
      else { continue }
      let cross = scale(multiply(first, second), by: 2)
      let wanted = draft.entries[entries.lowerBound + middle]
      for sign in [1.0, -1]
      where scale(cross, by: sign) == multiple(wanted.term, wanted.coefficient) {
        return squared([first, second], [1, sign])
      }
    }
    return nil
  }

  private mutating func squareOfThree(_ entries: Range<Int>) -> Term? {
    guard entries.count(where: { hasRoot(draft.entries[$0]) }) == 3 else { return nil }
    var roots: [Term] = []
    var mixed: [Entry] = []
    for place in entries {
      if let root = root(draft.entries[place]) {
        roots.append(root)
      } else {
        mixed.append(draft.entries[place])
      }
    }
    guard roots.count == 3 else { return nil }
    let cross = Set(mixed.map { multiple($0.term, $0.coefficient) })
    for signs in [[1.0, 1], [1, -1], [-1, 1], [-1, -1]] {
      let terms = [roots[0], scale(roots[1], by: signs[0]), scale(roots[2], by: signs[1])]
      let products = [(0, 1), (0, 2), (1, 2)].map { pair in
        scale(multiply(terms[pair.0], terms[pair.1]), by: 2)
      }
      if products.allSatisfy({ cross.contains($0) }), Set(products).count == 3 {
        return squared(terms, [1, 1, 1])
      }
    }
    return nil
  }

  /// The square of the sum of terms that are one entry each, times numbers.
  private mutating func squared(_ terms: [Term], _ factors: [Double]) -> Term {
    let start = draft.entries.count
    for (term, factor) in zip(terms, factors) { draftEntries(of: term, times: factor) }
    let sum = sum(from: start)
    return multiply(sum, sum)
  }

  /// Whether an entry is the square of a polynomial's entry.
  private func hasRoot(_ entry: Entry) -> Bool {
    guard entry.coefficient > 0 else { return false }
    return factors(entry.term).allSatisfy { place in
      let factor = parts.factors[place]
      return !factor.isPseudo && (isSquare(factor) || signs(factor.base).isNonnegative)
    }
  }

  private func isSquare(_ factor: Factor) -> Bool { factor.natural.map { $0 % 2 == 0 } ?? false }

  /// The square root of an entry that is a square of a polynomial's entry.
  private mutating func root(_ entry: Entry) -> Term? {
    guard hasRoot(entry) else { return nil }
    let start = draft.factors.count
    for place in factors(entry.term) {
      var factor = parts.factors[place]
      let isEven = isSquare(factor)
      factor.exponent /= 2
      factor.isOdd = isEven && Int(factor.exponent) % 2 == 1
      draft.factors.append(factor)
    }
    return product(entry.coefficient.squareRoot(), from: start)
  }
}

/// A part of a sum or a product.
protocol Part {
  /// The term whose hash decides the part's place.
  var key: Term { get }
}

extension Entry: Part {
  var key: Term { term }
}

extension Factor: Part {
  var key: Term { base }
}

extension Array where Element: Part {
  /// Sorts the few parts from a place on by hash, equal ones in their order, without memory of its own.
  mutating func sortBriefly(from start: Int, _ facts: [Facts]) {
    for end in indices.dropFirst(start + 1) {
      var place = end
      while place > start,
        facts[Int(self[place].key.index)].hash < facts[Int(self[place - 1].key.index)].hash
      {
        swapAt(place, place - 1)
        place -= 1
      }
    }
  }
}
