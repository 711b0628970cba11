package import OptRuntime

/// A model as a static graph: a list of operations on dense matrices, in the order of execution.
///
/// Layers append operations; `differentiate` appends those of the gradient, `linearize` those of a
/// directional derivative. Everything has a fixed size, so an `Executor` plans its memory once.
package struct Graph: Sendable {
  /// A parameter tensor and how it starts.
  package struct Parameter: Sendable {
    package let name: String
    package let tensor: Tensor
    package let shape: TensorShape
    package let initializer: Initializer
  }

  /// Columns of the data's features, one row an example.
  struct FeatureInput: Sendable {
    let tensor: Tensor
    let columns: Range<Int>
  }

  /// Where an array of indices comes from.
  enum IndexSource: Sendable {
    /// Columns of the data's indices, example after example.
    case input(columns: Range<Int>, examples: Int)
    case table([Int32])
  }

  /// Elements of each storage.
  private(set) var storageCounts: [Int] = []

  /// Whether the value of a storage depends on a parameter.
  private(set) var isVariable: [Bool] = []

  var operations: [Operation] = []
  package private(set) var parameters: [Parameter] = []
  private(set) var features: [FeatureInput] = []
  private(set) var indexSources: [IndexSource] = []
  private(set) var constants: [(tensor: Tensor, value: [Double])] = []

  package init() {}

  // MARK: - Leaves

  /// A parameter tensor, seen as a matrix of its shape's rows and columns.
  mutating func parameter(_ name: String, _ dimensions: [Int], _ initializer: Initializer) -> Tensor
  {
    let shape = TensorShape(dimensions)
    let tensor = allocate(shape.rows, shape.cols, isVariable: true)
    parameters.append(
      Parameter(name: name, tensor: tensor, shape: shape, initializer: initializer)
    )
    return tensor
  }

  /// A matrix with some columns of the data's features, one row an example.
  mutating func features(_ columns: Range<Int>, examples: Int) -> Tensor {
    let tensor = allocate(examples, columns.count, isVariable: false)
    features.append(FeatureInput(tensor: tensor, columns: columns))
    return tensor
  }

  /// Some columns of the data's indices, example after example.
  mutating func indices(_ columns: Range<Int>, examples: Int) -> Indices {
    indexSources.append(.input(columns: columns, examples: examples))
    return Indices(array: indexSources.count - 1, count: examples * columns.count)
  }

  /// A fixed array of indices.
  mutating func table(_ indices: [Int32]) -> Indices {
    indexSources.append(.table(indices))
    return Indices(array: indexSources.count - 1, count: indices.count)
  }

  /// A matrix filled with the same numbers over and over.
  mutating func constant(_ rows: Int, _ cols: Int, repeating value: [Double]) -> Tensor {
    precondition(rows * cols % value.count == 0, "the numbers fit a whole number of times")
    let tensor = allocate(rows, cols, isVariable: false)
    constants.append((tensor, value))
    return tensor
  }

  // MARK: - Operations

  /// `function(a, b)` element by element; at least one operand is a tensor.
  mutating func apply(
    _ function: PointwiseFunction,
    _ a: Operand,
    _ b: Operand = .constant(0)
  ) -> Operand {
    let operands = [a, b].prefix(function.arity).compactMap(\.tensor)
    guard let first = operands.first else { preconditionFailure("an operand must be a tensor") }
    precondition(operands.allSatisfy { $0.count == first.count }, "operands differ in size")
    let result = allocate(
      first.rows,
      first.cols,
      isVariable: operands.contains { isVariable[$0.storage] }
    )
    operations.append(
      .pointwise(PointwiseOperation(function: function, a: a, b: b, result: result))
    )
    return .tensor(result)
  }

  /// `function(a, b)` element by element.
  mutating func apply(_ function: PointwiseFunction, _ a: Tensor, _ b: Operand = .constant(0))
    -> Tensor
  {
    guard let result = apply(function, .tensor(a), b).tensor else {
      preconditionFailure("an operation on a tensor gives a tensor")
    }
    return result
  }

  /// `function(a, b)` element by element.
  mutating func apply(_ function: PointwiseFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    apply(function, a, .tensor(b))
  }

  /// `a b`, plus a bias for each column.
  mutating func product(_ a: Tensor, _ b: Tensor, bias: Tensor? = nil) -> Tensor {
    precondition(a.cols == b.rows, "sides of a product do not fit")
    let result = allocate(a.rows, b.cols, isVariable: dependsOnParameters([a, b, bias]))
    operations.append(
      .product(
        ProductOperation(
          rows: a.rows,
          columns: b.cols,
          depth: a.cols,
          a: MatrixView(a),
          b: MatrixView(b),
          result: MatrixView(result),
          bias: bias
        )
      )
    )
    return result
  }

  /// A product whose result is a tensor of `rows x cols`, seen through `view`.
  mutating func product(
    _ operation: ProductOperation,
    rows: Int,
    cols: Int,
    view: (Tensor) -> MatrixView
  ) -> Tensor {
    let result = allocate(
      rows,
      cols,
      isVariable: dependsOnParameters([operation.a.tensor, operation.b.tensor, operation.bias])
    )
    var operation = operation
    operation.result = view(result)
    operations.append(.product(operation))
    return result
  }

  /// `cols` copies of a column vector, side by side.
  mutating func expandRows(_ vector: Tensor, cols: Int) -> Tensor {
    append(vector, rows: vector.count, cols: cols) { .expandRows(vector, into: $0) }
  }

  /// `rows` copies of a row vector, one below the other.
  mutating func expandColumns(_ vector: Tensor, rows: Int) -> Tensor {
    append(vector, rows: rows, cols: vector.count) { .expandColumns(vector, into: $0) }
  }

  /// The sum of each row.
  mutating func sumRows(_ matrix: Tensor) -> Tensor {
    append(matrix, rows: matrix.rows, cols: 1) { .sumRows(matrix, into: $0, accumulates: false) }
  }

  /// The sum of each column.
  mutating func sumColumns(_ matrix: Tensor) -> Tensor {
    append(matrix, rows: 1, cols: matrix.cols) { .sumColumns(matrix, into: $0, accumulates: false) }
  }

  /// The largest element of each row, a constant for derivatives.
  mutating func maxRows(_ matrix: Tensor) -> Tensor {
    let result = allocate(matrix.rows, 1, isVariable: false)
    operations.append(.maxRows(matrix, into: result))
    return result
  }

  /// The rows of a table at some indices; zeros at negative ones.
  mutating func gather(_ table: Tensor, _ indices: Indices) -> Tensor {
    append(table, rows: indices.count, cols: table.cols) {
      .gather(table: table, indices, into: $0)
    }
  }

  /// One element of each row.
  mutating func pick(_ matrix: Tensor, _ indices: Indices) -> Tensor {
    precondition(indices.count == matrix.rows, "one index a row")
    return append(matrix, rows: matrix.rows, cols: 1) { .pick(matrix, indices, into: $0) }
  }

  // MARK: - Storages

  /// A new storage, seen as `rows x cols`.
  mutating func allocate(_ rows: Int, _ cols: Int, isVariable: Bool) -> Tensor {
    storageCounts.append(rows * cols)
    self.isVariable.append(isVariable)
    return Tensor(storage: storageCounts.count - 1, rows: rows, cols: cols)
  }

  private func dependsOnParameters(_ tensors: [Tensor?]) -> Bool {
    tensors.contains { tensor in tensor.map { isVariable[$0.storage] } ?? false }
  }

  private mutating func append(
    _ source: Tensor,
    rows: Int,
    cols: Int,
    _ operation: (Tensor) -> Operation
  ) -> Tensor {
    let result = allocate(rows, cols, isVariable: isVariable[source.storage])
    operations.append(operation(result))
    return result
  }
}

/// The distribution of a parameter's first values.
package enum Initializer: Hashable, Sendable {
  case constant(Double)
  /// Uniform in -limit ... limit.
  case uniform(limit: Double)
  /// Fixed numbers.
  case values([Double])
}
