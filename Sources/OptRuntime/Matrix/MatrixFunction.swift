import OptProgram

/// The operand of a matrix function, row-major.
struct MatrixOperand<Real: MatrixReal> {
  var rows: Int
  var cols: Int
  var elements: UnsafePointer<Real>

  var count: Int { rows * cols }

  var buffer: UnsafeBufferPointer<Real> { UnsafeBufferPointer(start: elements, count: count) }

  /// A copy in Double.
  func doubles(_ workspace: MatrixWorkspace) -> UnsafeMutableBufferPointer<Double> {
    let copy = workspace.array(repeating: 0.0, count: count)
    for place in 0..<count { copy[place] = Double(elements[place]) }
    return copy
  }

  var isFinite: Bool { buffer.allSatisfy { $0.isFinite } }
}

/// Matrix and order functions, the same code for all back ends.
///
/// Products and `orthogonalize` are computed in the width of the elements; what needs a factorisation is
/// computed in Double and rounded once.
enum MatrixFunction {
  /// Computes a function of matrices (operands in order) and perhaps of a scalar, the last argument.
  ///
  /// - Precondition: `result` has room for the function's result, and is not an operand.
  /// - Throws: why there is no result; `result` then holds NaN.
  static func run<Real: MatrixReal>(
    _ opcode: Opcode,
    _ a: MatrixOperand<Real>,
    _ b: MatrixOperand<Real>,
    scalar: Double,
    into result: UnsafeMutableBufferPointer<Real>,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) {
    workspace.clear()
    do throws(StepFailure.Reason) {
      try compute(opcode, a, b, scalar, result, workspace)
    } catch {
      result.update(repeating: .nan)
      throw error
    }
  }

  private static func compute<Real: MatrixReal>(
    _ opcode: Opcode,
    _ a: MatrixOperand<Real>,
    _ b: MatrixOperand<Real>,
    _ scalar: Double,
    _ result: UnsafeMutableBufferPointer<Real>,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) {
    guard !result.isEmpty, let target = result.baseAddress else { return }
    switch opcode {
    case .matmul: multiply(a, b, target)
    case .transpose: transpose(a, target)
    case .outer: outer(a, b, target)
    case .trace: target[0] = ReferenceFold.sum(diagonal(a))
    case .diag: for (place, element) in diagonal(a).enumerated() { target[place] = element }
    case .eye: identity(result, side: a.rows)
    case .inverse: try round(inverse(a, workspace), result)
    case .inverseRoot: try round(inverseRoot(a, scalar, workspace), result)
    case .orthogonalize:
      let steps = OrderStatistics<Real>.limited(scalar, to: 0...100)
      orthogonalize(a, steps: steps, target, workspace)
    case .solve: try round(solve(a, b, workspace), result)
    case .eigvecs: try round(eigenvectors(a, workspace), result)
    case .qr:
      guard a.isFinite else { throw .notFinite }
      let matrix = a.doubles(workspace)
      round(OrthogonalFactor(of: matrix, rows: a.rows, cols: a.cols, workspace).elements, result)
    case .kthLargest:
      let place = OrderStatistics(a.buffer, workspace).placeOfLargest(scalar)
      target[0] = place.map { a.elements[$0] } ?? .nan
    case .topKMask: OrderStatistics(a.buffer, workspace).markLargest(scalar, in: target)
    default: preconditionFailure("\(opcode.name) is not a matrix function")
    }
  }

  private static func round<Real: MatrixReal>(
    _ elements: UnsafeMutableBufferPointer<Double>,
    _ result: UnsafeMutableBufferPointer<Real>
  ) {
    for place in elements.indices { result[place] = Real(elements[place]) }
  }

  // MARK: - Without arithmetic

  private static func transpose<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ target: UnsafeMutablePointer<Real>
  ) {
    for row in 0..<a.rows {
      for col in 0..<a.cols { target[col * a.rows + row] = a.elements[row * a.cols + col] }
    }
  }

  private static func diagonal<Real: MatrixReal>(
    _ a: MatrixOperand<Real>
  ) -> some RandomAccessCollection<Real> {
    (0..<a.rows).lazy.map { a.elements[$0 * a.cols + $0] }
  }

  private static func identity<Real: MatrixReal>(
    _ result: UnsafeMutableBufferPointer<Real>,
    side: Int
  ) {
    result.update(repeating: 0)
    for place in 0..<side { result[place * side + place] = 1 }
  }

  // MARK: - Products

  private static func multiply<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ b: MatrixOperand<Real>,
    transposingSecond: Bool = false,
    _ target: UnsafeMutablePointer<Real>
  ) {
    let columns = transposingSecond ? b.rows : b.cols
    let shape = MatrixProduct.Shape(
      rows: a.rows,
      columns: columns,
      inner: a.cols,
      a: .init(leadingDimension: a.cols),
      b: .init(isTransposed: transposingSecond, leadingDimension: b.cols),
      resultLeadingDimension: columns
    )
    Real.multiply(shape, a.elements, b.elements, into: target)
  }

  private static func outer<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ b: MatrixOperand<Real>,
    _ target: UnsafeMutablePointer<Real>
  ) {
    for row in 0..<a.count {
      for col in 0..<b.count { target[row * b.count + col] = a.elements[row] * b.elements[col] }
    }
  }

  /// Newton and Schulz's iteration of fifth order with the coefficients of Jordan and others (2024).
  ///
  /// x <- p x + (q A + r A^2) x with A = x x^T, from x = a / (norm(a) + 1e-8), on the side with fewer rows.
  private static func orthogonalize<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    steps: Int,
    _ target: UnsafeMutablePointer<Real>,
    _ workspace: MatrixWorkspace
  ) {
    let isTall = a.rows > a.cols
    let rows = min(a.rows, a.cols)
    let cols = max(a.rows, a.cols)
    let squares = a.buffer.lazy.map { $0 * $0 }
    let norm = ReferenceFold.sum(squares).squareRoot() + Real(1e-8)
    func matrix(_ count: Int) -> UnsafeMutablePointer<Real> {
      // A matrix without elements has an address too.
      workspace.array(repeating: Real(0), count: max(count, 1)).baseAddress ?? target
    }
    let (x, y) = (matrix(rows * cols), matrix(rows * cols))
    let (gram, square, sum) = (matrix(rows * rows), matrix(rows * rows), matrix(rows * rows))
    if isTall { transpose(a, x) } else { x.update(from: a.elements, count: a.count) }
    for place in 0..<a.count { x[place] /= norm }
    let operand = MatrixOperand<Real>(rows: rows, cols: cols, elements: x)
    let gramOperand = MatrixOperand<Real>(rows: rows, cols: rows, elements: gram)
    let sumOperand = MatrixOperand<Real>(rows: rows, cols: rows, elements: sum)
    for _ in 0..<steps {
      multiply(operand, operand, transposingSecond: true, gram)
      multiply(gramOperand, gramOperand, square)
      for place in 0..<rows * rows {
        sum[place] = Real(-4.7750) * gram[place] + Real(2.0315) * square[place]
      }
      multiply(sumOperand, operand, y)
      for place in 0..<rows * cols { x[place] = Real(3.4445) * x[place] + y[place] }
    }
    if isTall {
      transpose(operand, target)
    } else {
      target.update(from: x, count: a.count)
    }
  }

  // MARK: - Factorisations

  private static func inverse<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) -> UnsafeMutableBufferPointer<Double> {
    guard a.isFinite else { throw .notFinite }
    let identity = workspace.array(repeating: 0.0, count: a.count)
    for place in 0..<a.rows { identity[place * a.rows + place] = 1 }
    return try solution(a, identity, columns: a.rows, workspace)
  }

  private static func solve<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ b: MatrixOperand<Real>,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) -> UnsafeMutableBufferPointer<Double> {
    guard a.isFinite, b.isFinite else { throw .notFinite }
    return try solution(a, b.doubles(workspace), columns: b.cols, workspace)
  }

  private static func solution<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ right: UnsafeMutableBufferPointer<Double>,
    columns: Int,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) -> UnsafeMutableBufferPointer<Double> {
    let system = try SquareSystem(a.doubles(workspace), side: a.rows, workspace)
    let result = workspace.array(repeating: 0.0, count: right.count)
    system.solve(right, columns: columns, into: result)
    return result
  }

  private static func eigenvectors<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) -> UnsafeMutableBufferPointer<Double> {
    guard a.isFinite else { throw .notFinite }
    let side = a.rows
    let problem = try SymmetricEigenproblem(a.doubles(workspace), side: side, workspace)
    let columns = workspace.array(repeating: 0.0, count: side * side)
    for row in 0..<side {
      for col in 0..<side { columns[row * side + col] = problem.vectors[col * side + row] }
    }
    return columns
  }

  /// The sum over eigenvalues of value^(-1/p) v v^T.
  private static func inverseRoot<Real: MatrixReal>(
    _ a: MatrixOperand<Real>,
    _ p: Double,
    _ workspace: MatrixWorkspace
  ) throws(StepFailure.Reason) -> UnsafeMutableBufferPointer<Double> {
    guard a.isFinite else { throw .notFinite }
    let side = a.rows
    let problem = try SymmetricEigenproblem(a.doubles(workspace), side: side, workspace)
    guard problem.values.allSatisfy({ $0 > 0 }) else { throw .notPositive }
    let result = workspace.array(repeating: 0.0, count: side * side)
    for (place, value) in problem.values.enumerated() {
      let root = HostMath.pow(value, -1 / p)
      let vector = problem.vectors[place * side..<(place + 1) * side]
      for (row, left) in vector.enumerated() {
        let factor = root * left
        for (col, right) in vector.enumerated() { result[row * side + col] += factor * right }
      }
    }
    return result
  }
}
