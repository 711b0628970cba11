internal import OptProgram

/// A value in normal form: an index into the `Algebra` that made it.
///
/// Two values that the laws of the algebra make equal are one term.
struct Term: Hashable, Sendable, BitwiseCopyable {
  var index: Int32
}

/// One part of a sum: a coefficient times a term that is no sum and no number but 1.
struct Entry: Hashable, Sendable, BitwiseCopyable {
  var term: Term
  var coefficient: Double
}

/// One part of a product: a power of a base.
///
/// With x the base and r the exponent, the factor is `|x|^r`, times the sign of x if it is odd. So x is
/// odd with exponent 1, `|x|` even with 1, `sign(x)` odd with 0, and even with 0 is 1 where x is not 0.
/// A pseudo factor has a negative exponent and is 0 where x is 0, as `div_no_nan` gives it.
struct Factor: Hashable, Sendable, BitwiseCopyable {
  var base: Term
  var exponent: Double
  var isOdd: Bool
  var isPseudo = false

  /// The base itself.
  init(_ base: Term) {
    self.init(base, exponent: 1, isOdd: true)
  }

  init(_ base: Term, exponent: Double, isOdd: Bool, isPseudo: Bool = false) {
    self.base = base
    self.exponent = exponent
    self.isOdd = isOdd
    self.isPseudo = isPseudo
  }

  /// Whether a power with the exponent has the sign of its base.
  static func isOdd(_ exponent: Double) -> Bool {
    exponent.truncatingRemainder(dividingBy: 2).magnitude == 1
  }

  /// Whether the factor is the base itself.
  var isPlain: Bool { isOdd && exponent == 1 && !isPseudo }

  /// The exponent if the factor is the base multiplied with itself, else nil.
  var natural: Int? {
    guard exponent >= 1, exponent <= 16, exponent == exponent.rounded() else { return nil }
    let count = Int(exponent)
    return isOdd == (count % 2 == 1) ? count : nil
  }
}

/// A number times a product of factors, which stand in `Algebra.parts`.
struct Monomial: Hashable, Sendable {
  var coefficient: Double
  var factors: Range<Int>
}

/// How a term is made of others; entries and factors are found in its `Facts`.
enum Node: Hashable, Sendable {
  case number(Double)
  /// A value from outside: what it is the maker of the algebra knows.
  case leaf(Int)
  /// Sorted by hash; at least two entries, or one whose coefficient is not 1.
  case sum
  /// Sorted by hash of the base; not a single plain factor.
  case product
  /// A function that no law takes apart; commutative arguments are sorted. They stand in `Algebra.parts`.
  case call(Opcode, Range<Int>)
  /// The term repeated up to its type's shape, where the shape matters.
  case spread(Term)
}

/// What is known of a term.
///
/// Holds no array, so that terms are made without memory of their own.
struct Facts {
  var node: Node
  var hash: UInt64
  var type: ValueType
  var signs: Signs
  /// Whether the value is a finite number for all finite inputs, overflow aside.
  var isTotal: Bool
  /// Whether the value is 0 or 1, as far as that was found out.
  var isTruth = false
  /// The leaves below that stand for states, one bit each; the last bit for all beyond the 63rd.
  var states: UInt64
  /// The term seen as a sum: its entries in `Algebra.parts`.
  var entries = 0..<0
  /// The term seen as an entry's: its factors in `Algebra.parts`; the number 1 has none.
  var factors = 0..<0
  /// The term seen as a product; nil for a sum of several that nobody has taken apart yet.
  var monomial: Monomial?
}

/// Entries, factors and arguments of many terms, one after the other: each list is a range.
struct Parts {
  var entries: [Entry] = []
  var factors: [Factor] = []
  var terms: [Term] = []

  /// Adds an entry; its place as a range.
  mutating func append(_ entry: Entry) -> Range<Int> {
    entries.append(entry)
    return entries.count - 1..<entries.count
  }

  /// Adds a factor; its place as a range.
  mutating func append(_ factor: Factor) -> Range<Int> {
    factors.append(factor)
    return factors.count - 1..<factors.count
  }
}

extension Array {
  /// Takes off the elements from a place on.
  mutating func truncate(to count: Int) {
    // One by one: of a stack there are few, for which to remove a range takes longer.
    while self.count > count { removeLast() }
  }
}
