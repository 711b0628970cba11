import OptProgram

/// One call of a matrix or order function.
struct MatrixCall: Sendable {
  enum Argument: Hashable, Sendable {
    case array(BufferReference, Shape)
    case scalar(ScalarReference)
  }

  enum Result: Hashable, Sendable {
    case array(BufferReference, Shape)
    case scalar(Int)
  }

  var opcode: Opcode
  var arguments: [Argument]
  var result: Result
  var statement: Int

  /// Calls the function for a tensor.
  func run(
    _ memory: MatrixCallMemory,
    _ workspace: MatrixWorkspace,
    scalarResult: UnsafeMutablePointer<Float>,
    _ number: (ScalarReference) -> Double
  ) throws(StepFailure.Reason) {
    var scalar = 0.0
    if case .scalar(let reference) = arguments.last { scalar = number(reference) }
    let result = resultMemory(memory.arrays, scalarResult)
    // The identity has no argument but its side.
    let first =
      arguments.isEmpty
      ? MatrixOperand(rows: result.rows, cols: result.cols, elements: UnsafePointer(scalarResult))
      : memory.operand(0, of: self, number)
    let last = arguments.count - 1
    let second = last > 0 ? memory.operand(last, of: self, number) : first
    try MatrixFunction.run(
      opcode,
      first,
      second,
      scalar: scalar,
      into: result.buffer,
      workspace
    )
  }

  private func resultMemory(
    _ arrays: PlanArrays,
    _ scalar: UnsafeMutablePointer<Float>
  ) -> (rows: Int, cols: Int, buffer: UnsafeMutableBufferPointer<Float>) {
    guard case .array(let buffer, let shape) = result, case .floats(let floats) = arrays[buffer]
    else { return (1, 1, UnsafeMutableBufferPointer(start: scalar, count: 1)) }
    let (rows, cols) = arrays.tensor.shape.lengths(of: shape)
    return (rows, cols, UnsafeMutableBufferPointer(start: floats, count: rows * cols))
  }
}
