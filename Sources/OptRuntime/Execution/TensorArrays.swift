import OptProgram

/// The arrays that a step works on, of one tensor.
final class TensorArrays {
  let shape: TensorShape
  /// By variable.
  let states: [StateMemory?]
  var weight: UnsafeMutablePointer<Float>
  var gradient: UnsafePointer<Float>
  var evaluation: UnsafeMutablePointer<Float>?
  /// By variable.
  var inputs: [UnsafePointer<Float>?]
  var scratch: UnsafeMutablePointer<Float>
  var scratchOffsets: [Int] = []

  /// The arrays of a tensor with the given states; the others are supplied with each step.
  init(_ shape: TensorShape, states: [StateMemory?]) {
    self.shape = shape
    self.states = states
    let standIn = UnsafeMutablePointer<Float>.standIn
    weight = standIn
    gradient = UnsafePointer(standIn)
    scratch = standIn
    inputs = Array(repeating: nil, count: states.count)
  }

  /// The number of elements of a shape.
  func count(of shape: Shape) -> Int {
    let (rows, cols) = self.shape.lengths(of: shape)
    return rows * cols
  }

  /// The memory of an array at full width.
  func floats(of buffer: BufferReference) -> UnsafeMutablePointer<Float> {
    guard case .floats(let floats) = self[buffer] else { preconditionFailure("a narrow array") }
    return floats
  }

  /// The memory of an array.
  subscript(buffer: BufferReference) -> ElementMemory {
    switch buffer {
    case .weight: return .floats(weight)
    case .gradient: return .floats(UnsafeMutablePointer(mutating: gradient))
    case .evaluation: return .floats(evaluation ?? weight)
    case .scratch(let place): return .floats(scratch + scratchOffsets[place])
    case .state(let variable):
      guard let state = states[Int(variable.index)] else {
        preconditionFailure("a state without memory is used")
      }
      return state.elements
    case .input(let variable):
      guard let input = inputs[Int(variable.index)] else {
        preconditionFailure("an input that the rule reads was not supplied")
      }
      return .floats(UnsafeMutablePointer(mutating: input))
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// An address where nothing is, until there is a better one.
  static var standIn: UnsafeMutablePointer<Float> {
    guard let address = UnsafeMutablePointer(bitPattern: MemoryLayout<Float>.alignment) else {
      preconditionFailure("only 0 is no address")
    }
    return address
  }
}
