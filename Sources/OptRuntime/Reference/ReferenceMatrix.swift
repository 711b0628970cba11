/// A value of the reference interpreter that is not a scalar, row-major.
package struct ReferenceMatrix<Real: ReferenceReal>: Hashable, Sendable {
  package var rows: Int
  package var cols: Int
  package var elements: [Real]

  package init(rows: Int, cols: Int, elements: [Real]) {
    self.rows = rows
    self.cols = cols
    self.elements = elements
  }

  init(rows: Int, cols: Int, repeating value: Real = 0) {
    self.init(rows: rows, cols: cols, elements: Array(repeating: value, count: rows * cols))
  }

  /// The element at a place of a shape that the matrix broadcasts to.
  subscript(row: Int, col: Int) -> Real {
    elements[(rows == 1 ? 0 : row) * cols + (cols == 1 ? 0 : col)]
  }
}

/// A value of the reference interpreter.
package enum ReferenceValue<Real: ReferenceReal>: Hashable, Sendable {
  /// Scalars are Doubles in either width, and are rounded where they meet a matrix.
  case scalar(Double)
  case matrix(ReferenceMatrix<Real>)

  subscript(row: Int, col: Int) -> Real {
    switch self {
    case .scalar(let value): Real(value)
    case .matrix(let matrix): matrix[row, col]
    }
  }

  /// The value as a matrix; a scalar has one element.
  var matrix: ReferenceMatrix<Real> {
    switch self {
    case .scalar(let value): ReferenceMatrix(rows: 1, cols: 1, elements: [Real(value)])
    case .matrix(let matrix): matrix
    }
  }
}

/// Folds over elements, as semantics rule 20 defines them.
enum ReferenceFold {
  /// Chunks of 16,384 elements, 16 lanes from +0 in each, lanes in index order, chunks in order.
  static func sum<Real: ReferenceReal>(_ elements: some RandomAccessCollection<Real>) -> Real {
    var total: Real = 0
    var lanes = [Real](repeating: 0, count: MicroKernel.laneCount)
    for (index, element) in elements.enumerated() {
      lanes[index % MicroKernel.laneCount] += element
      let isLast = index == elements.count - 1
      guard isLast || (index + 1) % MicroKernel.chunkLength == 0 else { continue }
      total += lanes.reduce(0, +)
      for lane in lanes.indices { lanes[lane] = 0 }
    }
    return total
  }

  /// The largest element, at least 0, NaN if there is one.
  static func maximum<Real: ReferenceReal>(_ elements: [Real]) -> Real {
    elements.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
  }

  static func fold<Real: ReferenceReal>(
    _ kind: MicroKernel.Reduction.Kind,
    _ elements: [Real]
  ) -> Real {
    switch kind {
    case .sum: sum(elements)
    case .maximum: maximum(elements)
    }
  }

  /// Sums of rows, each as a sum of its own; or of columns, one accumulator each, rows in order.
  static func axisSum<Real: ReferenceReal>(
    isRow: Bool,
    _ matrix: ReferenceMatrix<Real>
  ) -> ReferenceMatrix<Real> {
    if isRow {
      let sums = (0..<matrix.rows).map { row in
        sum(matrix.elements[row * matrix.cols..<(row + 1) * matrix.cols])
      }
      return ReferenceMatrix(rows: matrix.rows, cols: 1, elements: sums)
    }
    var sums = ReferenceMatrix<Real>(rows: 1, cols: matrix.cols)
    for row in 0..<matrix.rows {
      for col in 0..<matrix.cols { sums.elements[col] += matrix[row, col] }
    }
    return sums
  }
}
