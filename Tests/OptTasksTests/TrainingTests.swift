import OptProgram
import OptRuntime
import Testing

@testable import OptTasks

/// AdamW by hand: Loshchilov, Hutter 2019, algorithm 2.
struct HandWrittenAdamW {
  var weightDecay: Float = 0.01
  private var first: [[Float]]
  private var second: [[Float]]
  private var (power1, power2): (Float, Float) = (1, 1)

  init(_ shapes: [TensorShape]) {
    first = shapes.map { Array(repeating: 0, count: $0.count) }
    second = first
  }

  mutating func step(
    weights: [UnsafeMutablePointer<Float>], gradients: [UnsafeMutablePointer<Float>],
    learningRate: Double
  ) {
    let rate = Float(learningRate)
    power1 *= 0.9
    power2 *= 0.999
    for (tensor, weight) in weights.enumerated() {
      let gradient = gradients[tensor]
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
}

struct TrainingTests {
  static func train(
    _ task: ProxyTask, _ trainer: Trainer, _ options: TrainingOptions
  ) throws -> TrainingResult {
    var rule = HandWrittenAdamW(trainer.parameterShapes)
    return try trainer.run(options) { model, learningRate, _ in
      rule.step(
        weights: trainer.weights, gradients: model.gradients, learningRate: learningRate)
    }
  }

  @Test func `digits are learned`() throws {
    let task = try #require(TaskCatalog.task(named: "digits-mlp"))
    var options = TrainingOptions(learningRate: 0.01)
    options.steps = 100
    let trainer = Trainer(task)
    let result = try TrainingTests.train(task, trainer, options)
    print(result)
    #expect(result.finalLoss < 0.3)
  }
}
