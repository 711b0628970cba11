import OptProgram
import OptRuntime

/// A way of changing weights step by step.
package protocol WeightUpdate {
  /// Whether some step wants an estimate of curvature.
  var needsCurvature: Bool { get }

  /// Called before each step with the model that holds the step's batch.
  func prepare(_ model: Model<Float>, step: Int)

  /// Changes the weights by the model's gradients.
  func step(_ model: Model<Float>, step: Int, learningRate: Double, loss: Double)

  /// Writes the weights to be judged.
  func writeEvaluationWeights(into target: ParameterStorage<Float>)
}

/// A rule's update.
struct OptimizerUpdate: WeightUpdate {
  private let optimizer: Optimizer
  private let parameters: ParameterStorage<Float>
  private let seed: UInt64

  let needsCurvature: Bool

  init(_ optimizer: Optimizer, _ parameters: ParameterStorage<Float>, seed: UInt64) {
    self.optimizer = optimizer
    self.parameters = parameters
    self.seed = seed
    needsCurvature = optimizer.program.inputs.contains { input in
      if case .input(.hessianDiagonal) = optimizer.program[input].role { true } else { false }
    }
  }

  func prepare(_ model: Model<Float>, step: Int) {
    if needsCurvature, optimizer.reads(.hessianDiagonal(.gaussNewton), atStep: step) {
      model.estimateGaussNewton(seed: seed, step: step)
    }
  }

  func step(_ model: Model<Float>, step: Int, learningRate: Double, loss: Double) {
    optimizer.step(
      weights: parameters.pointers,
      gradients: model.gradients,
      learningRate: learningRate,
      inputs: inputs(model, step: step, loss: loss)
    )
  }

  /// What the rule reads in a step beside weights and gradients.
  func inputs(_ model: Model<Float>, step: Int, loss: Double) -> StepInputs {
    var inputs = StepInputs()
    inputs.loss = loss
    inputs.batchSize = Double(model.examples)
    guard needsCurvature else { return inputs }
    if optimizer.reads(.hessianDiagonal(.gaussNewton), atStep: step) {
      inputs.gaussNewtonDiagonal = model.gaussNewton
    }
    if optimizer.reads(.hessianDiagonal(.hutchinson), atStep: step) {
      model.estimateHutchinson(seed: seed, step: step)
      inputs.hutchinsonDiagonal = model.products
    }
    return inputs
  }

  func writeEvaluationWeights(into target: ParameterStorage<Float>) {
    optimizer.evaluationWeights(
      weights: parameters.constants,
      into: target.pointers
    )
  }
}
