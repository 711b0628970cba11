extension Program {
  /// The number of statements of a step and its evaluation.
  public var statementCount: Int { step.count + evaluation.count }

  /// The number of states.
  public var stateCount: Int {
    var count = 0
    for declaration in variables where declaration.role.isState { count += 1 }
    return count
  }

  /// Bytes of state for each element of a large tensor whose arithmetic is Float; states smaller than
  /// the tensor count nothing, square ones as much as a tensor.
  public var stateBytesPerElement: Double {
    var bytes = 0.0
    for declaration in variables {
      guard case .state(let type, let storage) = declaration.role else { continue }
      if type.shape.rows != .one, type.shape.cols != .one { bytes += storage.bytesPerElement }
    }
    return bytes
  }
}

extension Storage {
  /// Bytes an element takes, the scale of a block of 256 included.
  public var bytesPerElement: Double {
    switch self {
    case .full: 4
    case .bf16: 2
    case .q8, .q8u: 1 + 4.0 / 256
    }
  }
}
