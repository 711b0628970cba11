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
