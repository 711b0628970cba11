/// The dimensions of one parameter tensor, seen as a matrix.
public struct TensorShape: Hashable, Sendable {
  /// The dimensions, outermost first; empty for a single number.
  public let dimensions: [Int]

  /// A tensor of the given dimensions.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }

  /// Rows of the matrix: the first dimension, or every element of a tensor of rank 0 or 1.
  public var rows: Int { dimensions.first ?? 1 }

  /// Columns of the matrix: the product of the other dimensions.
  public var cols: Int { dimensions.dropFirst().reduce(1, *) }
}
