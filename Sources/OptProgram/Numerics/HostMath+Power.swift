extension HostMath {
  /// x to the power y: NaN for a negative base unless the exponent is whole, 1 for exponent 0.
  ///
  /// exp(y log x) with the logarithm and the product to about 2^-66, so within 0.6 ulp.
  public static func pow(_ x: Double, _ y: Double) -> Double { PowerBase(x).raised(to: y) }

  /// A base whose powers are wanted again and again: its logarithm is computed once.
  public struct PowerBase: Sendable, BitwiseCopyable {
    private let base: Double
    private let logarithm: DoubleDouble

    /// The base.
    public init(_ base: Double) {
      self.base = base
      let isOrdinary = base != 0 && base.isFinite
      logarithm = isOrdinary ? HostMath.logarithm(base.magnitude) : DoubleDouble(0)
    }

    /// The power, as `pow` gives it.
    public func raised(to exponent: Double) -> Double {
      let (x, y) = (base, exponent)
      if y == 0 || x == 1 { return 1 }
      if x.isNaN || y.isNaN { return .nan }
      let isOdd = y.magnitude < 0x1p53 && (0.5 * y).rounded(.down) != 0.5 * y && y.rounded() == y
      let isNegative = x.sign == .minus && isOdd
      guard x != 0, x.isFinite, y.isFinite else {
        let result: Double = x == -1 ? 1 : (x.magnitude > 1) == (y > 0) ? .infinity : 0
        return isNegative ? -result : result
      }
      guard x > 0 || y.rounded() == y else { return .nan }
      // Far beyond the range of results, where the exact product may overflow.
      let isHuge = (logarithm.high * y).magnitude > 1_000
      let power =
        isHuge
        ? exponential(DoubleDouble(logarithm.high * y)) : exponential(logarithm * y)
      return isNegative ? -power : power
    }
  }

  /// The cube root.
  ///
  /// A third of the exponent as start, two steps of Halley's iteration (cubic convergence) and one of
  /// Newton's whose residual is exact.
  public static func cbrt(_ x: Double) -> Double {
    guard x != 0, x.isFinite else { return x }
    let scale = x.magnitude < 0x1p-900 ? 0x1p300 : x.magnitude > 0x1p900 ? 0x1p-300 : 1
    let value = x.magnitude * scale
    var root = Double(bitPattern: value.bitPattern / 3 + 0x2A9F_7740_0000_0000)
    for _ in 0..<2 {
      let cube = root * root * root
      root *= (cube + 2 * value) / (2 * cube + value)
    }
    let residual = DoubleDouble(product: root, root) * root + -value
    root -= residual.high / (3 * root * root)
    let result = root * (scale == 1 ? 1 : scale < 1 ? 0x1p100 : 0x1p-100)
    return x < 0 ? -result : result
  }
}
