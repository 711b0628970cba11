internal import OptProgram

extension Algebra {
  // MARK: - Extrema

  /// The larger of two values.
  ///
  /// Of two it is half their sum and half their distance, of more a call that knows all of them.
  mutating func maximum(_ left: Term, _ right: Term) -> Term {
    let known = isTotal(left) && isTotal(right)
    let difference = subtract(left, right)
    if known, signs(difference).isNonnegative { return left }
    if known, signs(difference).isNonpositive { return right }
    if let swapped = clipped(left, right) ?? clipped(right, left) { return swapped }
    let arguments = Set((maxima[left] ?? [left]) + (maxima[right] ?? [right]))
      .sorted { hash($0) < hash($1) }
    if arguments.count == 1 { return left }
    var result: Term
    if arguments.count == 2, known {
      note(.extremum)
      let distance = magnitude(subtract(arguments[0], arguments[1]))
      result = scale(add(add(arguments[0], arguments[1]), distance), by: 0.5)
    } else {
      let type = arguments.reduce(ValueType.modelScalar) { join($0, self.type($1)) }
      result = call(.max, arguments, type: type, isTotal: true)
    }
    if arguments.contains(where: { signs($0).isPositive }) {
      refine(result, signs: .positive)
    } else if arguments.contains(where: { signs($0).isNonnegative }) {
      refine(result, signs: .nonnegative)
    }
    maxima[result] = arguments
    return result
  }

  /// The smaller of two values.
  mutating func minimum(_ left: Term, _ right: Term) -> Term {
    negate(maximum(negate(left), negate(right)))
  }

  /// `max(low, min(high, x))` as `min(high, max(low, x))` for numbers in order, if that is the normal form.
  private mutating func clipped(_ low: Term, _ other: Term) -> Term? {
    guard let least = value(low), let arguments = maxima[negate(other)], arguments.count == 2,
      let place = arguments.firstIndex(where: { value($0).map { least <= -$0 } ?? false })
    else { return nil }
    let (negatedHigh, negated) = (arguments[place], arguments[1 - place])
    // Negation exchanges the two forms; the hash of the outer number decides, or else the sign of x.
    // What has none, as 0 times a value that may not exist, has one form.
    let isNormal =
      low == negatedHigh ? leadingCoefficient(negated) <= 0 : hash(low) < hash(negatedHigh)
    if isNormal { return nil }
    return minimum(negate(negatedHigh), maximum(low, negate(negated)))
  }

  // MARK: - Truths

  /// 1 where a value is positive, else 0.
  mutating func isPositive(_ term: Term) -> Term {
    guard isTotal(term) else {
      return truth(call(.gt, [scaledToOne(term), zero], type: type(term)))
    }
    note(.comparison)
    let sign = sign(term)
    return truth(scale(add(sign, multiply(sign, sign)), by: 0.5))
  }

  /// 1 where a value is not 0 (NaN is not), else 0.
  mutating func isNonzero(_ term: Term) -> Term {
    if isTruth(term) { return term }
    guard isTotal(term) else {
      return truth(call(.ne, [scaledToOne(magnitude(term)), zero], type: type(term)))
    }
    note(.comparison)
    let sign = sign(term)
    return truth(multiply(sign, sign))
  }

  /// 1 where a value is not negative, else 0 (also for NaN).
  mutating func isNonnegative(_ term: Term) -> Term {
    guard isTotal(term) else {
      return truth(call(.ge, [scaledToOne(term), zero], type: type(term)))
    }
    return not(isPositive(negate(term)))
  }

  mutating func not(_ truth: Term) -> Term { self.truth(subtract(one, truth)) }

  private mutating func truth(_ term: Term) -> Term {
    noteTruth(term)
    return term
  }

  /// The term times a positive number, such that its first coefficient is 1 or -1.
  private mutating func scaledToOne(_ term: Term) -> Term {
    let parts = monomial(term)
    return parts.coefficient == 0 ? term : scale(term, by: 1 / parts.coefficient.magnitude)
  }

  /// One value where a condition is not 0, another elsewhere; the side not taken never matters.
  mutating func select(_ condition: Term, _ yes: Term, _ no: Term) -> Term {
    if yes == no { return yes }
    let chosen = isNonzero(condition)
    if let number = value(chosen) { return number == 0 ? no : yes }
    guard isTotal(yes), isTotal(no) else {
      let type = join(join(type(chosen), type(yes)), type(no))
      return call(.whereSelect, [chosen, yes, no], type: type, signs: signs(yes).union(signs(no)))
    }
    note(.selection)
    let result = add(multiply(chosen, subtract(yes, no)), no)
    refine(result, signs: signs(yes).union(signs(no)))
    return result
  }

  /// The magnitude of one value with the sign of another, whose zeros have signs too.
  mutating func copySign(_ size: Term, _ signed: Term) -> Term {
    let size = magnitude(size)
    if isTotal(signed), signs(signed).isNonzero { return multiply(size, sign(signed)) }
    let parts = monomial(signed)
    guard parts.coefficient != 0 else {
      return call(.copysign, [size, signed], type: join(type(size), type(signed)))
    }
    let source = product(1, parts.factors)
    let result = call(
      .copysign,
      [size, source],
      type: join(type(size), type(source)),
      isTotal: true
    )
    return parts.coefficient < 0 ? negate(result) : result
  }
}
