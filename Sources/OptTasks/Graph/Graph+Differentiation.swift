extension Graph {
  /// Appends the operations that compute the gradient of the mean of `loss` over its elements.
  ///
  /// Reverse accumulation: each operation's rule is written once, here, in terms of operations, so that
  /// gradients are themselves differentiable. Returns one tensor a parameter, of the parameter's shape.
  mutating func differentiate(loss: Tensor) -> [Tensor] {
    let seed = constant(loss.rows, loss.cols, repeating: [1 / Double(loss.count)])
    var pass = ReversePass(graph: self)
    pass.add(seed, to: loss)
    for operation in operations.reversed() { pass.propagate(operation) }
    let gradients = pass.graph.parameters.map { pass.finishedGradient(of: $0.tensor) }
    self = pass.graph
    return gradients
  }
}

/// The state of one reverse accumulation.
private struct ReversePass {
  var graph: Graph

  /// The gradient so far of each storage, and whether it may be added to in place.
  private var gradients: [Int: (tensor: Tensor, isOwned: Bool)] = [:]

  init(graph: Graph) { self.graph = graph }

  /// The gradient of a parameter; zeros if the loss does not depend on it.
  mutating func finishedGradient(of parameter: Tensor) -> Tensor {
    if let gradient = gradients[parameter.storage] {
      return gradient.tensor.reshaped(parameter.rows, parameter.cols)
    }
    return graph.constant(parameter.rows, parameter.cols, repeating: [0])
  }

  mutating func propagate(_ operation: Operation) {
    guard let result = gradients[operation.target]?.tensor else { return }
    switch operation {
    case .product(let product): propagate(product, result)
    case .pointwise(let pointwise): propagate(pointwise, result)
    case .expandRows(let vector, let target):
      let gradient = result.reshaped(target.rows, target.cols)
      accumulate(vector) { .sumRows(gradient, into: $0, accumulates: $1) }
    case .expandColumns(let vector, let target):
      let gradient = result.reshaped(target.rows, target.cols)
      accumulate(vector) { .sumColumns(gradient, into: $0, accumulates: $1) }
    case .sumRows(let matrix, _, _):
      if isVariable(matrix) { add(graph.expandRows(result, cols: matrix.cols), to: matrix) }
    case .sumColumns(let matrix, _, _):
      if isVariable(matrix) { add(graph.expandColumns(result, rows: matrix.rows), to: matrix) }
    case .maxRows: break
    case .gather(let table, let indices, let target):
      let gradient = result.reshaped(target.rows, target.cols)
      accumulate(table) { .scatter(rows: gradient, indices, into: $0, accumulates: $1) }
    case .scatter(let rows, let indices, let target, _):
      if isVariable(rows) {
        add(graph.gather(result.reshaped(target.rows, target.cols), indices), to: rows)
      }
    case .pick(let matrix, let indices, _):
      accumulate(matrix) { .unpick(vector: result, indices, into: $0, accumulates: $1) }
    case .unpick(let vector, let indices, let target, _):
      if isVariable(vector) {
        add(graph.pick(result.reshaped(target.rows, target.cols), indices), to: vector)
      }
    }
  }

  private mutating func propagate(_ product: ProductOperation, _ result: Tensor) {
    let (a, b) = (product.a, product.b)
    let gradient = product.result.on(result)
    if let bias = product.bias {
      let matrix = result.reshaped(product.rows, product.columns)
      accumulate(bias) { .sumColumns(matrix, into: $0, accumulates: $1) }
    }
    // d op(A) = dC op(B)^T and d op(B) = op(A)^T dC, each written the way its operand is stored.
    accumulate(a.tensor) { target, accumulates in
      let (left, right) = a.isTransposed ? (b, gradient.flipped) : (gradient, b.flipped)
      return .product(
        ProductOperation(
          rows: a.isTransposed ? product.depth : product.rows,
          columns: a.isTransposed ? product.rows : product.depth,
          depth: product.columns,
          a: left,
          b: right,
          result: a.on(target).untransposed,
          outerCount: product.outerCount,
          innerCount: product.innerCount,
          accumulates: accumulates
        )
      )
    }
    accumulate(b.tensor) { target, accumulates in
      let (left, right) = b.isTransposed ? (gradient.flipped, a) : (a.flipped, gradient)
      return .product(
        ProductOperation(
          rows: b.isTransposed ? product.columns : product.depth,
          columns: b.isTransposed ? product.depth : product.columns,
          depth: product.rows,
          a: left,
          b: right,
          result: b.on(target).untransposed,
          outerCount: product.outerCount,
          innerCount: product.innerCount,
          accumulates: accumulates
        )
      )
    }
  }

  private mutating func propagate(_ operation: PointwiseOperation, _ result: Tensor) {
    for (place, operand) in [operation.a, operation.b].prefix(operation.function.arity).enumerated()
    {
      guard let tensor = operand.tensor, isVariable(tensor) else { continue }
      switch graph.partial(of: operation, by: place) {
      case .zero: break
      case .one: add(result, to: tensor, isOwned: false)
      case .minusOne: add(graph.apply(.neg, result), to: tensor)
      case .factor(let factor): add(graph.apply(.mul, result, factor), to: tensor)
      }
    }
  }

  // MARK: - Sums of contributions

  private func isVariable(_ tensor: Tensor) -> Bool { graph.isVariable[tensor.storage] }

  /// Adds a finished contribution to the gradient of a tensor.
  mutating func add(_ contribution: Tensor, to tensor: Tensor, isOwned: Bool = true) {
    if let present = gradients[tensor.storage]?.tensor {
      gradients[tensor.storage] = (graph.apply(.add, present, contribution), true)
    } else {
      gradients[tensor.storage] = (contribution, isOwned)
    }
  }

  /// Adds a contribution that an operation can also add in place.
  private mutating func accumulate(_ tensor: Tensor, _ operation: (Tensor, Bool) -> Operation) {
    guard isVariable(tensor) else { return }
    if let present = gradients[tensor.storage], present.isOwned {
      graph.operations.append(operation(present.tensor.reshaped(tensor.rows, tensor.cols), true))
    } else {
      let contribution = graph.allocate(tensor.rows, tensor.cols, isVariable: true)
      graph.operations.append(operation(contribution, false))
      add(contribution, to: tensor)
    }
  }
}
