import OptProgram

extension MatrixFunction {
  /// A function of scalars, computed in Double on matrices of one element.
  static func scalar(
    _ opcode: Opcode,
    _ operands: [Double]
  ) throws(StepFailure.Reason) -> Double {
    try matrix(opcode, operands.map { ReferenceValue<Double>.scalar($0) }, rows: 1, cols: 1)
      .elements[0]
  }

  /// A function of values, of which scalars count as matrices of one element.
  static func matrix<Real: ReferenceReal>(
    _ opcode: Opcode,
    _ operands: [ReferenceValue<Real>],
    rows: Int,
    cols: Int
  ) throws(StepFailure.Reason) -> ReferenceMatrix<Real> {
    var result = ReferenceMatrix<Real>(rows: rows, cols: cols)
    let scalar: Double =
      switch operands.last {
      case .scalar(let number): number
      default: 0
      }
    let first = opcode == .eye ? ReferenceMatrix(rows: rows, cols: cols) : operands[0].matrix
    let second = operands[operands.count - 1].matrix
    var reason: StepFailure.Reason?
    withOperand(first) { a in
      withOperand(second) { b in
        result.elements.withUnsafeMutableBufferPointer { result in
          do throws(StepFailure.Reason) {
            try run(opcode, a, b, scalar: scalar, into: result, MatrixWorkspace())
          } catch {
            reason = error
          }
        }
      }
    }
    if let reason { throw reason }
    return result
  }

  private static func withOperand<Real: ReferenceReal>(
    _ matrix: ReferenceMatrix<Real>,
    _ body: (MatrixOperand<Real>) -> Void
  ) {
    matrix.elements.withUnsafeBufferPointer { elements in
      // An empty array may have no address; nothing is read from the stand-in.
      withUnsafeTemporaryAllocation(of: Real.self, capacity: 1) { standIn in
        guard let start = elements.baseAddress ?? UnsafePointer(standIn.baseAddress) else { return }
        body(MatrixOperand(rows: matrix.rows, cols: matrix.cols, elements: start))
      }
    }
  }
}
