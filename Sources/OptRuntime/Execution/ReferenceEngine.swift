import OptProgram

/// Executes a rule by the reference interpreter.
final class ReferenceEngine: OptimizerEngine {
  private let interpreter: ReferenceOptimizer<Float>
  private let counts: [Int]
  let fallbackReason: NativeError? = nil

  init(
    _ program: Program,
    _ tensors: [TensorShape],
    _ configuration: Optimizer.Configuration
  ) throws(OptimizerError) {
    interpreter = try ReferenceOptimizer(
      program,
      tensors: tensors,
      configuration: configuration
    )
    counts = tensors.map(\.count)
  }

  func step(
    _ number: Int,
    _ weights: [UnsafeMutablePointer<Float>],
    _ gradients: [UnsafePointer<Float>],
    learningRate: Double,
    _ inputs: StepInputs
  ) -> StepOutcome {
    interpreter.resume(after: number - 1)
    var values = read(weights.map { UnsafePointer($0) })
    let outcome = interpreter.step(
      weights: &values,
      gradients: read(gradients),
      learningRate: learningRate,
      inputs: self.inputs(inputs)
    )
    write(values, weights)
    return outcome
  }

  func evaluate(
    step: Int,
    learningRate: Double,
    _ weights: [UnsafePointer<Float>],
    into evaluation: [UnsafeMutablePointer<Float>]
  ) {
    write(interpreter.evaluationWeights(read(weights)), evaluation)
  }

  func reset() { interpreter.reset() }

  func save() -> [SavedState.Buffer] { interpreter.saveState().buffers }

  func restore(_ buffers: [SavedState.Buffer]) throws(OptimizerError) {
    try interpreter.restore(SavedState(stepNumber: 0, buffers: buffers))
  }

  private func inputs(_ inputs: StepInputs) -> ReferenceInputs<Float> {
    var result = ReferenceInputs<Float>()
    result.hutchinsonDiagonal = read(inputs.hutchinsonDiagonal)
    result.gaussNewtonDiagonal = read(inputs.gaussNewtonDiagonal)
    result.noise = inputs.noise.map { read($0) }
    result.loss = inputs.loss
    result.batchSize = inputs.batchSize
    return result
  }

  private func read(_ pointers: [UnsafePointer<Float>]) -> [[Float]] {
    zip(pointers, counts).map { Array(UnsafeBufferPointer(start: $0, count: $1)) }
  }

  private func write(_ lists: [[Float]], _ pointers: [UnsafeMutablePointer<Float>]) {
    for (list, pointer) in zip(lists, pointers) { pointer.update(from: list, count: list.count) }
  }
}
