/// What a back end does for an `Optimizer`.
protocol OptimizerEngine: AnyObject {
  /// Why there is no machine code though it was asked for.
  var fallbackReason: NativeError? { get }

  /// Takes the step of a number, which is one more than the last one's.
  func step(
    _ number: Int,
    _ weights: [UnsafeMutablePointer<Float>],
    _ gradients: [UnsafePointer<Float>],
    learningRate: Double,
    _ inputs: StepInputs
  ) -> StepOutcome

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
