import OptProgram
import OptRuntime
import Testing

@testable import OptTasks

/// A model with random parameters and inputs, whose loss can be looked at around a point.
private struct Probe {
  let executor: Executor<Double>
  let parameters: ParameterStorage<Double>
  let forward: Executor<Double>.Part
  let backward: Executor<Double>.Part
  let loss: Tensor
  let gradients: [Tensor]

  init(_ build: (inout Graph) -> Head) throws {
    var graph = Graph()
    let head = build(&graph)
    let end = graph.operations.count
    gradients = graph.differentiate(loss: head.loss)
    loss = head.loss
    parameters = ParameterStorage(graph.parameters)
    executor = Executor(graph, parameters: parameters.pointers, backend: .reference)
    forward = try executor.prepare(0..<end, keeping: [loss])
    backward = try executor.prepare(end..<graph.operations.count, keeping: gradients)
    var stream = RandomStream(seed: 3, purpose: .test)
    for (tensor, shape) in zip(parameters.pointers, parameters.shapes) {
      for place in 0..<shape.count { tensor[place] = stream.uniform() * 2 - 1 }
    }
    for input in graph.features {
      for place in 0..<input.tensor.count { executor[input.tensor][place] = stream.uniform() }
    }
  }

  func value() -> Double {
    executor.run(forward)
    return (0..<loss.count).reduce(0) { $0 + executor[loss][$1] } / Double(loss.count)
  }

  /// The largest difference between gradients and central differences, relative to the gradient's norm.
  func largestError() -> Double {
    _ = value()
    executor.run(backward)
    var worst = 0.0
    for (place, tensor) in parameters.pointers.enumerated() {
      let gradient = executor[gradients[place]]
      let count = parameters.shapes[place].count
      let scale = (0..<count).reduce(1e-3) { max($0, abs(gradient[$1])) }
      for element in 0..<count {
        let (step, kept) = (1e-5, tensor[element])
        tensor[element] = kept + step
        let above = value()
        tensor[element] = kept - step
        let below = value()
        tensor[element] = kept
        worst = max(worst, abs((above - below) / (2 * step) - gradient[element]) / scale)
      }
    }
    return worst
  }
}

struct GradientTests {
  @Test func `linear, relu and cross-entropy`() throws {
    let probe = try Probe { graph in
      let x = graph.features(0..<7, examples: 5)
      let hidden = graph.relu(graph.linear("a", x, outputs: 6))
      return graph.softmaxCrossEntropy(
        graph.linear("b", hidden, outputs: 4),
        labels: graph.table([0, 3, 1, 1, 2])
      )
    }
    #expect(probe.largestError() < 1e-6)
  }

  @Test func `embedding, tanh, gelu and cross-entropy`() throws {
    let probe = try Probe { graph in
      let rows = graph.embedding("e", graph.table([0, 2, 2, 4, 1, 0]), entries: 5, width: 3)
      let hidden = graph.tanh(graph.linear("a", rows.reshaped(3, 6), outputs: 8))
      return graph.softmaxCrossEntropy(
        graph.linear("b", graph.gelu(hidden), outputs: 5),
        labels: graph.table([4, 0, 2])
      )
    }
    #expect(probe.largestError() < 1e-6)
  }

  @Test func `logistic loss`() throws {
    let probe = try Probe { graph in
      let x = graph.features(0..<4, examples: 6)
      let targets = graph.constant(6, 1, [0, 1, 1, 0, 0, 1])
      return graph.logisticLoss(graph.linear("a", x, outputs: 1), targets: targets)
    }
    #expect(probe.largestError() < 1e-6)
  }

  @Test func `squared loss`() throws {
    let probe = try Probe { graph in
      let x = graph.features(0..<4, examples: 6)
      let y = graph.linear("b", graph.tanh(graph.linear("a", x, outputs: 5)), outputs: 3)
      return graph.squaredLoss(y, targets: graph.features(1..<4, examples: 6))
    }
    #expect(probe.largestError() < 1e-6)
  }
}
