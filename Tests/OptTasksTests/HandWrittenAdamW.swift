import OptRuntime

@testable import OptTasks

/// AdamW by hand: Loshchilov, Hutter 2019, algorithm 2.
final class HandWrittenAdamW: WeightUpdate {
  private let weightDecay: Float = 0.01
  private let parameters: ParameterStorage<Float>
  private var first: [[Float]]
  private var second: [[Float]]
  private var (power1, power2): (Float, Float) = (1, 1)

  init(_ parameters: ParameterStorage<Float>) {
    self.parameters = parameters
    first = parameters.shapes.map { Array(repeating: 0, count: $0.count) }
    second = first
  }

  var needsCurvature: Bool { false }

  func prepare(_ model: Model<Float>, step: Int) {}

  func step(_ model: Model<Float>, step: Int, learningRate: Double, loss: Double) {
    let rate = Float(learningRate)
    power1 *= 0.9
    power2 *= 0.999
    for (tensor, weight) in parameters.pointers.enumerated() {
      let gradient = model.gradients[tensor]
      for place in first[tensor].indices {
        let g = gradient[place]
        first[tensor][place] = 0.9 * first[tensor][place] + 0.1 * g
        second[tensor][place] = 0.999 * second[tensor][place] + 0.001 * g * g
        let m = first[tensor][place] / (1 - power1)
        let v = second[tensor][place] / (1 - power2)
        weight[place] -= rate * (m / (v.squareRoot() + 1e-8) + weightDecay * weight[place])
      }
    }
  }

  func writeEvaluationWeights(into target: ParameterStorage<Float>) {
    for (place, shape) in parameters.shapes.enumerated() {
      target.pointers[place].update(from: parameters.pointers[place], count: shape.count)
    }
  }
}
