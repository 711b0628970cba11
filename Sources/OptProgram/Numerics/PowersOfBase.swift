/// The powers of one base, whose logarithm is computed once; the bits of `HostMath.pow`.
public struct PowersOfBase: Sendable, BitwiseCopyable {
  private let base: Double
  private let logarithm: DoubleDouble

  /// The powers of a base.
  public init(_ base: Double) {
    self.base = base
    let isSpecial = base == 0 || !base.isFinite
    logarithm = isSpecial ? DoubleDouble(0) : HostMath.logarithm(base.magnitude)
  }

  /// The power with an exponent.
  ///
  /// exp(y log x) with the logarithm and the product to about 2^-66, so within 0.6 ulp.
  public func callAsFunction(_ exponent: Double) -> Double {
    if exponent == 0 || base == 1 { return 1 }
    if base.isNaN || exponent.isNaN { return .nan }
    let isNegative = base.sign == .minus && exponent.isOdd
    guard base != 0, base.isFinite, exponent.isFinite else {
      let grows = (base.magnitude > 1) == (exponent > 0)
      let result: Double = base == -1 ? 1 : grows ? .infinity : 0
      return isNegative ? -result : result
    }
    guard base > 0 || exponent.rounded() == exponent else { return .nan }
    // Far beyond the range of results, where the exact product may overflow.
    let isHuge = (logarithm.high * exponent).magnitude > 1_000
    let power = HostMath.exponential(
      isHuge ? DoubleDouble(logarithm.high * exponent) : logarithm * exponent
    )
    return isNegative ? -power : power
  }
}

extension Double {
  /// Whether the number is whole and not a multiple of 2.
  fileprivate var isOdd: Bool {
    magnitude < 0x1p53 && rounded() == self && (0.5 * self).rounded(.down) != 0.5 * self
  }
}
