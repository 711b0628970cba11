internal import OptProgram

/// Values of a program in normal form under the laws of real arithmetic.
///
/// A term is a sum of products of real powers of bases (a Laurent polynomial whose unknowns are leaves
/// and calls of functions), so that associativity, commutativity and distribution need no search, with the
/// laws of absolute values, signs, exponentials, reductions and so on built into the making of terms.
/// Laws hold for all finite values of the inputs, zeros included: where one needs an operand to be of a
/// sign, or a value to exist, it is applied only if that is known. Rounding and overflow are neglected;
/// coefficients are told apart by 31 bits.
///
/// The order of entries and factors, and all hashes, depend on the hashes of leaves only, so that names and
/// the order of statements do not matter.
struct Algebra {
  private(set) var facts: [Facts] = []
  private var index = HashIndex()

  /// The entries, factors and arguments of all terms.
  private(set) var parts = Parts()

  /// What is known from the beginning.
  private var first: [Facts] = []
  private var firstParts = Parts()
  private var builtins: [Term] = []

  /// Parts of what is being made, a stack: what a function puts on top it, or what it calls, takes off.
  var draft = Parts()

  /// The laws used since the set was last emptied.
  var laws: LawSet = []

  /// By term: the arguments of which it is the maximum.
  var maxima: [Term: [Term]] = [:]

  /// The number 0.
  let zero: Term

  /// The number 1, the term of a sum's constant.
  let one: Term

  /// Sums of more entries are not multiplied out.
  static let expansionLimit = 24

  /// An algebra of the numbers 0 and 1 and the values of builtins.
  init() {
    zero = Term(index: 0)
    one = Term(index: 1)
    _ = number(0)
    _ = number(1)
    for builtin in Builtin.allCases { builtins.append(makeTerm(of: builtin)) }
    first = facts
    firstParts = parts
  }

  /// Forgets all terms that were made, and keeps the memory.
  mutating func reset() {
    facts.removeAll(keepingCapacity: true)
    index.removeAll()
    for known in first {
      index.insert(known.hash, Int32(facts.count))
      facts.append(known)
    }
    parts.entries.removeLast(parts.entries.count - firstParts.entries.count)
    parts.factors.removeLast(parts.factors.count - firstParts.factors.count)
    parts.terms.removeLast(parts.terms.count - firstParts.terms.count)
    laws = []
    maxima.removeAll(keepingCapacity: true)
  }

  subscript(term: Term) -> Facts { facts[Int(term.index)] }

  func hash(_ term: Term) -> UInt64 { facts[Int(term.index)].hash }

  func signs(_ term: Term) -> Signs { facts[Int(term.index)].signs }

  func isTotal(_ term: Term) -> Bool { facts[Int(term.index)].isTotal }

  func type(_ term: Term) -> ValueType { facts[Int(term.index)].type }

  func states(_ term: Term) -> UInt64 { facts[Int(term.index)].states }

  func isTruth(_ term: Term) -> Bool { facts[Int(term.index)].isTruth }

  /// The entries of a term seen as a sum; a number is an entry of the term 1.
  func entries(_ term: Term) -> Range<Int> { facts[Int(term.index)].entries }

  /// The factors of an entry's term; the number 1 has none.
  func factors(_ term: Term) -> Range<Int> { facts[Int(term.index)].factors }

  /// The number a term is, nil if it is none.
  func value(_ term: Term) -> Double? {
    if case .number(let number) = facts[Int(term.index)].node { number } else { nil }
  }

  mutating func note(_ law: Law) { laws.formUnion(LawSet(law)) }

  /// Adds to what is known of a term's sign.
  mutating func refine(_ term: Term, signs: Signs) {
    let both = facts[Int(term.index)].signs.intersection(signs)
    // Nothing remains only where the value is never a number.
    if !both.isEmpty { facts[Int(term.index)].signs = both }
  }

  /// Notes that a term is 0 or 1.
  mutating func noteTruth(_ term: Term) {
    facts[Int(term.index)].isTruth = true
    refine(term, signs: .nonnegative)
  }

  /// Notes what a sum of several is as a product.
  mutating func note(_ monomial: Monomial, of term: Term) {
    facts[Int(term.index)].monomial = monomial
  }

  // MARK: - Making terms

  /// The term of a hash; made of the given facts, as one entry and one factor, unless it exists.
  private mutating func intern(_ made: Facts) -> Term {
    if let known = known(made.hash) { return known }
    let term = Term(index: Int32(facts.count))
    var made = made
    made.entries = parts.append(Entry(term: term, coefficient: 1))
    made.factors = parts.append(Factor(term))
    made.monomial = Monomial(coefficient: 1, factors: made.factors)
    return append(made)
  }

  /// The term of a hash, if there is one.
  func known(_ hash: UInt64) -> Term? { index[hash].map { Term(index: $0) } }

  /// Adds a sum of drafted entries.
  ///
  /// - Precondition: there is none of its hash.
  mutating func append(_ made: Facts, entries: Range<Int>) -> Term {
    var made = made
    let start = parts.entries.count
    for place in entries { parts.entries.append(draft.entries[place]) }
    made.entries = start..<parts.entries.count
    made.factors = parts.append(Factor(Term(index: Int32(facts.count))))
    if entries.count == 1 {
      let entry = draft.entries[entries.lowerBound]
      made.monomial = Monomial(coefficient: entry.coefficient, factors: factors(entry.term))
    }
    return append(made)
  }

  /// Adds a product of drafted factors.
  ///
  /// - Precondition: there is none of its hash.
  mutating func append(_ made: Facts, factors: Range<Int>) -> Term {
    var made = made
    made.entries = parts.append(Entry(term: Term(index: Int32(facts.count)), coefficient: 1))
    made.factors = keep(factors)
    made.monomial = Monomial(coefficient: 1, factors: made.factors)
    return append(made)
  }

  /// The places of drafted factors among those that last as long as the terms.
  mutating func keep(_ factors: Range<Int>) -> Range<Int> {
    let start = parts.factors.count
    for place in factors { parts.factors.append(draft.factors[place]) }
    return start..<parts.factors.count
  }

  private mutating func append(_ made: Facts) -> Term {
    let term = Term(index: Int32(facts.count))
    facts.append(made)
    index.insert(made.hash, term.index)
    return term
  }

  /// A number.
  ///
  /// - Precondition: it is finite.
  mutating func number(_ number: Double) -> Term {
    precondition(number.isFinite, "no term for \(number)")
    let hash = Algebra.hash(ofNumber: number)
    if let known = known(hash) { return known }
    return append(
      Facts(
        node: .number(number),
        hash: hash,
        type: .modelScalar,
        signs: Signs(of: number),
        isTotal: true,
        states: 0,
        entries: number == 0 ? 0..<0 : parts.append(Entry(term: one, coefficient: number)),
        monomial: Monomial(coefficient: number, factors: 0..<0)
      )
    )
  }

  /// A value from outside.
  ///
  /// `state` is the place of a state among the states, nil for other values.
  mutating func leaf(
    _ identity: Int,
    hash: UInt64,
    type: ValueType,
    signs: Signs,
    state: Int? = nil
  ) -> Term {
    intern(
      Facts(
        node: .leaf(identity),
        hash: hash,
        type: type,
        signs: signs,
        isTotal: true,
        states: state.map { 1 << UInt64(min($0, 63)) } ?? 0
      )
    )
  }

  /// The term of a builtin at the start of a step; 0 for those that have no value then.
  func term(_ builtin: Builtin) -> Term { builtins[Int(builtin.rawValue)] }

  private mutating func makeTerm(of builtin: Builtin) -> Term {
    if builtin == .numel { return multiply(term(.rows), term(.cols)) }
    guard let type = builtin.type else { return zero }
    return leaf(
      Int(builtin.rawValue),
      hash: mix64(0x7_0000 + UInt64(builtin.rawValue)),
      type: type,
      signs: builtin.signs
    )
  }

  /// A function that stays as it is.
  mutating func call(
    _ opcode: Opcode,
    _ arguments: [Term],
    type: ValueType,
    signs: Signs = .any,
    isTotal: Bool = false
  ) -> Term {
    var hash = Algebra.salt(opcode)
    for argument in arguments { hash = mix64(hash ^ self.hash(argument)) }
    if let known = known(hash) {
      refine(known, signs: signs)
      return known
    }
    var isTotal = isTotal
    var states: UInt64 = 0
    for argument in arguments {
      isTotal = isTotal && self.isTotal(argument)
      states |= self.states(argument)
    }
    parts.terms.append(contentsOf: arguments)
    return intern(
      Facts(
        node: .call(opcode, parts.terms.count - arguments.count..<parts.terms.count),
        hash: hash,
        type: type,
        signs: signs,
        isTotal: isTotal,
        states: states
      )
    )
  }

  /// The first argument of a term, if that is a call of an operation.
  func argument(of opcode: Opcode, _ term: Term) -> Term? {
    guard case .call(opcode, let arguments) = facts[Int(term.index)].node else { return nil }
    return parts.terms[arguments.lowerBound]
  }

  /// The term with a type's shape, where the shape matters to what reads it.
  mutating func spread(_ term: Term, to type: ValueType) -> Term {
    let own = self[term]
    if own.type.shape == type.shape { return term }
    let shape = UInt64(type.shape.rows.rawValue) << 2 | UInt64(type.shape.cols.rawValue)
    return intern(
      Facts(
        node: .spread(term),
        hash: mix64(own.hash ^ mix64(0x5D_0000 + shape)),
        type: type,
        signs: own.signs,
        isTotal: own.isTotal,
        states: own.states
      )
    )
  }

  /// The type both broadcast to.
  func join(_ left: ValueType, _ right: ValueType) -> ValueType {
    guard let shape = left.shape.broadcast(with: right.shape) else {
      preconditionFailure("shapes \(left.shape) and \(right.shape) do not broadcast")
    }
    return ValueType(shape, isPerTensor: left.isPerTensor || right.isPerTensor)
  }

  // MARK: - Hashes

  /// A hash in which numbers that differ in the last 21 of their 52 bits only are equal.
  static func hash(ofNumber number: Double) -> UInt64 {
    mix64(rounded(number) ^ 0x9AE1_6A3B_2F90_404F)
  }

  /// The bits of a number rounded to 31 significant ones.
  static func rounded(_ number: Double) -> UInt64 {
    number == 0 ? 0 : (number.bitPattern &+ 1 << 20) >> 21
  }

  static func areClose(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude <= 1e-12 * max(left.magnitude, right.magnitude)
  }

  static func salt(_ opcode: Opcode) -> UInt64 { salts[Int(opcode.rawValue)] }

  private static let salts: [UInt64] = Opcode.allCases.map { opcode in
    opcode.name.utf8.reduce(0x1F83_D9AB_FB41_BD6B) { mix64($0 ^ UInt64($1)) }
  }
}
