/// A value's type in five bits, so that abstract execution is arithmetic on bits.
///
/// Bits 0 and 1 are the rows, 2 and 3 the columns (0 for one, 1 for `rows`, 2 for `cols`), bit 4 says that
/// the value differs from tensor to tensor; it is always set unless the shape is a scalar. The type to
/// which operands broadcast is then the union of their bits, and an extent of 3 is a clash. `undefined`
/// has all bits set and so clashes with everything.
struct TypeCode: Hashable, Sendable, BitwiseCopyable {
  var bits: UInt8

  @inline(__always)
  init(bits: UInt8) { self.bits = bits }

  init(_ type: ValueType) {
    bits =
      TypeCode.side(type.shape.rows) | TypeCode.side(type.shape.cols) << 2
      | (type.isPerTensor ? 16 : 0)
  }

  static let undefined = TypeCode(bits: 0xFF)
  static let modelScalar = TypeCode(.modelScalar)
  static let tensor = TypeCode(.tensor)

  /// The type; nil for `undefined` and for a clash of extents.
  var type: ValueType? {
    guard let rows = TypeCode.extent(bits & 3), let cols = TypeCode.extent(bits >> 2 & 3) else {
      return nil
    }
    return ValueType(Shape(rows, cols), isPerTensor: isPerTensor)
  }

  @inline(__always)
  var isPerTensor: Bool { bits & 16 != 0 }

  @inline(__always)
  var isScalar: Bool { bits & 15 == 0 }

  /// Whether the extents are possible: false for `undefined` and for operands that do not broadcast.
  @inline(__always)
  var isValid: Bool { bits & 3 != 3 && bits & 12 != 12 }

  /// The type both broadcast to; not valid if there is none.
  @inline(__always)
  func union(_ other: TypeCode) -> TypeCode { TypeCode(bits: bits | other.bits) }

  /// Whether a value of this type broadcasts to another type without changing that type.
  @inline(__always)
  func broadcasts(to other: TypeCode) -> Bool { bits | other.bits == other.bits }

  /// A scalar that differs from tensor to tensor if this does.
  @inline(__always)
  var reduced: TypeCode { TypeCode(bits: bits & 16) }

  /// The value as it is seen outside a condition on shape: tensors may disagree about a scalar.
  @inline(__always)
  var perTensor: TypeCode { TypeCode(bits: bits | 16) }

  static func side(_ extent: Extent) -> UInt8 { extent.rawValue }

  private static func extent(_ bits: UInt8) -> Extent? { Extent(rawValue: bits) }
}

extension Opcode {
  /// The type of the result for operands of given types, not valid where they do not fit.
  ///
  /// Unused operands are model scalars. `isNumber` says whether the second operand is a number or a
  /// hyperparameter, `extent` which side the first operand names. This is the only definition of the
  /// operations' types; `result` explains failures.
  @inline(__always)
  func resultCode(
    _ a: TypeCode,
    _ b: TypeCode,
    _ c: TypeCode,
    isNumber: Bool,
    extent: Extent?
  ) -> TypeCode {
    let union = a.union(b).union(c)
    switch family {
    case .elementwise: return union
    case .reduction: return union.isValid ? union.reduced : .undefined
    case .globalReduction: return union.isValid ? .modelScalar : .undefined
    case .axisReduction:
      let kept: UInt8 = self == .rowMean || self == .rowSum ? 0b1_0011 : 0b1_1100
      return union.isValid ? TypeCode(bits: union.bits & kept) : .undefined
    case .normClip: return b.isScalar ? union : .undefined
    case .matrix:
      guard a.isValid, b.isValid else { return .undefined }
      return matrixCode(a, b, isNumber: isNumber, extent: extent)
    case .order:
      guard b.isScalar else { return .undefined }
      return self == .topKMask || !union.isValid ? a : union.reduced
    }
  }

  private func matrixCode(
    _ a: TypeCode,
    _ b: TypeCode,
    isNumber: Bool,
    extent: Extent?
  ) -> TypeCode {
    let rows = a.bits & 3
    let cols = a.bits >> 2 & 3
    let scope = a.union(b).bits & 16
    switch self {
    case .matmul:
      return cols == b.bits & 3 ? TypeCode(bits: rows | b.bits & 12 | scope) : .undefined
    case .transpose: return TypeCode(bits: cols | rows << 2 | scope)
    case .outer:
      let areColumns = (a.bits | b.bits) & 12 == 0
      return areColumns ? TypeCode(bits: rows | (b.bits & 3) << 2 | scope) : .undefined
    case .trace: return rows == cols ? a.reduced : .undefined
    case .diag: return rows == cols ? TypeCode(bits: rows | scope) : .undefined
    case .eye:
      guard let extent else { return .undefined }
      return TypeCode(ValueType(Shape(extent, extent)))
    case .inverse, .eigvecs: return rows == cols ? a : .undefined
    case .inverseRoot: return rows == cols && isNumber ? a : .undefined
    case .orthogonalize: return isNumber ? a : .undefined
    case .solve: return rows == cols && rows == b.bits & 3 ? b : .undefined
    case .qr: return a
    default: preconditionFailure("\(name) is not a matrix operation")
    }
  }
}
