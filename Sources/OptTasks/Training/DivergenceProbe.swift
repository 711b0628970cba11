import OptProgram
import OptRuntime

/// A rule's update whose one step is taken in the reference interpreter, with a trace.
final class DivergenceProbe: WeightUpdate {
  /// Where the first weight that is not finite after that step comes from.
  private(set) var origin: NonFiniteResult?

  private let optimizer: Optimizer
  private let update: OptimizerUpdate
  private let interpreter: ReferenceOptimizer<Float>
  private let parameters: ParameterStorage<Float>
  private let lastStep: Int

  init(
    _ optimizer: Optimizer,
    _ interpreter: ReferenceOptimizer<Float>,
    _ parameters: ParameterStorage<Float>,
    seed: UInt64,
    step: Int
  ) {
    self.optimizer = optimizer
    self.interpreter = interpreter
    self.parameters = parameters
    update = OptimizerUpdate(optimizer, parameters, seed: seed)
    lastStep = step
  }

  var needsCurvature: Bool { update.needsCurvature }

  func prepare(_ model: Model<Float>, step: Int) { update.prepare(model, step: step) }

  func step(_ model: Model<Float>, step: Int, learningRate: Double, loss: Double) {
    if step == lastStep {
      trace(model, step: step, learningRate: learningRate, loss: loss)
    }
    update.step(model, step: step, learningRate: learningRate, loss: loss)
  }

  func writeEvaluationWeights(into target: ParameterStorage<Float>) {
    update.writeEvaluationWeights(into: target)
  }

  private func trace(_ model: Model<Float>, step: Int, learningRate: Double, loss: Double) {
    // A state that does not fit would be one of another rule, which there is none of here.
    guard (try? interpreter.restore(optimizer.saveState())) != nil else { return }
    interpreter.keepsTrace = true
    let given = update.inputs(model, step: step, loss: loss)
    var inputs = ReferenceInputs<Float>()
    inputs.loss = given.loss
    inputs.batchSize = given.batchSize
    inputs.hutchinsonDiagonal = elements(given.hutchinsonDiagonal)
    inputs.gaussNewtonDiagonal = elements(given.gaussNewtonDiagonal)
    var weights = elements(parameters.constants)
    _ = interpreter.step(
      weights: &weights,
      gradients: elements(model.gradients.map { UnsafePointer($0) }),
      learningRate: learningRate,
      inputs: inputs
    )
    for (tensor, elements) in weights.enumerated() {
      guard let element = elements.firstIndex(where: { !$0.isFinite }) else { continue }
      origin = interpreter.origin(tensor: tensor, element: element)
      return
    }
  }

  private func elements(_ pointers: [UnsafePointer<Float>]) -> [[Float]] {
    zip(pointers, parameters.shapes).map { pointer, shape in
      Array(UnsafeBufferPointer(start: pointer, count: shape.count))
    }
  }
}
