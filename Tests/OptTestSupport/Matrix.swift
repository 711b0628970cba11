/// A small matrix of Doubles for the test interpreter; 1 x 1 is a scalar.
public struct Matrix: Hashable, Sendable {
  /// The number of rows.
  public var rows: Int

  /// The number of columns.
  public var cols: Int

  /// The elements, row by row.
  public var elements: [Double]

  /// A matrix of the given elements.
  public init(rows: Int, cols: Int, _ elements: [Double]) {
    precondition(elements.count == rows * cols, "wrong number of elements")
    self.rows = rows
    self.cols = cols
    self.elements = elements
  }

  /// A scalar.
  public init(_ number: Double) { self.init(rows: 1, cols: 1, [number]) }

  /// The element at a place; sides of length 1 are broadcast.
  public subscript(row: Int, column: Int) -> Double {
    elements[(rows == 1 ? 0 : row) * cols + (cols == 1 ? 0 : column)]
  }

  /// The matrix repeated along sides of length 1.
  public func broadcast(rows: Int, cols: Int) -> Matrix {
    Matrix.make(rows: rows, cols: cols) { self[$0, $1] }
  }

  static func make(rows: Int, cols: Int, _ element: (Int, Int) -> Double) -> Matrix {
    var elements: [Double] = []
    for row in 0..<rows {
      for column in 0..<cols { elements.append(element(row, column)) }
    }
    return Matrix(rows: rows, cols: cols, elements)
  }

  func map(_ function: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, cols: cols, elements.map(function))
  }

  func zip(_ other: Matrix, _ function: (Double, Double) -> Double) -> Matrix {
    Matrix.make(rows: max(rows, other.rows), cols: max(cols, other.cols)) {
      function(self[$0, $1], other[$0, $1])
    }
  }

  var sum: Double { elements.reduce(0, +) }

  var sumOfSquares: Double { elements.reduce(0) { $0 + $1 * $1 } }

  var sumOfMagnitudes: Double { elements.reduce(0) { $0 + $1.magnitude } }

  var transposed: Matrix { Matrix.make(rows: cols, cols: rows) { self[$1, $0] } }

  func times(_ other: Matrix) -> Matrix {
    Matrix.make(rows: rows, cols: other.cols) { row, column in
      (0..<cols).reduce(0) { $0 + self[row, $1] * other[$1, column] }
    }
  }
}
