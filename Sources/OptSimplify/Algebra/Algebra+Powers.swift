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
    let parts = monomial(term)
    let isWhole = exponent == exponent.rounded()
    if !isWhole { return root(parts, exponent) }
    var coefficient = HostMath.pow(parts.coefficient, exponent)
    guard coefficient.isFinite, coefficient != 0 else { return opaquePower(term, exponent) }
    var factors: [Factor] = []
    for factor in parts.factors {
      guard let power = wholePower(factor, exponent) else { return opaquePower(term, exponent) }
      coefficient *= power.coefficient
      factors += power.factors
    }
    return product(coefficient, factors)
  }

  /// A factor to a whole power; nil where that is not a factor of the base.
  private mutating func wholePower(_ factor: Factor, _ exponent: Double) -> Monomial? {
    if exponent < 0, factor.natural != nil, let reciprocal = sigmoidal(factor.base) {
      return monomial(power(reciprocal, -exponent * factor.exponent))
    }
    let vanishes = factor.exponent == 0 || factor.isPseudo
    if vanishes, exponent < 0, !signs(factor.base).isNonzero { return nil }
    var result = factor
    result.exponent *= exponent
    result.isOdd = factor.isOdd && Factor.isOdd(exponent)
    return Monomial(coefficient: 1, factors: [result])
  }

  /// A power that is not whole: even and nonnegative factors have one, the others stay under the root.
  private mutating func root(_ parts: Monomial, _ exponent: Double) -> Term {
    var outside: [Factor] = []
    var inside: [Factor] = []
    for factor in parts.factors {
      let isNonnegative = !factor.isOdd || signs(factor.base).isNonnegative
      let vanishes = factor.exponent == 0 || factor.isPseudo
      let needsNonzero = vanishes && exponent < 0
      if isNonnegative, !needsNonzero || signs(factor.base).isNonzero {
        if factor.natural == 2, exponent == 0.5 { note(.rootOfSquare) }
        outside.append(
          Factor(
            factor.base,
            exponent: factor.exponent * exponent,
            isOdd: false,
            isPseudo: factor.isPseudo
          )
        )
      } else {
        inside.append(factor)
      }
    }
    let scale = HostMath.pow(parts.coefficient.magnitude, exponent)
    guard scale.isFinite, scale > 0, !inside.isEmpty || parts.coefficient > 0 else {
      return opaquePower(product(parts.coefficient, parts.factors), exponent)
    }
    let evened = outside.map { factor in
      var result = factor
      if signs(factor.base).isNonnegative { result.isOdd = Factor.isOdd(factor.exponent) }
      return result
    }
    if inside.isEmpty { return product(scale, evened) }
    let under = product(parts.coefficient < 0 ? -1 : 1, inside)
    return multiply(opaquePower(under, exponent), product(scale, evened))
  }

  /// A power of something that may be negative, or may not exist.
  private mutating func opaquePower(_ base: Term, _ exponent: Double) -> Term {
    let size = number(exponent.magnitude)
    let signs: Signs = Factor.isOdd(exponent) ? .any : .nonnegative
    let result = call(.pow, [base, size], type: type(base), signs: signs)
    return exponent > 0
      ? result : product(1, [Factor(result, exponent: -1, isOdd: true)])
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
    let parts = monomial(term)
    guard parts.coefficient != 0 else { return call(.divNoNan, [one, term], type: type(term)) }
    var factors: [Factor] = []
    for factor in parts.factors {
      var result = factor
      result.exponent.negate()
      // |x|^-1 is written sign(x) x^-1: then x times it is sign(x).
      result.isPseudo = result.exponent < 0 && !signs(factor.base).isNonzero
      factors.append(result)
    }
    return product(1 / parts.coefficient, factors)
  }

  mutating func divide(_ left: Term, _ right: Term) -> Term {
    multiply(left, power(right, -1))
  }

  // MARK: - Magnitude and sign

  mutating func magnitude(_ term: Term) -> Term {
    let signs = signs(term)
    if signs.isNonnegative { return term }
    if signs.isNonpositive { return negate(term) }
    let parts = monomial(term)
    if parts.factors.count > 1 || parts.coefficient != 1 { note(.magnitude) }
    let factors = parts.factors.map { factor in
      var even = factor
      even.isOdd = self.signs(factor.base).isNonnegative && Factor.isOdd(factor.exponent)
      return even
    }
    return product(parts.coefficient.magnitude, factors)
  }

  mutating func sign(_ term: Term) -> Term {
    let signs = signs(term)
    if isTotal(term), signs.isPositive { return one }
    if isTotal(term), signs == .negative { return number(-1) }
    if isTotal(term), signs == .zero { return zero }
    if truths.contains(term) { return term }
    let parts = monomial(term)
    guard parts.coefficient != 0 else { return call(.sign, [term], type: type(term)) }
    if parts.factors.count > 1 { note(.sign) }
    var factors: [Factor] = []
    for factor in parts.factors {
      let base = self.signs(factor.base)
      guard factor.exponent >= 0 || factor.isPseudo || base.isNonzero else {
        return opaqueSign(parts)
      }
      factors.append(
        Factor(factor.base, exponent: 0, isOdd: factor.isOdd && !base.isNonnegative)
      )
    }
    return product(parts.coefficient < 0 ? -1 : 1, factors)
  }

  private mutating func opaqueSign(_ parts: Monomial) -> Term {
    let inner = product(1, parts.factors)
    let result = call(.sign, [inner], type: type(inner), signs: signs(inner))
    return parts.coefficient < 0 ? negate(result) : result
  }

  // MARK: - Exponentials and logarithms

  mutating func exponential(_ term: Term) -> Term {
    if let number = value(term), let result = finite(HostMath.exp(number)) {
      return self.number(result)
    }
    var outside: [Term] = []
    var inside: [Entry] = []
    for entry in entries(term) {
      if entry.term == one, let factor = finite(HostMath.exp(entry.coefficient)), factor > 0 {
        outside.append(number(factor))
      } else if case .call(.log, let arguments) = self[entry.term].node,
        signs(arguments[0]).isNonnegative
      {
        note(.inverseFunction)
        outside.append(power(arguments[0], entry.coefficient))
      } else {
        inside.append(entry)
      }
    }
    var result = one
    if !inside.isEmpty {
      let exponent = sum(inside)
      let overflows = inside.contains { $0.term == one }
      result = call(
        .exp,
        [exponent],
        type: type(exponent),
        signs: .positive,
        isTotal: !overflows
      )
    }
    for factor in outside { result = multiply(result, factor) }
    return result
  }

  mutating func logarithm(_ term: Term) -> Term {
    if let number = value(term), let result = finite(HostMath.log(number)) {
      return self.number(result)
    }
    let parts = monomial(term)
    guard parts.coefficient > 0 else { return opaqueLogarithm(term) }
    if parts.coefficient != 1 || parts.factors.count > 1 { note(.logarithm) }
    var result = number(HostMath.log(parts.coefficient))
    var inside: [Factor] = []
    for factor in parts.factors {
      guard !factor.isOdd || signs(factor.base).isNonnegative, factor.exponent != 0,
        !factor.isPseudo
      else {
        inside.append(factor)
        continue
      }
      let base = signs(factor.base).isNonnegative ? factor.base : magnitude(factor.base)
      result = add(result, scale(logarithmOfBase(base), by: factor.exponent))
    }
    if !inside.isEmpty { result = add(result, opaqueLogarithm(product(1, inside))) }
    return result
  }

  private mutating func logarithmOfBase(_ base: Term) -> Term {
    guard case .call(.exp, let arguments) = self[base].node else { return opaqueLogarithm(base) }
    note(.inverseFunction)
    return arguments[0]
  }

  private mutating func opaqueLogarithm(_ term: Term) -> Term {
    call(.log, [term], type: type(term), isTotal: signs(term).isPositive)
  }

  /// `1 / (a + b exp(x))` as a hyperbolic tangent, if the term is such a sum: the term's reciprocal.
  private mutating func sigmoidal(_ term: Term) -> Term? {
    guard case .sum(let entries) = self[term].node, entries.count == 2,
      let constant = entries.first(where: { $0.term == one }),
      let other = entries.first(where: { $0.term != one }),
      constant.coefficient != 0, other.coefficient / constant.coefficient > 0,
      case .call(.exp, let arguments) = self[other.term].node
    else { return nil }
    note(.hyperbolic)
    let shift = number(HostMath.log(other.coefficient / constant.coefficient))
    let half = scale(add(arguments[0], shift), by: 0.5)
    let tangent = elementary(.tanh, half)
    let result = sum([
      Entry(term: one, coefficient: 0.5 / constant.coefficient),
      Entry(term: tangent, coefficient: -0.5 / constant.coefficient),
    ])
    refine(result, signs: constant.coefficient > 0 ? .positive : .negative)
    return result
  }

  func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
}
