/// Something to execute for one tensor.
enum BoundUnit: BitwiseCopyable {
  /// Reads the tensor's scalar states.
  case states(UnsafeBufferPointer<ScalarCopy>)
  /// Computes scalars of the tensor.
  case scalars(UnsafeBufferPointer<ScalarInstruction>)
  /// A pass that is one call of its kernel.
  case call(PassCall)
  /// A pass of the binding.
  case pass(Int)
  /// A matrix function of the binding.
  case matrix(Int)
}

/// Where the values of scalars are.
struct ScalarValues: BitwiseCopyable {
  var model: UnsafePointer<Double>
  /// Those of one tensor.
  var tensor: UnsafePointer<Double>

  /// A value.
  @inline(__always)
  subscript(reference: ScalarReference) -> Double {
    switch reference {
    case .constant(let bits): Double(bitPattern: bits)
    case .model(let place): model[place]
    case .tensor(let place): tensor[place]
    }
  }
}

/// A scalar that is there before a list is executed.
struct ScalarCopy: BitwiseCopyable {
  var place: Int
  var source: UnsafePointer<Double>
}

/// A scalar that is kept after a list is executed.
struct ScalarStore: BitwiseCopyable {
  var value: ScalarReference
  /// The scalars of the tensor that the value may belong to.
  var scalars: UnsafePointer<Double>
  var target: UnsafeMutablePointer<Double>
}
