/// A width of matrix and order functions.
package protocol MatrixReal: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// A product of matrices (semantics rule 21).
  static func multiply(
    _ shape: MatrixProduct.Shape,
    _ a: UnsafePointer<Self>,
    _ b: UnsafePointer<Self>,
    into c: UnsafeMutablePointer<Self>
  )

  /// A number that orders like the value.
  var orderKey: UInt64 { get }
}

extension Float: MatrixReal {
  package static func multiply(
    _ shape: MatrixProduct.Shape,
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>
  ) {
    MatrixProduct(shape)(a, b, into: c)
  }

  package var orderKey: UInt64 {
    if isNaN { return .max }
    if self == 0 { return 1 << 63 }
    let bits = UInt64(bitPattern) << 32
    return sign == .minus ? ~bits : bits | 1 << 63
  }
}

extension Double: MatrixReal {
  package static func multiply(
    _ shape: MatrixProduct.Shape,
    _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>
  ) {
    MatrixProduct.reference(shape, a, b, into: c)
  }

  package var orderKey: UInt64 {
    if isNaN { return .max }
    if self == 0 { return 1 << 63 }
    return sign == .minus ? ~bitPattern : bitPattern | 1 << 63
  }
}
