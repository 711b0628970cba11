internal import OptProgram

extension Algebra {
  /// A real power of a term; negative bases have whole powers only.
  mutating func power(_ term: Term, _ exponent: Double) -> Term {
    if exponent == 0 { return one }
    if exponent == 1 { return term }
    if let number = value(term), let result = finite(HostMath.pow(number, exponent)) {
      note(.constants)
      return self.number(result)
    }
    let monomial = self.monomial(term)
    let isWhole = exponent == exponent.rounded()
    if !isWhole { return root(monomial, exponent) }
    var coefficient = Algebra.power(monomial.coefficient, exponent)
    guard coefficient.isFinite, coefficient != 0 else { return opaquePower(term, exponent) }
    let start = draft.factors.count
    for place in monomial.factors {
      guard let scale = draftWholePower(parts.factors[place], exponent) else {
        draft.factors.truncate(to: start)
        return opaquePower(term, exponent)
      }
      coefficient *= scale
    }
    return product(coefficient, from: start)
  }

  /// Puts a factor to a whole power on the draft, and gives the number before it; nil where that is not a
  /// factor of the base.
  private mutating func draftWholePower(_ factor: Factor, _ exponent: Double) -> Double? {
    if exponent < 0, factor.natural != nil, let reciprocal = sigmoidal(factor.base) {
      let monomial = self.monomial(power(reciprocal, -exponent * factor.exponent))
      draftFactors(monomial.factors)
      return monomial.coefficient
    }
    let vanishes = factor.exponent == 0 || factor.isPseudo
    if vanishes, exponent < 0, !signs(factor.base).isNonzero { return nil }
    var result = factor
    result.exponent *= exponent
    result.isOdd = factor.isOdd && Factor.isOdd(exponent)
    draft.factors.append(result)
    return 1
  }

  /// A power that is not whole: even and nonnegative factors have one, the others stay under the root.
  private mutating func root(_ monomial: Monomial, _ exponent: Double) -> Term {
    let outside = draft.factors.count
    for place in monomial.factors where hasRealPower(parts.factors[place], exponent) {
      draftPower(of: parts.factors[place], exponent)
    }
    let isAllOutside = draft.factors.count - outside == monomial.factors.count
    let scale = Algebra.power(monomial.coefficient.magnitude, exponent)
    guard scale.isFinite, scale > 0, !isAllOutside || monomial.coefficient > 0 else {
      draft.factors.truncate(to: outside)
      return opaquePower(product(monomial.coefficient, monomial.factors), exponent)
    }
    if isAllOutside { return product(scale, from: outside) }
    let inside = draft.factors.count
    for place in monomial.factors where !hasRealPower(parts.factors[place], exponent) {
      draft.factors.append(parts.factors[place])
    }
    let under = product(monomial.coefficient < 0 ? -1 : 1, from: inside)
    return multiply(opaquePower(under, exponent), product(scale, from: outside))
  }

  /// Whether a factor has a power that is not whole wherever it has a value.
  private func hasRealPower(_ factor: Factor, _ exponent: Double) -> Bool {
    let signs = signs(factor.base)
    let vanishes = factor.exponent == 0 || factor.isPseudo
    return (!factor.isOdd || signs.isNonnegative)
      && (!vanishes || exponent > 0 || signs.isNonzero)
  }

  private mutating func draftPower(of factor: Factor, _ exponent: Double) {
    if factor.natural == 2, exponent == 0.5 { note(.rootOfSquare) }
    var result = factor
    result.exponent *= exponent
    result.isOdd = signs(factor.base).isNonnegative && Factor.isOdd(result.exponent)
    draft.factors.append(result)
  }

  /// A power of something that may be negative, or may not exist.
  private mutating func opaquePower(_ base: Term, _ exponent: Double) -> Term {
    let size = number(exponent.magnitude)
    let signs: Signs = Factor.isOdd(exponent) ? .any : .nonnegative
    let result = call(.pow, [base, size], type: type(base), signs: signs)
    return exponent > 0
      ? result : product(Factor(result, exponent: -1, isOdd: true))
  }

  /// The term of one factor.
  private mutating func product(_ factor: Factor) -> Term {
    draft.factors.append(factor)
    return product(1, from: draft.factors.count - 1)
  }

  mutating func squareRoot(_ term: Term) -> Term { power(term, 0.5) }

  /// The cube root, which negative numbers have too: `sign(x) |x|^(1/3)`.
  mutating func cubeRoot(_ term: Term) -> Term {
    multiply(sign(term), power(magnitude(term), 1.0 / 3))
  }

  /// A reciprocal that is 0 where the term is.
  mutating func pseudoReciprocal(_ term: Term) -> Term {
    if let number = value(term) {
      return number == 0 ? zero : self.number(1 / number)
    }
    let monomial = self.monomial(term)
    guard monomial.coefficient != 0 else { return call(.divNoNan, [one, term], type: type(term)) }
    let start = draft.factors.count
    for place in monomial.factors {
      var factor = parts.factors[place]
      factor.exponent.negate()
      // |x|^-1 is written sign(x) x^-1: then x times it is sign(x).
      factor.isPseudo = factor.exponent < 0 && !signs(factor.base).isNonzero
      draft.factors.append(factor)
    }
    return product(1 / monomial.coefficient, from: start)
  }

  mutating func divide(_ left: Term, _ right: Term) -> Term {
    multiply(left, power(right, -1))
  }

  // MARK: - Magnitude and sign

  mutating func magnitude(_ term: Term) -> Term {
    let signs = signs(term)
    if signs.isNonnegative { return term }
    if signs.isNonpositive { return negate(term) }
    let monomial = self.monomial(term)
    if monomial.factors.count > 1 || monomial.coefficient != 1 { note(.magnitude) }
    let start = draft.factors.count
    for place in monomial.factors {
      var factor = parts.factors[place]
      let isNonnegative = self.signs(factor.base).isNonnegative
      factor.isOdd = isNonnegative && Factor.isOdd(factor.exponent)
      draft.factors.append(factor)
    }
    return product(monomial.coefficient.magnitude, from: start)
  }

  mutating func sign(_ term: Term) -> Term {
    let signs = signs(term)
    if isTotal(term), signs.isPositive { return one }
    if isTotal(term), signs == .negative { return number(-1) }
    if isTotal(term), signs == .zero { return zero }
    if isTruth(term) { return term }
    let monomial = self.monomial(term)
    guard monomial.coefficient != 0 else { return call(.sign, [term], type: type(term)) }
    if monomial.factors.count > 1 { note(.sign) }
    let start = draft.factors.count
    for place in monomial.factors {
      let factor = parts.factors[place]
      let base = self.signs(factor.base)
      guard factor.exponent >= 0 || factor.isPseudo || base.isNonzero else {
        draft.factors.truncate(to: start)
        return opaqueSign(monomial)
      }
      draft.factors.append(
        Factor(factor.base, exponent: 0, isOdd: factor.isOdd && !base.isNonnegative)
      )
    }
    return product(monomial.coefficient < 0 ? -1 : 1, from: start)
  }

  private mutating func opaqueSign(_ monomial: Monomial) -> Term {
    let inner = product(1, monomial.factors)
    let result = call(.sign, [inner], type: type(inner), signs: signs(inner))
    return monomial.coefficient < 0 ? negate(result) : result
  }

  // MARK: - Exponentials and logarithms

  mutating func exponential(_ term: Term) -> Term {
    if let number = value(term), let result = finite(HostMath.exp(number)) {
      return self.number(result)
    }
    let (outside, inside) = (draft.terms.count, draft.entries.count)
    defer { draft.terms.truncate(to: outside) }
    for place in entries(term) {
      let entry = parts.entries[place]
      if entry.term == one, let factor = finite(HostMath.exp(entry.coefficient)), factor > 0 {
        draft.terms.append(number(factor))
      } else if let undone = argument(of: .log, entry.term), signs(undone).isNonnegative {
        note(.inverseFunction)
        draft.terms.append(power(undone, entry.coefficient))
      } else {
        draft.entries.append(entry)
      }
    }
    var result = one
    if inside < draft.entries.count {
      let overflows = draft.entries[inside...].contains { $0.term == one }
      let exponent = sum(from: inside)
      result = call(
        .exp,
        [exponent],
        type: type(exponent),
        signs: .positive,
        isTotal: !overflows
      )
    }
    for place in outside..<draft.terms.count { result = multiply(result, draft.terms[place]) }
    return result
  }

  mutating func logarithm(_ term: Term) -> Term {
    if let number = value(term), let result = finite(HostMath.log(number)) {
      return self.number(result)
    }
    let monomial = self.monomial(term)
    guard monomial.coefficient > 0 else { return opaqueLogarithm(term) }
    if monomial.coefficient != 1 || monomial.factors.count > 1 { note(.logarithm) }
    var result = number(HostMath.log(monomial.coefficient))
    let inside = draft.factors.count
    for place in monomial.factors {
      let factor = parts.factors[place]
      guard !factor.isOdd || signs(factor.base).isNonnegative, factor.exponent != 0,
        !factor.isPseudo
      else {
        draft.factors.append(factor)
        continue
      }
      let base = signs(factor.base).isNonnegative ? factor.base : magnitude(factor.base)
      result = add(result, scale(logarithmOfBase(base), by: factor.exponent))
    }
    if inside == draft.factors.count { return result }
    return add(result, opaqueLogarithm(product(1, from: inside)))
  }

  private mutating func logarithmOfBase(_ base: Term) -> Term {
    guard let exponent = argument(of: .exp, base) else { return opaqueLogarithm(base) }
    note(.inverseFunction)
    return exponent
  }

  private mutating func opaqueLogarithm(_ term: Term) -> Term {
    call(.log, [term], type: type(term), isTotal: signs(term).isPositive)
  }

  /// `1 / (a + b exp(x))` as a hyperbolic tangent, if the term is such a sum: the term's reciprocal.
  private mutating func sigmoidal(_ term: Term) -> Term? {
    let own = entries(term)
    guard isSum(term), own.count == 2,
      let constant = parts.entries[own].first(where: { $0.term == one }),
      let other = parts.entries[own].first(where: { $0.term != one }),
      constant.coefficient != 0, other.coefficient / constant.coefficient > 0,
      let exponent = argument(of: .exp, other.term)
    else { return nil }
    note(.hyperbolic)
    let shift = number(HostMath.log(other.coefficient / constant.coefficient))
    let half = scale(add(exponent, shift), by: 0.5)
    let tangent = elementary(.tanh, half)
    let start = draft.entries.count
    draft.entries.append(Entry(term: one, coefficient: 0.5 / constant.coefficient))
    draft.entries.append(Entry(term: tangent, coefficient: -0.5 / constant.coefficient))
    let result = sum(from: start)
    refine(result, signs: constant.coefficient > 0 ? .positive : .negative)
    return result
  }

  /// A power of a number, which most often is 1.
  private static func power(_ number: Double, _ exponent: Double) -> Double {
    number == 1 ? 1 : HostMath.pow(number, exponent)
  }

  func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
}
