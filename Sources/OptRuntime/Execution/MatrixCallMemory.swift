/// The arrays of a matrix function, with memory for arguments that are no floats: scalars and narrow states.
final class MatrixCallMemory {
  let arrays: PlanArrays

  /// By argument; nil where the argument's own memory serves.
  private let floats: [UnsafeMutablePointer<Float>?]

  init(_ call: MatrixCall, _ arrays: PlanArrays) {
    self.arrays = arrays
    floats = call.arguments.map { argument in
      switch argument {
      case .scalar: return .allocateFloats(1)
      case .array(.state(let state), let shape):
        if case .floats = arrays[.state(state)] { return nil }
        return .allocateFloats(arrays.tensor.count(of: shape))
      case .array: return nil
      }
    }
  }

  deinit { for memory in floats { memory?.deallocate() } }

  /// An argument as a matrix.
  func operand(
    _ place: Int,
    of call: MatrixCall,
    _ number: (ScalarReference) -> Double
  ) -> MatrixOperand<Float> {
    switch call.arguments[place] {
    case .scalar(let reference):
      guard let memory = floats[place] else { preconditionFailure("a scalar without memory") }
      memory[0] = Float(number(reference))
      return MatrixOperand(rows: 1, cols: 1, elements: UnsafePointer(memory))
    case .array(let buffer, let shape):
      let (rows, cols) = arrays.tensor.shape.lengths(of: shape)
      guard let memory = floats[place] else {
        let elements = UnsafePointer(arrays.floats(of: buffer))
        return MatrixOperand(rows: rows, cols: cols, elements: elements)
      }
      arrays[buffer].decode(0, rows * cols, into: memory)
      return MatrixOperand(rows: rows, cols: cols, elements: UnsafePointer(memory))
    }
  }
}
