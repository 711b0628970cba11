/// A code book as arithmetic, for vectors without tables of 256 entries.
///
/// Numbered by magnitude, the n entries of a decade have the ranks n ..< 2 n, because each decade has twice
/// the entries of the one before: the exponent of a rank as a float tells its decade, in which entries lie
/// on a line. The signed book has ranks from 0 (the number 0) to 128 (the number 1), the unsigned one from 1
/// to 256. Tables have 8 entries, which are chosen by the lowest bits of an index.
struct CodeArithmetic: Sendable {
  let isSigned: Bool

  /// A line in two parts, of which the first is exact: their sum rounds to the entry.
  ///
  /// By exponent of the rank, modulo 8.
  private(set) var factors = Table()
  private(set) var offsets = Table()
  private(set) var lowFactors = Table()
  private(set) var lowOffsets = Table()

  /// By zone: the largest magnitude in it.
  ///
  /// Zone 0 are the numbers that become 0, the others decades.
  private(set) var zoneLimits = Table(repeating: .infinity)
  /// By zone: a magnitude's rank with the place between this entry and the next.
  private(set) var rankFactors = Table()
  private(set) var rankOffsets = Table()
  /// By zone: above the last rank, below the one after it.
  private(set) var rankLimits = Table()

  typealias Table = SIMD8<Float>

  /// The largest number that does not become 1.
  let limitOfOne: Float

  /// What is added to a rank to get the code of a number that is not negative.
  var codeOffset: Int32 { isSigned ? 127 : -1 }

  /// Distance from a whole rank within which the rank that was computed may be a neighbour's.
  static let tolerance: Float = 0x1p-15

  /// Smaller magnitudes become 0 like this one; their zone is not computed.
  static let leastMagnitude: Float = 1e-7

  /// The zone of a number or the one below, from the bits of its magnitude: the low bits of a float.
  ///
  /// Bits grow like the logarithm. The line is through zone 4 in its middle, and grows by a zone a decade.
  static let zoneFactor = (4 + zoneBias) / Float(Float(0.00132).bitPattern)
  static let zoneOffset = 0x1.8p23 - zoneBias
  private static let zoneBias: Float = 32

  static let signed = CodeArithmetic(.signed, isSigned: true)
  static let unsigned = CodeArithmetic(.unsigned, isSigned: false)

  /// The arithmetic of a storage.
  static func of(isSigned: Bool) -> CodeArithmetic { isSigned ? .signed : .unsigned }

  private init(_ book: CodeBook, isSigned: Bool) {
    self.isSigned = isSigned
    let codeOfZero = isSigned ? 127 : 0
    let rankOfZero = isSigned ? 0 : 1
    limitOfOne = book.limit(of: 254)
    zoneLimits[0] = book.limit(of: codeOfZero)
    rankOffsets[0] = Float(rankOfZero) + 0.5
    rankLimits[0] = Float(rankOfZero) + 1
    for (decade, power) in CodeBook.powersOfTen.enumerated() {
      let exponent = isSigned ? decade : decade + 1
      let count = 1 << exponent
      let spacing = 0.9 * power / Double(count)
      let first = power * 0.1 + spacing / 2
      setLine(exponent, spacing, first - Double(count) * spacing, below: power)
      let zone = decade + 1
      rankFactors[zone] = Float(1 / spacing)
      rankOffsets[zone] = Float(Double(count) * (1 - 0.1 / 0.9))
      rankLimits[zone] = Float(2 * count) - 0.5
      if zone < 7 { zoneLimits[zone] = book.limit(of: codeOfZero - rankOfZero + 2 * count - 1) }
    }
    if isSigned {
      setLine(7, 0, 1, below: 1)
    } else {
      // Ranks 1 and 256 share a place of the tables, which holds the line from 0 to 1.
      setLine(0, 1 / 255, -1 / 255, below: 1)
    }
  }

  /// Sets the line of the entries below a bound whose ranks have an exponent.
  private mutating func setLine(
    _ exponent: Int,
    _ factor: Double,
    _ offset: Double,
    below bound: Double
  ) {
    // Multiples of this up to the bound are floats, so the first part has no rounding.
    let unit = Double(sign: .plus, exponent: bound.exponent - 23, significand: 1)
    let place = (exponent + 127) % 8
    factors[place] = Float((factor / unit).rounded() * unit)
    offsets[place] = Float((offset / unit).rounded() * unit)
    lowFactors[place] = Float(factor - Double(factors[place]))
    lowOffsets[place] = Float(offset - Double(offsets[place]))
  }
}
