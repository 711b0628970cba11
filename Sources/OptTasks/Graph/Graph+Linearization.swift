extension Graph {
  /// Appends the operations that compute the derivative of everything before them in a direction.
  ///
  /// Forward accumulation, with one rule for each operation. After `differentiate` this is forward over
  /// reverse: the derivatives of the gradients are the product of the Hessian with the direction
  /// (Pearlmutter 1994, "Fast exact multiplication by the Hessian"). `directions` has one tensor a
  /// parameter; the result is the derivative of each of `results`.
  mutating func linearize(directions: [Tensor], of results: [Tensor]) -> [Tensor] {
    var pass = TangentPass(graph: self)
    for (parameter, direction) in zip(parameters, directions) {
      pass.tangents[parameter.tensor.storage] = direction
    }
    for operation in operations { pass.push(operation) }
    let tangents = results.map { result in
      pass.tangent(of: result) ?? pass.graph.constant(result.rows, result.cols, repeating: [0])
    }
    self = pass.graph
    return tangents
  }

  /// Matrices that the caller fills before execution.
  mutating func externals(like tensors: [Tensor]) -> [Tensor] {
    tensors.map { allocate($0.rows, $0.cols, isVariable: false) }
  }
}

/// The state of one forward accumulation.
private struct TangentPass {
  var graph: Graph

  /// The tangent of each storage that depends on the direction.
  var tangents: [Int: Tensor] = [:]

  init(graph: Graph) { self.graph = graph }

  /// The tangent of a tensor, nil where it is zero.
  func tangent(of tensor: Tensor) -> Tensor? {
    tangents[tensor.storage].map { $0.reshaped(tensor.rows, tensor.cols) }
  }

  mutating func push(_ operation: Operation) {
    switch operation {
    case .product(let product): push(product)
    case .pointwise(let pointwise): push(pointwise)
    case .maxRows: break
    case .expandRows(let vector, let result):
      append(result, from: vector) { .expandRows($0, into: $1) }
    case .expandColumns(let vector, let result):
      append(result, from: vector) { .expandColumns($0, into: $1) }
    case .gather(let table, let indices, let result):
      append(result, from: table) { .gather(table: $0, indices, into: $1) }
    case .pick(let matrix, let indices, let result):
      append(result, from: matrix) { .pick($0, indices, into: $1) }
    case .sumRows(let matrix, let result, let accumulates):
      append(result, from: matrix, accumulates) { .sumRows($0, into: $1, accumulates: $2) }
    case .sumColumns(let matrix, let result, let accumulates):
      append(result, from: matrix, accumulates) { .sumColumns($0, into: $1, accumulates: $2) }
    case .scatter(let rows, let indices, let result, let accumulates):
      append(result, from: rows, accumulates) {
        .scatter(rows: $0, indices, into: $1, accumulates: $2)
      }
    case .unpick(let vector, let indices, let result, let accumulates):
      append(result, from: vector, accumulates) {
        .unpick(vector: $0, indices, into: $1, accumulates: $2)
      }
    }
  }

  /// The same linear operation on tangents.
  private mutating func append(
    _ result: Tensor,
    from source: Tensor,
    _ operation: (Tensor, Tensor) -> Operation
  ) {
    append(result, from: source, false) { tangent, target, _ in operation(tangent, target) }
  }

  /// The same linear operation on tangents, which adds to what its result already has.
  private mutating func append(
    _ result: Tensor,
    from source: Tensor,
    _ accumulates: Bool,
    _ operation: (Tensor, Tensor, Bool) -> Operation
  ) {
    guard let tangent = tangent(of: source) else { return }
    let (target, hasValue) = target(of: result, accumulates)
    graph.operations.append(operation(tangent, target, hasValue))
  }

  /// Where the tangent of a result goes, and whether something is there already.
  private mutating func target(of result: Tensor, _ accumulates: Bool) -> (Tensor, Bool) {
    if accumulates, let present = tangent(of: result) { return (present, true) }
    let target = graph.allocate(result.rows, result.cols, isVariable: false)
    tangents[result.storage] = target
    return (target, false)
  }

  private mutating func push(_ product: ProductOperation) {
    let views: [(MatrixView?, MatrixView?)] = [
      (tangent(of: product.a.tensor).map { product.a.on($0) }, product.b),
      (product.a, tangent(of: product.b.tensor).map { product.b.on($0) }),
    ]
    var bias = product.bias.flatMap { tangent(of: $0) }
    var accumulates = product.accumulates
    for case (let a?, let b?) in views {
      let (target, hasValue) = target(of: product.result.tensor, accumulates)
      var term = product
      term.a = a
      term.b = b
      term.result = product.result.on(target)
      term.bias = bias
      term.accumulates = hasValue
      graph.operations.append(.product(term))
      bias = nil
      accumulates = true
    }
  }

  private mutating func push(_ operation: PointwiseOperation) {
    var sum: Tensor?
    for (place, operand) in [operation.a, operation.b].prefix(operation.function.arity).enumerated()
    {
      guard let source = operand.tensor, let tangent = tangent(of: source) else { continue }
      let term: Tensor
      switch graph.partial(of: operation, by: place) {
      case .zero: continue
      case .one: term = tangent
      case .minusOne: term = graph.apply(.neg, tangent)
      case .factor(let factor): term = graph.apply(.mul, tangent, factor)
      }
      sum = sum.map { graph.apply(.add, $0, term) } ?? term
    }
    tangents[operation.result.storage] = sum
  }
}
