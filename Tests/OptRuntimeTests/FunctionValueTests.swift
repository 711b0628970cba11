import Foundation
import OptProgram
import Testing

@testable import OptRuntime

/// The values that semantics rules 9 to 11 and IEEE 754 fix exactly.
struct FunctionValueTests {
  /// Equal bits, any NaN being equal to any other.
  private func expectSame(
    _ result: Float,
    _ expected: Float,
    _ comment: @autoclosure () -> String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let isSame = result.bitPattern == expected.bitPattern || (result.isNaN && expected.isNaN)
    #expect(isSame, "\(comment()) = \(result), not \(expected)", sourceLocation: sourceLocation)
  }

  private static let special: [Float] = [
    0, -0.0, 1, -1, 0.5, -0.5, 2, -3, 7.25, 1e-20, -1e-20, 1e30, -1e30,
    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, -.nan,
  ]

  @Test func `one operand follows the rules for zeros and NaN`() {
    let table: [(Opcode, (Float) -> Float)] = [
      (.copy, { $0 }),
      (.neg, { -$0 }),
      (.abs, { $0.magnitude }),
      (.sign, { $0.isNaN ? .nan : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }),
      (.relu, { $0.isNaN ? .nan : $0 > 0 ? $0 : 0 }),
      (.floor, { $0.rounded(.down) }),
      (.sqrt, { $0.squareRoot() }),
      (.rsqrt, { 1 / $0.squareRoot() }),
      (.reciprocal, { 1 / $0 }),
      (.square, { $0 * $0 }),
      (.cube, { $0 * $0 * $0 }),
    ]
    for (opcode, expected) in table {
      let function = FunctionKernel(opcode)
      for x in Self.special {
        expectSame(function(x), expected(x), "\(opcode.name)(\(x))")
      }
    }
  }

  @Test func `two operands follow the rules for zeros and NaN`() {
    func larger(_ a: Float, _ b: Float) -> Float {
      if a.isNaN || b.isNaN { return .nan }
      return a == b ? (a.sign == .plus ? a : b) : Swift.max(a, b)
    }
    func flag(_ condition: Bool) -> Float { condition ? 1 : 0 }
    let table: [(Opcode, (Float, Float) -> Float)] = [
      (.add, { $0 + $1 }),
      (.sub, { $0 - $1 }),
      (.mul, { $0 * $1 }),
      (.div, { $0 / $1 }),
      (.mod, { $0 - $1 * ($0 / $1).rounded(.down) }),
      (.min, { -larger(-$0, -$1) }),
      (.max, { larger($0, $1) }),
      (.copysign, { Float(signOf: $1.isNaN ? 1 : $1, magnitudeOf: $0) }),
      (.divNoNan, { $1 == 0 ? 0 : $0 / $1 }),
      (.lt, { flag($0 < $1) }),
      (.le, { flag($0 <= $1) }),
      (.gt, { flag($0 > $1) }),
      (.ge, { flag($0 >= $1) }),
      (.eq, { flag($0 == $1) }),
      (.ne, { flag($0 != $1) }),
    ]
    for (opcode, expected) in table {
      let function = FunctionKernel(opcode)
      for a in Self.special {
        for b in Self.special {
          expectSame(function(a, b), expected(a, b), "\(opcode.name)(\(a), \(b))")
        }
      }
    }
  }

  @Test func `where and clip`() {
    let choice = FunctionKernel(.whereSelect)
    for condition in Self.special {
      let expected: Float = condition == 0 ? 3 : 2
      expectSame(choice(condition, 2, 3), expected, "where(\(condition), 2, 3)")
    }
    expectSame(choice(1, 2, .nan), 2, "the side not taken")
    expectSame(choice(0, .nan, 3), 3, "the side not taken")
    let clip = FunctionKernel(.clip)
    expectSame(clip(5, -1, 1), 1, "above")
    expectSame(clip(-5, -1, 1), -1, "below")
    expectSame(clip(0.5, -1, 1), 0.5, "inside")
    expectSame(clip(.nan, -1, 1), .nan, "NaN")
    expectSame(clip(0.5, .nan, 1), .nan, "bound NaN")
    expectSame(clip(0, 2, 1), 1, "the upper bound wins")
    expectSame(clip(-0.0, 0, 1), 0, "zeros are ordered")
  }

  @Test func `limits of the elementary functions are those of C`() {
    let table: [(Opcode, (Float) -> Float)] = [
      (.exp, { Foundation.exp($0) }), (.exp2, { Foundation.exp2($0) }),
      (.expm1, { Foundation.expm1($0) }), (.log, { Foundation.log($0) }),
      (.log2, { Foundation.log2($0) }), (.log10, { Foundation.log10($0) }),
      (.log1p, { Foundation.log1p($0) }), (.arcsin, { Foundation.asin($0) }),
      (.arccos, { Foundation.acos($0) }), (.arctan, { Foundation.atan($0) }),
      (.sinh, { Foundation.sinh($0) }), (.cosh, { Foundation.cosh($0) }),
      (.tanh, { Foundation.tanh($0) }), (.arcsinh, { Foundation.asinh($0) }),
      (.arccosh, { Foundation.acosh($0) }), (.arctanh, { Foundation.atanh($0) }),
      (.cbrt, { Foundation.cbrt($0) }), (.sin, { Foundation.sin($0) }),
      (.cos, { Foundation.cos($0) }), (.tan, { Foundation.tan($0) }),
      (.sigmoid, { 1 / (1 + Foundation.exp(-$0)) }),
    ]
    for (opcode, expected) in table {
      let function = FunctionKernel(opcode)
      for x in [0, -0.0, .infinity, -.infinity, .nan, -.nan] as [Float] {
        expectSame(function(x), expected(x), "\(opcode.name)(\(x))")
      }
      for x in [1, -1, 2, -2] as [Float] {
        let (result, limit) = (function(x), expected(x))
        guard limit.isNaN || limit.isInfinite || limit == 0 else { continue }
        expectSame(result, limit, "\(opcode.name)(\(x))")
      }
    }
  }

  @Test func `special cases of pow are those of C`() {
    let power = FunctionKernel(.pow)
    let arguments = Self.special + [3, -2, 15, -15, 16_777_215, 33_554_432, 0.25, 0.999_999_94]
    for x in arguments {
      for y in arguments {
        let (result, expected) = (power(x, y), Foundation.pow(x, y))
        let isSpecial = expected.isNaN || expected.isInfinite || expected == 0 || expected == 1
        if isSpecial { expectSame(result, expected, "\(x) ^ \(y)") }
        #expect(result.isNaN || result.sign == expected.sign, "\(x) ^ \(y)")
      }
    }
  }

  @Test func `literal powers are chains of products`() {
    for exponent in -16...16 {
      let power = FunctionKernel { $0.emitPower($1[0], integer: exponent) }
      for x in [1.1, -0.7, 0, -0.0, .infinity, .nan] as [Float] {
        let chain = HostMath.powerChain(x, abs(exponent)) { $0 * $1 } ?? 1
        expectSame(power(x), exponent < 0 ? 1 / chain : chain, "\(x) ^ \(exponent)")
      }
    }
  }

  @Test func `powers of two are exact`() {
    let (logarithm, exponential) = (FunctionKernel(.log2), FunctionKernel(.exp2))
    for exponent in -149...127 {
      let power = Float(sign: .plus, exponent: exponent, significand: 1)
      #expect(logarithm(power) == Float(exponent))
      #expect(exponential(Float(exponent)) == power)
    }
  }
}
