/// A matrix of a graph: a storage and how it is seen.
///
/// Storages are row-major and dense, so a tensor is reshaped by changing `rows` and `cols` only.
package struct Tensor: Hashable, Sendable {
  /// The place in the graph's table of storages.
  let storage: Int

  /// The number of rows.
  package let rows: Int

  /// The number of columns.
  package let cols: Int

  /// The number of elements.
  package var count: Int { rows * cols }

  /// The same elements as a matrix of another shape.
  ///
  /// - Precondition: `rows * cols` is `count`.
  func reshaped(_ rows: Int, _ cols: Int) -> Tensor {
    precondition(rows * cols == count, "a reshaped tensor has as many elements")
    return Tensor(storage: storage, rows: rows, cols: cols)
  }

  /// Another storage of the same shape.
  func sibling(_ storage: Int) -> Tensor { Tensor(storage: storage, rows: rows, cols: cols) }
}

/// An argument of a pointwise operation.
package enum Operand: Hashable, Sendable {
  case tensor(Tensor)
  case constant(Double)

  /// The tensor, nil for a number.
  var tensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
}

/// An array of indices of a graph: an input or a fixed table.
package struct Indices: Hashable, Sendable {
  /// The place in the graph's table of index arrays.
  let array: Int

  /// The number of indices.
  package let count: Int
}
