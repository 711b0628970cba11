/// A task's model for a fixed number of examples, ready to be executed.
///
/// Owns everything but the parameters, and allocates nothing after `init`.
package final class Model<Scalar: GraphScalar> {
  /// The number of examples of one execution.
  package let examples: Int

  /// What executes it.
  package let target: GraphTarget

  /// Whether curvature can be estimated.
  package let hasCurvature: Bool

  /// The gradient of the mean loss by each parameter.
  package let gradients: [UnsafePointer<Scalar>]

  /// The product of the Hessian of the mean loss with the directions, or what was made of it.
  package let products: [UnsafePointer<Scalar>]

  /// The Gauss-Newton estimate of the Hessian's diagonal, by parameter.
  package let gaussNewton: [UnsafePointer<Scalar>]

  /// What the model ends in.
  package let head: Head

  let executor: Executor<Scalar>
  let gradientTensors: [Tensor]
  let directionTensors: [Tensor]
  let productTensors: [Tensor]
  let gaussNewtonTensors: [Tensor]
  private let forward: Executor<Scalar>.Part
  private let backward: Executor<Scalar>.Part
  private let tangent: Executor<Scalar>.Part

  /// Which derivatives a model computes.
  package enum Derivatives {
    case none
    case gradient
    case gradientAndCurvature
  }

  /// Builds and prepares a task's model.
  package init(
    _ task: ProxyTask,
    examples: Int,
    parameters: ParameterStorage<Scalar>,
    derivatives: Derivatives,
    target: GraphTarget
  ) {
    self.examples = examples
    self.target = target
    hasCurvature = derivatives == .gradientAndCurvature
    var graph = Graph()
    head = task.model(&graph, examples)
    let forwardEnd = graph.operations.count
    gradientTensors = derivatives == .none ? [] : graph.differentiate(loss: head.loss)
    let backwardEnd = graph.operations.count
    directionTensors = hasCurvature ? graph.externals(like: graph.parameters.map(\.tensor)) : []
    productTensors =
      hasCurvature ? graph.linearize(directions: directionTensors, of: gradientTensors) : []
    gaussNewtonTensors = graph.externals(like: productTensors)
    let executor = Executor(graph, parameters: parameters.pointers, target: target)
    forward = executor.prepare(0..<forwardEnd, keeping: [head.loss] + head.kind.predictions)
    backward = executor.prepare(forwardEnd..<backwardEnd, keeping: gradientTensors)
    tangent = executor.prepare(backwardEnd..<graph.operations.count, keeping: productTensors)
    gradients = gradientTensors.map { UnsafePointer(executor[$0]) }
    products = productTensors.map { UnsafePointer(executor[$0]) }
    gaussNewton = gaussNewtonTensors.map { UnsafePointer(executor[$0]) }
    self.executor = executor
  }

  /// The parameters of a task's model.
  package static func parameters(of task: ProxyTask) -> ParameterStorage<Scalar> {
    var graph = Graph()
    _ = task.model(&graph, 1)
    return ParameterStorage(graph.parameters)
  }

  /// Copies examples into the model's inputs; rows beyond those given keep what they hold.
  package func load(_ data: Examples, rows: UnsafeBufferPointer<Int>) {
    for input in executor.graph.features {
      let target = executor[input.tensor]
      let width = input.columns.count
      data.features.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        for (place, row) in rows.enumerated() {
          Scalar.copy(
            base + data.featureStart(row) + input.columns.lowerBound,
            to: target + place * width,
            count: width
          )
        }
      }
    }
    for (array, source) in executor.graph.indexSources.enumerated() {
      guard case .input(let columns, _) = source else { continue }
      let target = executor[Indices(array: array, count: columns.count * examples)]
      data.indices.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        for (place, row) in rows.enumerated() {
          (target + place * columns.count).update(
            from: base + data.indexStart(row) + columns.lowerBound,
            count: columns.count
          )
        }
      }
    }
  }

  /// The features and indices that were loaded, one array an input of the model.
  package var loaded: (features: [[Scalar]], indices: [[Int32]]) {
    let graph = executor.graph
    let features = graph.features.map { input in
      Array(UnsafeBufferPointer(start: executor[input.tensor], count: input.tensor.count))
    }
    var indices: [[Int32]] = []
    for (array, source) in graph.indexSources.enumerated() {
      guard case .input(let columns, _) = source else { continue }
      let loaded = Indices(array: array, count: columns.count * examples)
      indices.append(Array(UnsafeBufferPointer(start: executor[loaded], count: loaded.count)))
    }
    return (features, indices)
  }

  /// Computes predictions and losses of what was loaded.
  package func runForward() { executor.run(forward) }

  /// Computes the gradients; `runForward` comes before.
  package func runBackward() { executor.run(backward) }

  /// Computes the products with the Hessian; `runBackward` comes before.
  package func runTangent() { executor.run(tangent) }

  /// The mean loss of the first examples, summed in Double in their order.
  package func meanLoss(of count: Int) -> Double {
    let rows = head.loss.rows / examples * count
    let losses = executor[head.loss]
    var sum = 0.0
    for row in 0..<rows { sum += Double(losses[row]) }
    return sum / Double(rows)
  }

  /// The elements of a tensor of the model.
  package subscript(tensor: Tensor) -> UnsafeMutablePointer<Scalar> { executor[tensor] }

  /// The elements of an index array of the model.
  package subscript(indices: Indices) -> UnsafeMutablePointer<Int32> { executor[indices] }
}

extension Head.Kind {
  /// The tensors that evaluation reads.
  fileprivate var predictions: [Tensor] {
    switch self {
    case .classification(let logits, _), .logistic(let logits, _): [logits]
    case .regression(let predictions, _): [predictions]
    case .function: []
    }
  }
}
