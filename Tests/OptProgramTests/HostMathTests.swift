import Foundation
import OptProgram
import OptTestSupport
import Testing

struct HostMathTests {
  /// A function, the C library's version of it and a range of arguments.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var function: @Sendable (Double) -> Double
    var oracle: @Sendable (Double) -> Double
    var range: ClosedRange<Double>

    init(
      _ name: String,
      _ function: @escaping @Sendable (Double) -> Double,
      _ oracle: @escaping @Sendable (Double) -> Double,
      _ range: ClosedRange<Double>
    ) {
      (self.name, self.function, self.oracle, self.range) = (name, function, oracle, range)
    }

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case("log", { HostMath.log($0) }, { Foundation.log($0) }, 0...4),
    Case("log1p", { HostMath.log1p($0) }, { Foundation.log1p($0) }, -1...3),
    Case("log2", { HostMath.log2($0) }, { Foundation.log2($0) }, 0...4),
    Case("log10", { HostMath.log10($0) }, { Foundation.log10($0) }, 0...4),
    Case("exp", { HostMath.exp($0) }, { Foundation.exp($0) }, -750...715),
    Case("exp2", { HostMath.exp2($0) }, { Foundation.exp2($0) }, -1080...1030),
    Case("expm1", { HostMath.expm1($0) }, { Foundation.expm1($0) }, -5...5),
    Case("sin", { HostMath.sin($0) }, { Foundation.sin($0) }, -50...50),
    Case("cos", { HostMath.cos($0) }, { Foundation.cos($0) }, -50...50),
    Case("tan", { HostMath.tan($0) }, { Foundation.tan($0) }, -50...50),
    Case("arcsin", { HostMath.arcsin($0) }, { Foundation.asin($0) }, -1...1),
    Case("arccos", { HostMath.arccos($0) }, { Foundation.acos($0) }, -1...1),
    Case("arctan", { HostMath.arctan($0) }, { Foundation.atan($0) }, -5...5),
    Case("sinh", { HostMath.sinh($0) }, { Foundation.sinh($0) }, -5...5),
    Case("cosh", { HostMath.cosh($0) }, { Foundation.cosh($0) }, -5...5),
    Case("tanh", { HostMath.tanh($0) }, { Foundation.tanh($0) }, -5...5),
    Case("arcsinh", { HostMath.arcsinh($0) }, { Foundation.asinh($0) }, -5...5),
    Case("arccosh", { HostMath.arccosh($0) }, { Foundation.acosh($0) }, 1...5),
    Case("arctanh", { HostMath.arctanh($0) }, { Foundation.atanh($0) }, -1...1),
    Case("sigmoid", { HostMath.sigmoid($0) }, { sigmoid($0) }, -5...5),
    Case("cbrt", { HostMath.cbrt($0) }, { Foundation.cbrt($0) }, -5...5),
  ]

  private static func sigmoid(_ x: Double) -> Double {
    x < 0 ? Foundation.exp(x) / (1 + Foundation.exp(x)) : 1 / (1 + Foundation.exp(-x))
  }

  static let special: [Double] = [
    0, .leastNonzeroMagnitude, 0x1p-1030, .leastNormalMagnitude, 1e-20, 1e-8, 0.1, 0.25, 0.5,
    0.7071067811865476, 1, 1.5, 2, 3, .pi / 4, .pi / 2, .pi, 10, 16, 22, 709.7, 710, 745, 746,
    1e6, 1e15, 1e16, 1e22, 6.381956970095103e18, 1e100, 1e300, .greatestFiniteMagnitude,
    .infinity, .nan,
  ]

  @Test(arguments: cases)
  func `stays within two ulp of the C library`(_ test: Case) {
    // The C library's own cube root is the worse one, by up to 4 ulp; see the golden values for ours.
    let bound = test.name == "cbrt" ? 4.5 : 2
    var random = RandomStream(seed: 1, purpose: .test)
    var worst = (error: 0.0, argument: 0.0)
    func check(_ x: Double) {
      let error = ulpDistance(test.function(x), test.oracle(x))
      if error > worst.error { worst = (error, x) }
    }
    for x in Self.special {
      check(x)
      check(-x)
    }
    let (low, width) = (test.range.lowerBound, test.range.upperBound - test.range.lowerBound)
    for _ in 0..<10_000 {
      check(low + width * random.uniform())
      check(Double(bitPattern: random.next()))
    }
    #expect(worst.error <= bound, "at \(worst.argument): \(test.function(worst.argument))")
  }

  @Test func `keeps the sign of zero`() {
    let odd = Self.cases.filter {
      [
        "log1p", "expm1", "sin", "tan", "arcsin", "arctan", "sinh", "tanh", "arcsinh", "arctanh",
        "cbrt",
      ]
      .contains($0.name)
    }
    #expect(odd.count == 11)
    for test in odd {
      #expect(test.function(-0.0).bitPattern == (-0.0).bitPattern, "\(test.name)")
      #expect(test.function(0).bitPattern == 0, "\(test.name)")
    }
  }

  @Test func `powers agree with the C library`() {
    var random = RandomStream(seed: 2, purpose: .test)
    var worst = (error: 0.0, base: 0.0, exponent: 0.0)
    func check(_ x: Double, _ y: Double) {
      let error = ulpDistance(HostMath.pow(x, y), Foundation.pow(x, y))
      if error > worst.error { worst = (error, x, y) }
    }
    for _ in 0..<10_000 {
      check(4 * random.uniform(), 400 * random.uniform() - 200)
      check(random.uniform(), Double(random.below(100_000)))
      check(-2 * random.uniform(), Double(random.below(200)) - 100)
      check(Double(bitPattern: random.next()), Double(bitPattern: random.next()))
    }
    #expect(worst.error <= 2, "\(worst.base) ^ \(worst.exponent)")
    let special = Self.special + [3, 1e15 + 1, 0x1p53 - 1]
    let signed = special + special.map { -$0 }
    for x in signed {
      for y in signed {
        let (result, expected) = (HostMath.pow(x, y), Foundation.pow(x, y))
        #expect(ulpDistance(result, expected) <= 2, "\(x) ^ \(y)")
        #expect(result.isNaN || result.sign == expected.sign, "\(x) ^ \(y)")
      }
    }
  }

  @Test func `literal powers are chains of products`() {
    #expect(HostMath.powInteger(.nan, 0) == 1)
    #expect(HostMath.powInteger(1.1, 1) == 1.1)
    #expect(HostMath.powInteger(1.1, 3) == 1.1 * 1.1 * 1.1)
    let fourth = (1.1 * 1.1) * (1.1 * 1.1)
    #expect(HostMath.powInteger(1.1, 4) == fourth)
    #expect(HostMath.powInteger(1.1, 5) == fourth * 1.1)
    #expect(HostMath.powInteger(1.1, -5) == 1 / (fourth * 1.1))
    for exponent in -16...16 {
      #expect(HostMath.powInteger(-2, exponent) == Foundation.pow(-2, Double(exponent)))
    }
  }
}
