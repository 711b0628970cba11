import OptProgram

/// Means, intervals and tests of small samples, all in Double and by own routines.
public enum Statistics {
  /// A mean and the interval that covers the true one with 95 % probability.
  public struct Estimate: Hashable, Sendable {
    /// The sample's mean.
    public var mean: Double
    /// The lower end of the interval.
    public var low: Double
    /// The upper end of the interval.
    public var high: Double

    /// An estimate made elsewhere.
    package init(mean: Double, low: Double, high: Double) {
      self.mean = mean
      self.low = low
      self.high = high
    }
  }

  /// The arithmetic mean; not a number for an empty sample.
  public static func mean(_ sample: [Double]) -> Double {
    sample.reduce(0, +) / Double(sample.count)
  }

  /// The unbiased estimate of the variance; not a number for fewer than two values.
  public static func variance(_ sample: [Double]) -> Double {
    let center = mean(sample)
    let squares = sample.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return sample.count < 2 ? .nan : squares / Double(sample.count - 1)
  }

  /// The mean with its 95 % interval by Student's t.
  public static func estimate(_ sample: [Double]) -> Estimate {
    let center = mean(sample)
    let error = (variance(sample) / Double(sample.count)).squareRoot()
    let reach = error * studentQuantile(0.975, degrees: Double(sample.count - 1))
    return Estimate(mean: center, low: center - reach, high: center + reach)
  }

  /// The two-sided p value of the paired t-test of equal means.
  ///
  /// Identical samples give 1. A difference that is the same, not 0, in every pair gives 0.
  ///
  /// - Precondition: There are as many values in both samples, at least two.
  public static func pairedTest(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count && first.count > 1, "samples are not pairs")
    let differences = zip(first, second).map { $0 - $1 }
    let center = mean(differences)
    let error = (variance(differences) / Double(differences.count)).squareRoot()
    if center == 0 { return 1 }
    if error == 0 { return 0 }
    return 2 * (1 - studentCumulative(abs(center / error), degrees: Double(first.count - 1)))
  }

  /// P values corrected for the number of tests, in the given order.
  ///
  /// Holm 1979, "A simple sequentially rejective multiple test procedure".
  public static func holm(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var corrected = pValues
    var largest = 0.0
    for (rank, place) in order.enumerated() {
      largest = max(largest, min(1, Double(pValues.count - rank) * pValues[place]))
      corrected[place] = largest
    }
    return corrected
  }

  // MARK: - Student's t

  /// The probability that a t variable is at most `t`.
  static func studentCumulative(_ t: Double, degrees: Double) -> Double {
    let tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The value that a t variable does not exceed with probability `p`, by bisection.
  static func studentQuantile(_ p: Double, degrees: Double) -> Double {
    guard degrees >= 1 else { return .nan }
    var (low, high) = (-1e4, 1e4)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if studentCumulative(middle, degrees: degrees) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The regularised incomplete beta function.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast below the mean only; the symmetry covers the rest.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let logarithm =
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * HostMath.log(x) + b * HostMath.log(1 - x)
    return HostMath.exp(logarithm) / a * betaFraction(x, a, b)
  }

  /// The continued fraction of the incomplete beta function, evaluated by Lentz's method.
  ///
  /// Abramowitz, Stegun 1964, equation 26.5.8; Lentz 1976, Applied Optics 15.
  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / notZero(1 - (a + b) * x / (a + 1), tiny)
    var value = d
    for term in 1...500 {
      let m = Double(term)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for coefficient in [even, odd] {
        d = 1 / notZero(1 + coefficient * d, tiny)
        c = notZero(1 + coefficient / c, tiny)
        change = d * c
        value *= change
      }
      if abs(change - 1) < 1e-15 { break }
    }
    return value
  }

  private static func notZero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }

  /// The logarithm of the gamma function for positive arguments.
  ///
  /// Stirling's series (Abramowitz, Stegun 1964, equation 6.1.41) after shifting the argument above 10.
  static func logGamma(_ x: Double) -> Double {
    var (shifted, product) = (x, 1.0)
    while shifted < 10 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    let coefficients = [
      1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156,
    ]
    var series = 0.0
    for coefficient in coefficients.reversed() { series = series * square + coefficient }
    return (shifted - 0.5) * HostMath.log(shifted) - shifted + HostMath.log(2 * Double.pi) / 2
      + series * inverse - HostMath.log(product)
  }
}
