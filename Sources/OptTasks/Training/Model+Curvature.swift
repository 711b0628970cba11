import OptProgram

extension Model where Scalar == Float {
  /// Turns `products` into Hutchinson's estimate z * (H z) of the Hessian's diagonal.
  ///
  /// z holds random signs (Bekas, Kokiopoulou, Saad 2007, "An estimator for the diagonal of a matrix").
  /// The gradients of the step come before and stay as they are.
  func estimateHutchinson(seed: UInt64, step: Int) {
    for (place, tensor) in directionTensors.enumerated() {
      var stream = curvatureStream(seed, step, place + 1)
      let direction = executor[tensor]
      for element in 0..<tensor.count { direction[element] = stream.next() >> 63 == 0 ? 1 : -1 }
    }
    runTangent()
    for (direction, product) in zip(directionTensors, productTensors) {
      let (signs, values) = (executor[direction], executor[product])
      for element in 0..<product.count { values[element] *= signs[element] }
    }
  }

  /// Turns `gaussNewton` into the Gauss-Newton-Bartlett estimate of the Hessian's diagonal.
  ///
  /// The squared gradient on targets drawn from the model's own distribution, times the number of
  /// targets (Liu et al. 2023, "Sophia", algorithm 2). Of a loss without a distribution the gradient
  /// itself is taken. The loaded batch stays; gradients and losses are overwritten.
  func estimateGaussNewton(seed: UInt64, step: Int) {
    var stream = curvatureStream(seed, step, 0)
    runForward()
    switch head.kind {
    case .function: runBackward()
    case .classification(let logits, let labels):
      let places = executor[labels]
      exchange(places, labels.count) { row in
        Int32(self.drawLabel(row, of: logits, &stream))
      }
    case .logistic(let logits, let targets):
      let values = executor[logits]
      exchange(executor[targets], targets.count) { element in
        stream.uniform() < HostMath.sigmoid(Double(values[element])) ? 1 : 0
      }
    case .regression(let predictions, let targets):
      let values = executor[predictions]
      exchange(executor[targets], targets.count) { element in
        Float(Double(values[element]) + stream.normal())
      }
    }
    let scale = Float(head.loss.rows)
    for (gradient, estimate) in zip(gradientTensors, gaussNewtonTensors) {
      let (source, target) = (executor[gradient], executor[estimate])
      for element in 0..<gradient.count {
        target[element] = scale * (source[element] * source[element])
      }
    }
  }

  /// Computes the gradients with other targets, then puts the old ones back.
  private func exchange<Target>(
    _ targets: UnsafeMutablePointer<Target>,
    _ count: Int,
    _ drawn: (Int) -> Target
  ) {
    withUnsafeTemporaryAllocation(of: Target.self, capacity: count) { kept in
      guard let base = kept.baseAddress else { return }
      base.initialize(from: targets, count: count)
      for place in 0..<count { targets[place] = drawn(place) }
      runForward()
      runBackward()
      targets.update(from: base, count: count)
      base.deinitialize(count: count)
    }
  }

  private func drawLabel(_ row: Int, of logits: Tensor, _ stream: inout RandomStream) -> Int {
    let values = executor[logits] + row * logits.cols
    var largest = values[0]
    for column in 1..<logits.cols { largest = max(largest, values[column]) }
    func weight(_ column: Int) -> Double { HostMath.exp(Double(values[column] - largest)) }
    let total = (0..<logits.cols).reduce(0) { $0 + weight($1) }
    var left = stream.uniform() * total
    for column in 0..<(logits.cols - 1) {
      left -= weight(column)
      if left < 0 { return column }
    }
    return logits.cols - 1
  }

  private func curvatureStream(_ seed: UInt64, _ step: Int, _ place: Int) -> RandomStream {
    RandomStream(seed: seed, purpose: .curvature, index: UInt64(step) << 16 | UInt64(place))
  }
}
