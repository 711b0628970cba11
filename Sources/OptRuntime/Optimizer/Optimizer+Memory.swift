extension Optimizer {
  /// Takes a step on weights and gradients in memory of the caller, for an optimizer of one tensor.
  ///
  /// Elements are in row-major order. The weights change in place, and the states.
  ///
  /// - Precondition: there is one tensor, and both spans have as many elements as it has.
  @discardableResult
  public func step(
    weights: inout MutableSpan<Float>,
    gradients: Span<Float>,
    learningRate: Double,
    inputs: StepInputs = .none
  ) -> StepOutcome {
    weights.withUnsafeMutableBufferPointer { weights in
      gradients.withUnsafeBufferPointer { gradients in
        step(
          weights: [weights],
          gradients: [gradients],
          learningRate: learningRate,
          inputs: inputs
        )
      }
    }
  }

  /// Takes a step on weights and gradients in memory of the caller, one buffer a tensor.
  ///
  /// Elements are in row-major order. The weights change in place, and the states. Weights, gradients
  /// and inputs must not overlap.
  ///
  /// - Precondition: there is one buffer for each tensor in both lists, with as many elements.
  @discardableResult
  public func step(
    weights: [UnsafeMutableBufferPointer<Float>],
    gradients: [UnsafeBufferPointer<Float>],
    learningRate: Double,
    inputs: StepInputs = .none
  ) -> StepOutcome {
    precondition(
      weights.map(\.count) == tensors.map(\.count)
        && gradients.map(\.count) == tensors.map(\.count),
      "one buffer a tensor, with as many elements"
    )
    // A tensor without elements has no memory, but a pointer all the same.
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { none in
      guard let none = none.baseAddress else { preconditionFailure("no temporary memory") }
      return step(
        weights: weights.map { $0.baseAddress ?? none },
        gradients: gradients.map { $0.baseAddress ?? UnsafePointer(none) },
        learningRate: learningRate,
        inputs: inputs
      )
    }
  }
}
