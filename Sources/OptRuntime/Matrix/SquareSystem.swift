/// A factorisation of a square matrix into triangles, with exchanged rows, in Double.
struct SquareSystem {
  private let side: Int
  private let factors: UnsafeMutableBufferPointer<Double>
  private let order: UnsafeMutableBufferPointer<Int>

  /// Gaussian elimination with partial pivoting: the pivot is the largest magnitude of its column, the
  /// first one of equals (Golub and Van Loan, Matrix Computations, algorithm 3.4.1).
  ///
  /// The matrix is overwritten.
  init(
    _ matrix: UnsafeMutableBufferPointer<Double>,
    side: Int,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) {
    self.side = side
    factors = matrix
    order = workspace.array(repeating: 0, count: side)
    for row in 0..<side { order[row] = row }
    for column in 0..<side {
      let pivot = pivotRow(column)
      guard factors[pivot * side + column] != 0 else { throw .singular }
      exchange(column, pivot)
      for row in column + 1..<max(side, column + 1) { eliminate(row, column) }
    }
  }

  private func pivotRow(_ column: Int) -> Int {
    var best = column
    for row in column..<side
    where factors[row * side + column].magnitude > factors[best * side + column].magnitude {
      best = row
    }
    return best
  }

  private func exchange(_ a: Int, _ b: Int) {
    guard a != b else { return }
    order.swapAt(a, b)
    for column in 0..<side { factors.swapAt(a * side + column, b * side + column) }
  }

  private func eliminate(_ row: Int, _ pivot: Int) {
    let factor = factors[row * side + pivot] / factors[pivot * side + pivot]
    factors[row * side + pivot] = factor
    guard factor != 0 else { return }
    for column in pivot + 1..<max(side, pivot + 1) {
      factors[row * side + column] -= factor * factors[pivot * side + column]
    }
  }

  /// Writes the solution x of `A x = b`, for right sides of `columns` columns.
  func solve(
    _ right: UnsafeMutableBufferPointer<Double>,
    columns: Int,
    into result: UnsafeMutableBufferPointer<Double>
  ) {
    for row in 0..<side {
      for column in 0..<columns {
        result[row * columns + column] = right[order[row] * columns + column]
      }
    }
    for row in 0..<side {
      for earlier in 0..<row {
        subtract(factors[row * side + earlier], earlier, from: row, result, columns)
      }
    }
    for row in (0..<side).reversed() {
      for later in row + 1..<max(side, row + 1) {
        subtract(factors[row * side + later], later, from: row, result, columns)
      }
      for column in 0..<columns { result[row * columns + column] /= factors[row * side + row] }
    }
  }

  private func subtract(
    _ factor: Double,
    _ source: Int,
    from row: Int,
    _ result: UnsafeMutableBufferPointer<Double>,
    _ columns: Int
  ) {
    for column in 0..<columns {
      result[row * columns + column] -= factor * result[source * columns + column]
    }
  }
}
