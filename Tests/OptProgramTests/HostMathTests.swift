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
    Case("cos", { HostMath.cos($0) }, { Foundation.cos($0) }, -50...50),
  ]

  static let special: [Double] = [
    0, .leastNonzeroMagnitude, 1e-310, .leastNormalMagnitude, 1e-20, 1e-8, 0.1, 0.25, 0.5,
    0.7071067811865476, 1, 1.5, 2, 3, .pi / 4, .pi / 2, .pi, 10, 16, 22, 709.7, 710, 745, 746,
    1e6, 1e15, 1e16, 1e22, 6.381956970095103e18, 1e100, 1e300, .greatestFiniteMagnitude,
    .infinity, .nan,
  ]

  @Test(arguments: cases)
  func `stays within two ulp of the C library`(_ test: Case) {
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
    #expect(worst.error <= 2, "at \(worst.argument): \(test.function(worst.argument))")
  }
}
