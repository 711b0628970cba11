import OptProgram
import OptRuntime
import Testing

@testable import OptTasks

/// A model with random parameters and inputs, whose derivatives are compared with central differences.
private struct Probe {
  let executor: Executor<Double>
  let parameters: ParameterStorage<Double>
  let forward: Executor<Double>.Part
  let backward: Executor<Double>.Part
  let tangent: Executor<Double>.Part
  let loss: Tensor
  let gradients: [Tensor]
  let directions: [Tensor]
  let curvatures: [Tensor]

  init(_ build: (inout Graph) -> Head) {
    var graph = Graph()
    loss = build(&graph).loss
    let end = graph.operations.count
    gradients = graph.differentiate(loss: loss)
    let middle = graph.operations.count
    directions = graph.externals(like: graph.parameters.map(\.tensor))
    curvatures = graph.linearize(directions: directions, of: gradients)
    parameters = ParameterStorage(graph.parameters)
    executor = Executor(graph, parameters: parameters.pointers, target: GraphTarget(.reference))
    forward = executor.prepare(0..<end, keeping: [loss])
    backward = executor.prepare(end..<middle, keeping: gradients)
    tangent = executor.prepare(middle..<graph.operations.count, keeping: curvatures)
    var stream = RandomStream(seed: 3, purpose: .test)
    for (place, shape) in parameters.shapes.enumerated() {
      for element in 0..<shape.count {
        parameters.pointers[place][element] = stream.uniform() * 2 - 1
        executor[directions[place]][element] = stream.uniform() * 2 - 1
      }
    }
    for input in graph.features {
      for place in 0..<input.tensor.count { executor[input.tensor][place] = stream.uniform() }
    }
  }

  func value() -> Double {
    executor.run(forward)
    return (0..<loss.count).reduce(0) { $0 + executor[loss][$1] } / Double(loss.count)
  }

  func gradient() -> [[Double]] {
    _ = value()
    executor.run(backward)
    return values(gradients)
  }

  /// The largest difference of gradients and differences of the loss, relative to each tensor's largest.
  func gradientError() -> Double {
    let step = 1e-5
    var worst = 0.0
    for (tensor, gradient) in zip(parameters.pointers, gradient()) {
      let differences = gradient.indices.map { element in
        let kept = tensor[element]
        tensor[element] = kept + step
        let above = value()
        tensor[element] = kept - step
        let below = value()
        tensor[element] = kept
        return (above - below) / (2 * step)
      }
      worst = max(worst, relativeError(gradient, differences))
    }
    return worst
  }

  /// The same for products with the Hessian and differences of gradients.
  func curvatureError() -> Double {
    let step = 1e-5
    _ = gradient()
    executor.run(tangent)
    let products = values(curvatures)
    move(by: step)
    let above = gradient()
    move(by: -2 * step)
    let below = gradient()
    move(by: step)
    var worst = 0.0
    for (place, product) in products.enumerated() {
      let differences = zip(above[place], below[place]).map { ($0 - $1) / (2 * step) }
      worst = max(worst, relativeError(product, differences))
    }
    return worst
  }

  private func values(_ tensors: [Tensor]) -> [[Double]] {
    tensors.map { tensor in (0..<tensor.count).map { executor[tensor][$0] } }
  }

  private func move(by step: Double) {
    for (place, direction) in values(directions).enumerated() {
      for element in direction.indices {
        parameters.pointers[place][element] += step * direction[element]
      }
    }
  }

  private func relativeError(_ values: [Double], _ expected: [Double]) -> Double {
    let scale = expected.reduce(1e-3) { max($0, abs($1)) }
    return zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
  }
}

struct GradientTests {
  @Test func `linear, relu and cross-entropy`() {
    let probe = Probe { graph in
      let x = graph.features(0..<7, examples: 5)
      let hidden = graph.relu(graph.linear("a", x, outputs: 6))
      return graph.softmaxCrossEntropy(
        graph.linear("b", hidden, outputs: 4),
        labels: graph.table([0, 3, 1, 1, 2])
      )
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }

  @Test func `embedding, tanh, gelu and cross-entropy`() {
    let probe = Probe { graph in
      let rows = graph.embedding("e", graph.table([0, 2, 2, 4, 1, 0]), entries: 5, width: 3)
      let hidden = graph.tanh(graph.linear("a", rows.reshaped(3, 6), outputs: 8))
      return graph.softmaxCrossEntropy(
        graph.linear("b", graph.gelu(hidden), outputs: 5),
        labels: graph.table([4, 0, 2])
      )
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }

  @Test func `logistic loss`() {
    let probe = Probe { graph in
      let x = graph.features(0..<4, examples: 6)
      let targets = graph.constant(6, 1, repeating: [0, 1, 1, 0, 0, 1])
      return graph.logisticLoss(graph.linear("a", x, outputs: 1), targets: targets)
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }

  @Test func `squared loss`() {
    let probe = Probe { graph in
      let x = graph.features(0..<4, examples: 6)
      let y = graph.linear("b", graph.tanh(graph.linear("a", x, outputs: 5)), outputs: 3)
      return graph.squaredLoss(y, targets: graph.features(1..<4, examples: 6))
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }

  @Test func `convolution and pooling`() {
    let probe = Probe { graph in
      var images = Images(
        tensor: graph.features(0..<32, examples: 2),
        height: 4,
        width: 4,
        channels: 2
      )
      images = graph.convolution("a", images, size: 3, outputs: 3)
      images.tensor = graph.tanh(images.tensor)
      images = graph.maxPool(graph.convolution("b", images, size: 3, outputs: 2))
      return graph.softmaxCrossEntropy(
        graph.linear("c", images.tensor.reshaped(2, 8), outputs: 3),
        labels: graph.table([2, 0])
      )
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }

  @Test func `layer norm and squared loss`() {
    let probe = Probe { graph in
      let x = graph.features(0..<5, examples: 4)
      let y = graph.layerNorm("n", graph.linear("a", x, outputs: 6))
      return graph.squaredLoss(
        graph.linear("b", y, outputs: 2),
        targets: graph.features(3..<5, examples: 4)
      )
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }

  @Test func `a decoder block`() {
    let probe = Probe { graph in
      let rows = graph.embedding(
        "e",
        graph.table([0, 2, 2, 4, 1, 0, 3, 3]),
        entries: 5,
        width: 6
      )
      let block = graph.decoderBlock("b", rows, sequence: 4, heads: 2)
      return graph.softmaxCrossEntropy(
        graph.linear("o", block, outputs: 5),
        labels: graph.table([4, 0, 2, 1, 1, 3, 0, 2])
      )
    }
    #expect(probe.gradientError() < 1e-6)
    #expect(probe.curvatureError() < 1e-6)
  }
}
