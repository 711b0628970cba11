import OptProgram
import OptRuntime
import Testing

@testable import OptTasks

/// A task's whole model in Double, with real data and random weights.
private struct TaskProbe {
  let model: Model<Double>
  let parameters: ParameterStorage<Double>

  init(_ task: ProxyTask) {
    parameters = Model<Double>.parameters(of: task)
    model = Model(
      task,
      examples: 1,
      parameters: parameters,
      derivatives: .gradientAndCurvature,
      target: GraphTarget(.reference)
    )
    parameters.initialize(seed: 5)
    // Away from where layers begin: biases at 0, gains at 1.
    var stream = RandomStream(seed: 5, purpose: .test)
    for (place, shape) in parameters.shapes.enumerated() {
      let direction = model[model.directionTensors[place]]
      for element in 0..<shape.count {
        parameters.pointers[place][element] += 0.1 * stream.normal()
        direction[element] = stream.uniform() * 2 - 1
      }
    }
    [0].withUnsafeBufferPointer { model.load(task.data().training, rows: $0) }
  }

  private func loss() -> Double {
    model.runForward()
    return model.meanLoss(of: model.examples)
  }

  private func gradient() -> [[Double]] {
    model.runForward()
    model.runBackward()
    return values(model.gradients)
  }

  private func values(_ pointers: [UnsafePointer<Double>]) -> [[Double]] {
    zip(pointers, parameters.shapes).map { pointer, shape in
      (0..<shape.count).map { pointer[$0] }
    }
  }

  private func move(by step: Double) {
    for (place, shape) in parameters.shapes.enumerated() {
      let direction = model[model.directionTensors[place]]
      for element in 0..<shape.count {
        parameters.pointers[place][element] += step * direction[element]
      }
    }
  }

  /// The difference between the slope along the direction and that of the loss, relative to the sizes
  /// of gradient and direction.
  func gradientError() -> Double {
    let step = 1e-6
    var slope = 0.0
    var size = 1e-3
    for (place, slopes) in gradient().enumerated() {
      let direction = model[model.directionTensors[place]]
      for element in slopes.indices {
        slope += slopes[element] * direction[element]
        size += abs(slopes[element] * direction[element])
      }
    }
    move(by: step)
    let above = loss()
    move(by: -2 * step)
    let below = loss()
    move(by: step)
    return abs(slope - (above - below) / (2 * step)) / size
  }

  /// The largest difference between elements of the product with the Hessian and of differences of
  /// gradients, relative to each tensor's largest.
  func curvatureError() -> Double {
    let step = 1e-6
    _ = gradient()
    model.runTangent()
    let products = values(model.products)
    move(by: step)
    let above = gradient()
    move(by: -2 * step)
    let below = gradient()
    var worst = 0.0
    for place in products.indices {
      let differences = zip(above[place], below[place]).map { ($0 - $1) / (2 * step) }
      let size = differences.reduce(1e-2) { max($0, abs($1)) }
      let error = zip(products[place], differences).reduce(0) { max($0, abs($1.0 - $1.1)) }
      worst = max(worst, error / size)
    }
    return worst
  }
}

struct TaskDerivativesTests {
  @Test(arguments: TaskCatalog.all.filter { $0.size == 1 }.map(\.name))
  func `derivatives of every model agree with differences`(name: String) throws {
    let probe = TaskProbe(try #require(TaskCatalog.task(named: name)))
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }
}
