// For the C library's fused multiply-add and rounding, which are exact: a program that imports no
// other part of it would not be linked with it.
import Foundation

/// An unevaluated sum of two doubles, about 106 bits of significand.
///
/// The building blocks of Dekker (1971) and Knuth (TAOCP 4.2.2), with the bounds of Joldes, Muller and
/// Popescu (2017), "Tight and Rigorous Error Bounds for Basic Building Blocks of Double-Word
/// Arithmetic". Relative errors are a few units of 2^-106. Non-finite values are the caller's business.
struct DoubleDouble: Sendable, BitwiseCopyable {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The exact sum of two doubles (Knuth's TwoSum).
  init(sum a: Double, _ b: Double) {
    let sum = a + b
    let shadow = sum - a
    self.init(sum, (a - (sum - shadow)) + (b - shadow))
  }

  /// The exact sum where `a` is zero or not below `b` in magnitude (Dekker's Fast2Sum).
  init(ordered a: Double, _ b: Double) {
    let sum = a + b
    self.init(sum, b - (sum - a))
  }

  /// The exact product of two doubles.
  init(product a: Double, _ b: Double) {
    let product = a * b
    self.init(product, (-product).addingProduct(a, b))
  }

  /// The nearest double.
  var rounded: Double { high + low }

  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = DoubleDouble(sum: a.high, b.high)
    let low = DoubleDouble(sum: a.low, b.low)
    let middle = DoubleDouble(ordered: high.high, high.low + low.high)
    return DoubleDouble(ordered: middle.high, low.low + middle.low)
  }

  static func + (a: DoubleDouble, b: Double) -> DoubleDouble {
    let high = DoubleDouble(sum: a.high, b)
    return DoubleDouble(ordered: high.high, a.low + high.low)
  }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + (-b) }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = DoubleDouble(product: a.high, b.high)
    return DoubleDouble(ordered: high.high, high.low + (a.high * b.low + a.low * b.high))
  }

  static func * (a: DoubleDouble, b: Double) -> DoubleDouble {
    let high = DoubleDouble(product: a.high, b)
    return DoubleDouble(ordered: high.high, a.low * b + high.low)
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let quotient = a.high / b.high
    let remainder = a - b * quotient
    return DoubleDouble(ordered: quotient, remainder.high / b.high)
  }

  /// The square root of a positive number.
  var squareRoot: DoubleDouble {
    let root = high.squareRoot()
    let remainder = self - DoubleDouble(product: root, root)
    return DoubleDouble(ordered: root, remainder.high / (2 * root))
  }

  /// The product with a power of two, exact while nothing under- or overflows.
  func scaled(by factor: Double) -> DoubleDouble { DoubleDouble(high * factor, low * factor) }
}

extension Double {
  /// The polynomial with the given coefficients, lowest first, by Horner's scheme.
  func polynomial(_ coefficients: Double...) -> Double {
    var value = 0.0
    for coefficient in coefficients.reversed() { value = value * self + coefficient }
    return value
  }

  /// 2^exponent, for a normal result.
  init(powerOfTwo exponent: Int) {
    self.init(bitPattern: UInt64(bitPattern: Int64(exponent + 1023)) << 52)
  }

  /// self * 2^exponent with one rounding, for a normal number and |exponent| below 2,000.
  func timesPowerOfTwo(_ exponent: Int) -> Double {
    let half = exponent / 2
    return self * Double(powerOfTwo: half) * Double(powerOfTwo: exponent - half)
  }
}
