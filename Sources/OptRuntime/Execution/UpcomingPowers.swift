import OptProgram

/// Powers of a constant for the exponents that come next, where these are numbers of steps.
///
/// Several in a row take less time than as many single ones, because none waits for another; and a run
/// that begins anew knows the first ones already.
struct UpcomingPowers: BitwiseCopyable {
  private var first = Double.nan
  private var count = 0
  private let powers: UnsafeMutablePointer<Double>

  private static let capacity = 32

  /// No powers yet, in memory that lives as long as an arena.
  init(_ arena: Arena) { powers = arena.repeating(0, count: UpcomingPowers.capacity) }

  /// The power with an exponent.
  mutating func power(of base: PowersOfBase, _ exponent: Double) -> Double {
    let place = exponent - first
    if place >= 0, place < Double(count) {
      let known = Int(place)
      if Double(known) == place { return powers[known] }
    }
    count = exponent == 1 || place == Double(count) ? UpcomingPowers.capacity : 1
    first = exponent
    for next in 0..<count { powers[next] = base(exponent + Double(next)) }
    return powers[0]
  }
}
