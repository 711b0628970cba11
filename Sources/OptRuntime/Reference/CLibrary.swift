import Foundation
import OptProgram

/// The C library's elementary functions: the independent oracle, in Double only (semantics rule 18).
enum CLibrary: ScalarFunctions {
  static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  static func exp2(_ x: Double) -> Double { Foundation.exp2(x) }
  static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
  static func log(_ x: Double) -> Double { Foundation.log(x) }
  static func log2(_ x: Double) -> Double { Foundation.log2(x) }
  static func log10(_ x: Double) -> Double { Foundation.log10(x) }
  static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  static func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
  static func cbrt(_ x: Double) -> Double { Foundation.cbrt(x) }
  static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  static func tan(_ x: Double) -> Double { Foundation.tan(x) }
  static func arcsin(_ x: Double) -> Double { Foundation.asin(x) }
  static func arccos(_ x: Double) -> Double { Foundation.acos(x) }
  static func arctan(_ x: Double) -> Double { Foundation.atan(x) }
  static func sinh(_ x: Double) -> Double { Foundation.sinh(x) }
  static func cosh(_ x: Double) -> Double { Foundation.cosh(x) }
  static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  static func arcsinh(_ x: Double) -> Double { Foundation.asinh(x) }
  static func arccosh(_ x: Double) -> Double { Foundation.acosh(x) }
  static func arctanh(_ x: Double) -> Double { Foundation.atanh(x) }
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
}
