/// The length of one side of a value, as a symbol: `rows` and `cols` differ even when the numbers agree.
public enum Extent: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case one
  case rows
  case cols
}

/// The symbolic shape of a value: two extents, rows first.
public struct Shape: Hashable, Sendable, BitwiseCopyable {
  /// The number of rows.
  public var rows: Extent

  /// The number of columns.
  public var cols: Extent

  /// A shape of `rows x cols`.
  public init(_ rows: Extent, _ cols: Extent) {
    self.rows = rows
    self.cols = cols
  }

  /// One number: `1 x 1`.
  public static let scalar = Shape(.one, .one)

  /// The parameter tensor's own shape: `rows x cols`.
  public static let tensor = Shape(.rows, .cols)

  /// One number a row: `rows x 1`.
  public static let row = Shape(.rows, .one)

  /// One number a column: `1 x cols`.
  public static let column = Shape(.one, .cols)

  /// Whether this is one number.
  public var isScalar: Bool { self == .scalar }

  /// The shape with its sides exchanged.
  public var transposed: Shape { Shape(cols, rows) }

  /// The shape to which both operands of an elementwise operation broadcast, nil if there is none.
  ///
  /// Broadcasting is from 1 only, on both sides: a row times a column is a tensor.
  public func broadcast(with other: Shape) -> Shape? {
    guard let rows = Shape.join(rows, other.rows), let cols = Shape.join(cols, other.cols) else {
      return nil
    }
    return Shape(rows, cols)
  }

  private static func join(_ a: Extent, _ b: Extent) -> Extent? {
    if a == b || b == .one { return a }
    return a == .one ? b : nil
  }
}

extension Extent: CustomStringConvertible {
  /// `1`, `rows` or `cols`.
  public var description: String {
    switch self {
    case .one: "1"
    case .rows: "rows"
    case .cols: "cols"
    }
  }
}

extension Shape: CustomStringConvertible {
  /// `rows x cols`, or `scalar` for `1 x 1`.
  public var description: String { isScalar ? "scalar" : "\(rows) x \(cols)" }
}

/// What abstract execution knows of a value: its shape, and for a scalar who shares it.
public struct ValueType: Hashable, Sendable, BitwiseCopyable {
  /// The symbolic shape.
  public var shape: Shape

  /// Whether the value differs from tensor to tensor.
  ///
  /// Always true unless the shape is a scalar.
  public var isPerTensor: Bool

  /// A value of a shape; `isPerTensor` matters for scalars only.
  public init(_ shape: Shape, isPerTensor: Bool = true) {
    self.shape = shape
    self.isPerTensor = isPerTensor || !shape.isScalar
  }

  /// A scalar known to the whole model: numbers, `lr`, `t`, global reductions.
  public static let modelScalar = ValueType(.scalar, isPerTensor: false)

  /// A scalar of one tensor: `rows`, `norm(g)`.
  public static let tensorScalar = ValueType(.scalar)

  /// A value of the parameter tensor's shape.
  public static let tensor = ValueType(.tensor)

  /// Whether a state may have this type: a scalar, `row`, `column`, or two of `rows` and `cols`.
  public var isStateType: Bool {
    shape.isScalar || shape == .row || shape == .column
      || (shape.rows != .one && shape.cols != .one)
  }
}
