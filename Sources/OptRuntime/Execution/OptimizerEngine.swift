/// What a back end does for an `Optimizer`.
protocol OptimizerEngine: AnyObject {
  /// Takes the step of a number, which is one more than the last one's.
  func step(_ arguments: StepArguments) -> StepOutcome

  /// Writes the weights to evaluate with, after the step of a number.
  func evaluate(
    step: Int,
    learningRate: Double,
    _ weights: [UnsafePointer<Float>],
    into evaluation: [UnsafeMutablePointer<Float>]
  )

  /// Sets all states to 0.
  func reset()

  /// The buffers of a saved state.
  func save() -> [SavedState.Buffer]

  /// Takes the buffers of a saved state.
  func restore(_ buffers: [SavedState.Buffer]) throws(OptimizerError)
}

/// What a step is given.
struct StepArguments {
  var number: Int
  var weights: [UnsafeMutablePointer<Float>]
  var gradients: [UnsafePointer<Float>]
  var learningRate: Double
  var inputs: StepInputs
}
