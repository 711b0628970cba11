/// Eigenvalues and eigenvectors of the symmetric part of a matrix, in Double.
///
/// Jacobi's method, sweep by sweep over all pairs in row order (Golub and Van Loan, Matrix Computations,
/// section 8.5): slower than tridiagonal methods, but small eigenvalues of positive matrices keep their
/// relative accuracy, which their roots need.
struct SymmetricEigenproblem {
  /// In descending order.
  let values: UnsafeMutableBufferPointer<Double>

  /// Row i is the eigenvector of value i, of length 1, its largest component positive.
  let vectors: UnsafeMutableBufferPointer<Double>

  private let side: Int
  private let matrix: UnsafeMutableBufferPointer<Double>
  /// As `vectors`, in the order of the rows.
  private let rotated: UnsafeMutableBufferPointer<Double>

  private static let sweepLimit = 60

  init(
    _ source: UnsafeMutableBufferPointer<Double>,
    side: Int,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) {
    self.side = side
    values = workspace.array(repeating: 0, count: side)
    vectors = workspace.array(repeating: 0, count: side * side)
    matrix = workspace.array(repeating: 0, count: side * side)
    rotated = workspace.array(repeating: 0, count: side * side)
    for row in 0..<side {
      rotated[row * side + row] = 1
      for col in 0..<side {
        matrix[row * side + col] = (source[row * side + col] + source[col * side + row]) / 2
      }
    }
    var sweeps = 0
    while sweep() {
      sweeps += 1
      guard sweeps < SymmetricEigenproblem.sweepLimit else { throw .noConvergence }
    }
    sort(order: workspace.array(repeating: 0, count: side))
  }

  /// Rotates every pair that is not yet diagonal to working precision; whether there was one.
  private func sweep() -> Bool {
    var hasRotated = false
    for p in 0..<side {
      for q in p + 1..<max(side, p + 1) {
        let entry = matrix[p * side + q]
        let scale = (matrix[p * side + p] * matrix[q * side + q]).magnitude.squareRoot()
        guard entry.magnitude > 0x1p-53 * scale, entry.magnitude >= 0x1p-1000 else { continue }
        rotate(p, q)
        hasRotated = true
      }
    }
    return hasRotated
  }

  /// The rotation that makes the entry (p, q) zero, by the smaller angle.
  private func rotate(_ p: Int, _ q: Int) {
    let entry = matrix[p * side + q]
    let ratio = (matrix[q * side + q] - matrix[p * side + p]) / (2 * entry)
    let root = ratio.magnitude > 0x1p500 ? ratio.magnitude : (1 + ratio * ratio).squareRoot()
    let tangent = (ratio < 0 ? -1 : 1) / (ratio.magnitude + root)
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for index in 0..<side where index != p && index != q {
      let a = matrix[p * side + index]
      let b = matrix[q * side + index]
      let first = cosine * a - sine * b
      let second = sine * a + cosine * b
      (matrix[p * side + index], matrix[index * side + p]) = (first, first)
      (matrix[q * side + index], matrix[index * side + q]) = (second, second)
    }
    matrix[p * side + p] -= tangent * entry
    matrix[q * side + q] += tangent * entry
    (matrix[p * side + q], matrix[q * side + p]) = (0, 0)
    for index in 0..<side {
      let a = rotated[p * side + index]
      let b = rotated[q * side + index]
      rotated[p * side + index] = cosine * a - sine * b
      rotated[q * side + index] = sine * a + cosine * b
    }
  }

  private func sort(order: UnsafeMutableBufferPointer<Int>) {
    for row in 0..<side {
      var place = row
      // Rows of equal values stay in order.
      while place > 0, value(row) > value(order[place - 1]) {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = row
    }
    for (place, row) in order.enumerated() {
      values[place] = value(row)
      let vector = rotated[row * side..<(row + 1) * side]
      let largest = vector.reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
      for (col, component) in vector.enumerated() {
        vectors[place * side + col] = largest < 0 ? -component : component
      }
    }
  }

  private func value(_ row: Int) -> Double { matrix[row * side + row] }
}
