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

  private let layout: MatrixLayout
  // A product of one column is computed as a product of one row, which fills vectors.
  private let exchangesSides: Bool
  /// Nil where the portable code computes.
  private let native: NativeMatrixProduct?

  /// The implementations; all give the same bits.
  package enum Variant: CaseIterable, Hashable, Sendable {
    /// The fastest one of this processor.
    case best
    /// Plain C.
    case portable
    /// Machine code for AVX2; as `portable` where the processor has none.
    case avx2
    /// Machine code for AVX-512; as `portable` where the processor has none.
    case avx512
  }

  /// A product of a shape.
  ///
  /// - Precondition: No length is negative.
  package init(_ shape: Shape, variant: Variant = .best) {
    precondition(
      shape.rows >= 0 && shape.columns >= 0 && shape.inner >= 0,
      "a length is negative"
    )
    exchangesSides =
      shape.columns == 1 && shape.resultLeadingDimension == 1 && shape.initial != .row
    layout = exchangesSides ? MatrixLayout(exchanging: shape) : MatrixLayout(shape)
    let isa: InstructionSet? =
      switch variant {
      case .best: InstructionSet.best
      case .portable: nil
      case .avx2: .avx2
      case .avx512: .avx512
      }
    native = isa.flatMap { [layout] in NativeMatrixProduct.product(layout, $0) }
  }

  /// Computes the product; `row` is the initial vector where there is one.
  @inline(__always)
  package func callAsFunction(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>,
    row: UnsafePointer<Float>? = nil
  ) {
    let (left, right) = exchangesSides ? (b, a) : (a, b)
    if let native {
      native(left, right, row ?? UnsafePointer(c), c)
    } else {
      layout.portableProduct(left, right, row, c)
    }
  }
}

extension MatrixProduct.Side {
  /// How far neighbouring rows and neighbouring columns are apart, after transposition.
  var strides: (row: Int, column: Int) {
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
