/// One operation of a graph.
///
/// Every operation writes a storage of its own, except those that add to what they find
/// (`accumulates`).
enum Operation: Hashable, Sendable {
  case product(ProductOperation)
  case pointwise(PointwiseOperation)
  /// `result[r][c] = vector[r]`
  case expandRows(Tensor, into: Tensor)
  /// `result[r][c] = vector[c]`
  case expandColumns(Tensor, into: Tensor)
  /// `result[r] = sum over c of matrix[r][c]`
  case sumRows(Tensor, into: Tensor, accumulates: Bool)
  /// `result[c] = sum over r of matrix[r][c]`
  case sumColumns(Tensor, into: Tensor, accumulates: Bool)
  /// `result[r] = max over c of matrix[r][c]`; a constant for derivatives.
  case maxRows(Tensor, into: Tensor)
  /// `result[r] = table[indices[r]]`, whole rows; a negative index gives zeros.
  case gather(table: Tensor, Indices, into: Tensor)
  /// `table[indices[r]] += rows[r]`, in order; negative indices are left out.
  case scatter(rows: Tensor, Indices, into: Tensor, accumulates: Bool)
  /// `result[r] = matrix[r][indices[r]]`
  case pick(Tensor, Indices, into: Tensor)
  /// `matrix[r][indices[r]] += vector[r]`
  case unpick(vector: Tensor, Indices, into: Tensor, accumulates: Bool)
}

/// `result = function(a, b)`, element by element; `b` is ignored where the function has one operand.
struct PointwiseOperation: Hashable, Sendable {
  var function: PointwiseFunction
  var a: Operand
  var b: Operand
  var result: Tensor
}

/// A matrix operand of a product: many equally spaced matrices in one tensor.
struct MatrixView: Hashable, Sendable {
  var tensor: Tensor
  var isTransposed = false
  var leadingDimension: Int
  /// How far the matrices of the outer and of the inner index of a batch are apart.
  var outerStride = 0
  var innerStride = 0

  /// A whole tensor as one matrix.
  init(_ tensor: Tensor, isTransposed: Bool = false) {
    self.tensor = tensor
    self.isTransposed = isTransposed
    leadingDimension = tensor.cols
  }

  /// One matrix for each pair of batch indices.
  init(
    _ tensor: Tensor,
    isTransposed: Bool = false,
    leadingDimension: Int,
    outerStride: Int,
    innerStride: Int
  ) {
    self.tensor = tensor
    self.isTransposed = isTransposed
    self.leadingDimension = leadingDimension
    self.outerStride = outerStride
    self.innerStride = innerStride
  }

  /// The same places of another tensor.
  func on(_ other: Tensor) -> MatrixView {
    var copy = self
    copy.tensor = other
    return copy
  }

  /// The same operand as it is stored.
  var untransposed: MatrixView {
    var copy = self
    copy.isTransposed = false
    return copy
  }

  /// The same operand, entering the other way round.
  var flipped: MatrixView {
    var copy = self
    copy.isTransposed.toggle()
    return copy
  }
}

/// `result = initial + a b` for each of `outer * inner` batch items of `rows x depth` by `depth x columns`.
struct ProductOperation: Hashable, Sendable {
  var rows: Int
  var columns: Int
  var depth: Int
  var a: MatrixView
  var b: MatrixView
  var result: MatrixView
  /// One initial value a column.
  var bias: Tensor?
  var outerCount = 1
  var innerCount = 1
  var accumulates = false
}

extension Operation {
  /// The storage that is written.
  var target: Int {
    switch self {
    case .product(let product): product.result.tensor.storage
    case .pointwise(let pointwise): pointwise.result.storage
    case .expandRows(_, let result), .expandColumns(_, let result), .maxRows(_, let result),
      .sumRows(_, let result, _), .sumColumns(_, let result, _), .gather(_, _, let result),
      .scatter(_, _, let result, _), .pick(_, _, let result), .unpick(_, _, let result, _):
      result.storage
    }
  }

  /// The storages that are read, beside the target of an operation that accumulates.
  var sources: [Int] {
    switch self {
    case .product(let product):
      [product.a.tensor, product.b.tensor].map(\.storage)
        + (product.bias.map { [$0.storage] } ?? [])
    case .pointwise(let pointwise):
      [pointwise.a, pointwise.b].prefix(pointwise.function.arity).compactMap(\.tensor?.storage)
    case .expandRows(let source, _), .expandColumns(let source, _), .maxRows(let source, _),
      .sumRows(let source, _, _), .sumColumns(let source, _, _), .gather(let source, _, _),
      .scatter(let source, _, _, _), .pick(let source, _, _), .unpick(let source, _, _, _):
      [source.storage]
    }
  }
}
