/// The orthogonal factor of a matrix by Householder's reflections, in Double.
struct OrthogonalFactor {
  /// The Q of A = Q R with a diagonal of R that is not negative (Golub and Van Loan, Matrix Computations,
  /// algorithm 5.2.1), in the shape of A; where A has more columns than rows, the further ones are 0.
  let elements: UnsafeMutableBufferPointer<Double>

  private let rows: Int
  private let cols: Int
  /// By column: the vector of its reflection, of which the components before the column are not used.
  private let reflectors: UnsafeMutableBufferPointer<Double>

  /// The factor of a matrix, which is overwritten.
  init(
    of matrix: UnsafeMutableBufferPointer<Double>,
    rows: Int,
    cols: Int,
    _ workspace: MatrixWorkspace
  ) {
    self.rows = rows
    self.cols = cols
    let count = min(rows, cols)
    reflectors = workspace.array(repeating: 0, count: count * rows)
    elements = workspace.array(repeating: 0, count: rows * cols)
    for column in 0..<count {
      setReflector(matrix, column)
      reflect(matrix, column)
      elements[column * cols + column] = matrix[column * cols + column] < 0 ? -1 : 1
    }
    for column in (0..<count).reversed() { reflect(elements, column) }
  }

  private func reflector(_ column: Int) -> Slice<UnsafeMutableBufferPointer<Double>> {
    reflectors[column * rows + column..<(column + 1) * rows]
  }

  /// The vector v of I - 2 v v^T / v^T v that makes a column zero below the diagonal, from there on.
  private func setReflector(_ matrix: UnsafeMutableBufferPointer<Double>, _ column: Int) {
    for row in column..<rows { reflectors[column * rows + row] = matrix[row * cols + column] }
    let norm = reflector(column).reduce(0) { $0 + $1 * $1 }.squareRoot()
    reflectors[column * rows + column] += matrix[column * cols + column] < 0 ? -norm : norm
  }

  /// Reflects the columns of a matrix.
  private func reflect(_ matrix: UnsafeMutableBufferPointer<Double>, _ first: Int) {
    let vector = reflector(first)
    let square = vector.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return }
    for column in 0..<cols {
      var product = 0.0
      for (place, factor) in vector.enumerated() {
        product += factor * matrix[(first + place) * cols + column]
      }
      let scale = 2 * product / square
      for (place, factor) in vector.enumerated() {
        matrix[(first + place) * cols + column] -= scale * factor
      }
    }
  }
}
