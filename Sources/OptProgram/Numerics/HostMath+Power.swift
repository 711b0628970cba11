extension HostMath {
  /// x to the power y: NaN for a negative base unless the exponent is whole, 1 for exponent 0.
  public static func pow(_ x: Double, _ y: Double) -> Double { PowersOfBase(x)(y) }

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
