import OptRuntime

extension ParameterStorage where Scalar == Float {
  /// Whether every parameter is a finite number.
  var isFinite: Bool {
    for (tensor, shape) in zip(pointers, shapes) {
      // Adding one to the exponent carries into the sign bit exactly if all its bits are set.
      var carry: UInt32 = 0
      for element in 0..<shape.count {
        carry |= (tensor[element].bitPattern & 0x7F80_0000) &+ 0x0080_0000
      }
      if carry & 0x8000_0000 != 0 { return false }
    }
    return true
  }
}

extension Model where Scalar == Float {
  /// Scales all gradients so that their common Euclidean norm is at most `limit`.
  ///
  /// Pascanu, Mikolov, Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1.
  func clipGradients(_ shapes: [TensorShape], to limit: Double) {
    var squares = 0.0
    for (gradient, shape) in zip(gradientTensors.map { executor[$0] }, shapes) {
      for element in 0..<shape.count {
        squares += Double(gradient[element]) * Double(gradient[element])
      }
    }
    let norm = squares.squareRoot()
    guard norm > limit else { return }
    let factor = Float(limit / norm)
    for (gradient, shape) in zip(gradientTensors.map { executor[$0] }, shapes) {
      for element in 0..<shape.count { gradient[element] *= factor }
    }
  }
}
