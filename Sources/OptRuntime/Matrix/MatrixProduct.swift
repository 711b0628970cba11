import OptShims

/// A product of matrices of fixed shapes, prepared once: `C = initial + op(A) op(B)`.
///
/// All matrices are row-major. Every result has one accumulator, its terms are added with k ascending
/// by fused multiply-adds, starting from the initial value (semantics rule 21): every processor gives
/// the same bits.
package struct MatrixProduct: Sendable {
  /// What the sum of a result starts from.
  package enum Initial: Hashable, Sendable {
    /// +0.
    case zero
    /// What the result held before.
    case result
    /// A vector of one value a column, the same for all rows.
    case row
  }

  /// An operand: whether it enters transposed, and how far its stored rows are apart.
  package struct Side: Hashable, Sendable {
    package var isTransposed: Bool
    package var leadingDimension: Int

    package init(isTransposed: Bool = false, leadingDimension: Int) {
      self.isTransposed = isTransposed
      self.leadingDimension = leadingDimension
    }
  }

  private let shape: opt_matrix_shape
  private let initial: Initial
  // A product of one column is computed as a product of one row, which fills vectors.
  private let exchangesSides: Bool
  private let variant: opt_matrix_product

  /// The implementations; all give the same bits.
  package enum Variant: CaseIterable, Hashable, Sendable {
    /// The fastest one of this processor.
    case best
    /// Plain C.
    case portable
    /// 256-bit vectors; as `portable` where the processor has none.
    case avx2
  }

  /// A product of `rows x inner` by `inner x columns`.
  ///
  /// - Precondition: no length is negative.
  package init(
    rows: Int, columns: Int, inner: Int, a: Side, b: Side, resultLeadingDimension: Int,
    initial: Initial = .zero, variant: Variant = .best
  ) {
    precondition(rows >= 0 && columns >= 0 && inner >= 0, "a length is negative")
    self.initial = initial
    self.variant =
      switch variant {
      case .best: MatrixProduct.best
      case .portable: opt_matrix_product_portable()
      case .avx2: opt_matrix_product_avx2() ?? opt_matrix_product_portable()
      }
    let (aRow, aColumn) = a.strides
    let (bRow, bColumn) = b.strides
    exchangesSides = columns == 1 && resultLeadingDimension == 1 && initial != .row
    shape =
      exchangesSides
      ? opt_matrix_shape(
        m: 1, n: rows, k: inner, a_row: bColumn, a_column: bRow, b_row: aColumn, b_column: aRow,
        c_row: rows, initial_row: rows)
      : opt_matrix_shape(
        m: rows, n: columns, k: inner, a_row: aRow, a_column: aColumn, b_row: bRow,
        b_column: bColumn, c_row: resultLeadingDimension,
        initial_row: initial == .row ? 0 : resultLeadingDimension)
  }

  /// Computes the product; `row` is the initial vector where there is one.
  @inline(__always)
  package func callAsFunction(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    row: UnsafePointer<Float>? = nil
  ) {
    let start: UnsafePointer<Float>? =
      switch initial {
      case .zero: nil
      case .result: UnsafePointer(c)
      case .row: row
      }
    withUnsafePointer(to: shape) { shape in
      exchangesSides ? variant(shape, b, a, start, c) : variant(shape, a, b, start, c)
    }
  }

  private static let best: opt_matrix_product = opt_matrix_product_best()
}

extension MatrixProduct.Side {
  /// How far neighbouring rows and neighbouring columns are apart, after transposition.
  fileprivate var strides: (row: Int, column: Int) {
    isTransposed ? (1, leadingDimension) : (leadingDimension, 1)
  }
}

extension MatrixProduct {
  /// The definition of a product: slow and obvious, for tests and for Double.
  package static func reference<Scalar: BinaryFloatingPoint>(
    rows: Int, columns: Int, inner: Int, a: (UnsafePointer<Scalar>, Side),
    b: (UnsafePointer<Scalar>, Side), into c: (UnsafeMutablePointer<Scalar>, Int),
    initial: Initial = .zero, row: UnsafePointer<Scalar>? = nil
  ) {
    let (aRow, aColumn) = a.1.strides
    let (bRow, bColumn) = b.1.strides
    for i in 0..<rows {
      for j in 0..<columns {
        var sum: Scalar =
          switch initial {
          case .zero: 0
          case .result: c.0[i * c.1 + j]
          case .row: row?[j] ?? 0
          }
        for p in 0..<inner {
          sum.addProduct(a.0[i * aRow + p * aColumn], b.0[p * bRow + j * bColumn])
        }
        c.0[i * c.1 + j] = sum
      }
    }
  }
}
