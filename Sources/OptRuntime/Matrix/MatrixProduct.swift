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

  /// The lengths, operands and result of a product of `rows x inner` by `inner x columns`.
  package struct Shape: Hashable, Sendable {
    package var rows: Int
    package var columns: Int
    package var inner: Int
    package var a: Side
    package var b: Side
    package var resultLeadingDimension: Int
    package var initial: Initial

    package init(
      rows: Int,
      columns: Int,
      inner: Int,
      a: Side,
      b: Side,
      resultLeadingDimension: Int,
      initial: Initial = .zero
    ) {
      self.rows = rows
      self.columns = columns
      self.inner = inner
      self.a = a
      self.b = b
      self.resultLeadingDimension = resultLeadingDimension
      self.initial = initial
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

  /// A product of a shape.
  ///
  /// - Precondition: No length is negative.
  package init(_ shape: Shape, variant: Variant = .best) {
    precondition(
      shape.rows >= 0 && shape.columns >= 0 && shape.inner >= 0,
      "a length is negative"
    )
    initial = shape.initial
    self.variant =
      switch variant {
      case .best: MatrixProduct.best
      case .portable: opt_matrix_product_portable()
      case .avx2: opt_matrix_product_avx2() ?? opt_matrix_product_portable()
      }
    let (aRow, aColumn) = shape.a.strides
    let (bRow, bColumn) = shape.b.strides
    let resultRow = shape.resultLeadingDimension
    exchangesSides = shape.columns == 1 && resultRow == 1 && initial != .row
    self.shape =
      exchangesSides
      ? opt_matrix_shape(
        m: 1,
        n: shape.rows,
        k: shape.inner,
        a_row: bColumn,
        a_column: bRow,
        b_row: aColumn,
        b_column: aRow,
        c_row: shape.rows,
        initial_row: shape.rows
      )
      : opt_matrix_shape(
        m: shape.rows,
        n: shape.columns,
        k: shape.inner,
        a_row: aRow,
        a_column: aColumn,
        b_row: bRow,
        b_column: bColumn,
        c_row: resultRow,
        initial_row: initial == .row ? 0 : resultRow
      )
  }

  /// Computes the product; `row` is the initial vector where there is one.
  @inline(__always)
  package func callAsFunction(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>,
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
    _ shape: Shape,
    _ a: UnsafePointer<Scalar>,
    _ b: UnsafePointer<Scalar>,
    into c: UnsafeMutablePointer<Scalar>,
    row: UnsafePointer<Scalar>? = nil
  ) {
    let (aRow, aColumn) = shape.a.strides
    let (bRow, bColumn) = shape.b.strides
    for i in 0..<shape.rows {
      for j in 0..<shape.columns {
        let place = i * shape.resultLeadingDimension + j
        var sum: Scalar =
          switch shape.initial {
          case .zero: 0
          case .result: c[place]
          case .row: row?[j] ?? 0
          }
        for p in 0..<shape.inner {
          sum.addProduct(a[i * aRow + p * aColumn], b[p * bRow + j * bColumn])
        }
        c[place] = sum
      }
    }
  }
}
