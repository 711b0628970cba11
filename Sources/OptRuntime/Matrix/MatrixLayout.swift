import OptShims

/// The lengths and strides of a product, with transpositions resolved into strides of floats.
///
/// An element of A is `a[row * aRow + term * aColumn]`, one of B `b[term * bRow + column * bColumn]`;
/// rows of the result are contiguous.
struct MatrixLayout: Hashable, Sendable {
  var rows: Int
  var columns: Int
  var inner: Int
  var aRow: Int
  var aColumn: Int
  var bRow: Int
  var bColumn: Int
  var resultRow: Int
  var initial: MatrixProduct.Initial

  /// Whether columns of B must be brought together before vectors of them can be loaded.
  var isBTransposed: Bool { bColumn != 1 }
}

extension MatrixLayout {
  /// The layout of a shape.
  init(_ shape: MatrixProduct.Shape) {
    let (aRow, aColumn) = shape.a.strides
    let (bRow, bColumn) = shape.b.strides
    self.init(
      rows: shape.rows,
      columns: shape.columns,
      inner: shape.inner,
      aRow: aRow,
      aColumn: aColumn,
      bRow: bRow,
      bColumn: bColumn,
      resultRow: shape.resultLeadingDimension,
      initial: shape.initial
    )
  }

  /// The layout of `Cᵀ = Bᵀ Aᵀ` for a result of one column without gaps: one row.
  init(exchanging shape: MatrixProduct.Shape) {
    let (aRow, aColumn) = shape.a.strides
    let (bRow, bColumn) = shape.b.strides
    self.init(
      rows: 1,
      columns: shape.rows,
      inner: shape.inner,
      aRow: bColumn,
      aColumn: bRow,
      bRow: aColumn,
      bColumn: aRow,
      resultRow: shape.rows,
      initial: shape.initial
    )
  }

  /// Computes the product in plain C.
  func portableProduct(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    _ row: UnsafePointer<Float>?,
    _ result: UnsafeMutablePointer<Float>
  ) {
    var shape = opt_matrix_shape(
      m: rows,
      n: columns,
      k: inner,
      a_row: aRow,
      a_column: aColumn,
      b_row: bRow,
      b_column: bColumn,
      c_row: resultRow,
      initial_row: initial == .row ? 0 : resultRow
    )
    let start: UnsafePointer<Float>? =
      switch initial {
      case .zero: nil
      case .result: UnsafePointer(result)
      case .row: row
      }
    opt_matrix_product(&shape, a, b, start, result)
  }
}
