/// The orthogonal factor of a matrix by Householder's reflections, in Double.
enum OrthogonalFactor {
  /// The Q of A = Q R with a diagonal of R that is not negative (Golub and Van Loan, Matrix Computations,
  /// algorithm 5.2.1), in the shape of A; where A has more columns than rows, the further ones are 0.
  static func compute(_ matrix: [Double], rows: Int, cols: Int) -> [Double] {
    let count = min(rows, cols)
    var triangle = matrix
    var reflectors: [[Double]] = []
    var signs: [Double] = []
    for column in 0..<count {
      let reflector = reflector(triangle, rows: rows, cols: cols, column)
      apply(reflector, to: &triangle, from: column, cols: cols)
      reflectors.append(reflector)
      signs.append(triangle[column * cols + column] < 0 ? -1 : 1)
    }
    var result = [Double](repeating: 0, count: rows * cols)
    for column in 0..<count { result[column * cols + column] = signs[column] }
    for column in (0..<count).reversed() {
      apply(reflectors[column], to: &result, from: column, cols: cols)
    }
    return result
  }

  /// The vector v of I - 2 v v^T / v^T v that makes a column zero below the diagonal, from there on.
  private static func reflector(
    _ matrix: [Double],
    rows: Int,
    cols: Int,
    _ column: Int
  ) -> [Double] {
    var vector = (column..<rows).map { matrix[$0 * cols + column] }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    vector[0] += vector[0] < 0 ? -norm : norm
    return vector
  }

  private static func apply(
    _ vector: [Double],
    to matrix: inout [Double],
    from first: Int,
    cols: Int
  ) {
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
