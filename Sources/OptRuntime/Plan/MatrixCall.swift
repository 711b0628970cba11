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
    _ arrays: TensorArrays,
    scalarResult: UnsafeMutablePointer<Float>,
    _ number: (ScalarReference) -> Double
  ) throws(StepFailure.Reason) {
    var scalar = 0.0
    if case .scalar(let reference) = arguments.last { scalar = number(reference) }
    let result = resultMemory(arrays, scalarResult)
    let operands = arguments.map { Operand($0, arrays, number) }
    defer { for operand in operands { operand.release() } }
    // The identity has no argument but its side.
    let first =
      operands.first?.matrix
      ?? MatrixOperand(rows: result.rows, cols: result.cols, elements: UnsafePointer(scalarResult))
    let second = operands.last?.matrix ?? first
    try MatrixFunction.run(opcode, first, second, scalar: scalar, into: result.buffer)
  }

  private func resultMemory(
    _ arrays: TensorArrays,
    _ scalar: UnsafeMutablePointer<Float>
  ) -> (rows: Int, cols: Int, buffer: UnsafeMutableBufferPointer<Float>) {
    guard case .array(let buffer, let shape) = result, case .floats(let floats) = arrays[buffer]
    else { return (1, 1, UnsafeMutableBufferPointer(start: scalar, count: 1)) }
    let (rows, cols) = arrays.shape.lengths(of: shape)
    return (rows, cols, UnsafeMutableBufferPointer(start: floats, count: rows * cols))
  }

  /// An argument as a matrix; narrow states and scalars need memory of their own.
  private struct Operand {
    let matrix: MatrixOperand<Float>
    private let own: UnsafeMutablePointer<Float>?

    init(
      _ argument: Argument,
      _ arrays: TensorArrays,
      _ number: (ScalarReference) -> Double
    ) {
      switch argument {
      case .scalar(let reference):
        let memory = UnsafeMutablePointer<Float>.allocateFloats(1)
        memory[0] = Float(number(reference))
        own = memory
        matrix = MatrixOperand(rows: 1, cols: 1, elements: UnsafePointer(memory))
      case .array(let buffer, let shape):
        let (rows, cols) = arrays.shape.lengths(of: shape)
        if case .floats(let floats) = arrays[buffer] {
          own = nil
          matrix = MatrixOperand(rows: rows, cols: cols, elements: UnsafePointer(floats))
          return
        }
        let memory = UnsafeMutablePointer<Float>.allocateFloats(rows * cols)
        arrays[buffer].decode(0, rows * cols, into: memory)
        own = memory
        matrix = MatrixOperand(rows: rows, cols: cols, elements: UnsafePointer(memory))
      }
    }

    func release() { own?.deallocate() }
  }
}
