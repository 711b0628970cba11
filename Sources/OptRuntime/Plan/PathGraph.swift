import OptProgram

/// The values of a straight-line program as a graph, each node computed once.
///
/// A node's *level* says when it can be computed: level 0 needs nothing but what is there before a step;
/// what reads the result of a reduction, of an axis sum or of a matrix function is one level
/// higher; what reads a global reduction is in the next segment, `levelsPerSegment` higher.
final class PathGraph {
  /// An argument of an array node.
  enum Operand: Hashable, Sendable, BitwiseCopyable {
    case scalar(ScalarReference)
    case node(Int)
  }

  /// What an array is made by.
  enum Source: Hashable, Sendable, BitwiseCopyable {
    case buffer(BufferReference)
    case elementwise(Opcode)
    case axisSum(isRow: Bool)
    case matrix(Opcode)
  }

  /// An array: operands come before their use.
  struct Node: Hashable, Sendable, BitwiseCopyable {
    var source: Source
    var operands: Operands<Operand>
    var shape: Shape
    var level: Int
  }

  /// A scalar made of an array.
  struct Fold: Hashable, Sendable, BitwiseCopyable {
    var kind: MicroKernel.Reduction.Kind
    var node: Int
  }

  /// A scalar made by a matrix or order function.
  struct MatrixScalar: Hashable, Sendable {
    var opcode: Opcode
    var operands: Operands<Operand>
    var level: Int
    var result: Int
    var statement: Int
  }

  static let levelsPerSegment = 1 << 16

  let nodes: [Node]
  /// By node: the statement it stems from.
  let statements: [Int]
  let folds: [(fold: Fold, result: Int)]
  let matrixScalars: [MatrixScalar]
  /// What each global reduction gets from the tensor, by statement.
  let contributions: [(statement: Int, value: ScalarReference)]

  /// The tensor's scalars.
  let scalars: ScalarCode
  /// The model's scalars, shared by all paths of all tensors.
  let model: ScalarCode

  private let values: [Operand?]

  /// The graph of a list of statements; `model` are the model's scalars of other paths.
  init(_ expansion: Expansion, _ instance: RuleInstance, model: ScalarCode) {
    var builder = PathGraphBuilder(expansion, instance, model: model)
    for primitive in expansion.code { builder.append(primitive) }
    nodes = builder.nodes
    statements = builder.statements
    folds = builder.folds
    matrixScalars = builder.matrixScalars
    contributions = builder.contributions
    scalars = builder.scalars
    self.model = builder.model
    values = builder.values
  }

  /// The value of a slot after the last statement.
  subscript(slot: Int) -> Operand? { values[slot] }
}
