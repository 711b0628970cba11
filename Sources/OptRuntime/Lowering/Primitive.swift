import OptProgram

/// What remains of the operations once composite ones are written out.
enum PrimitiveOperation: Hashable, Sendable {
  /// An elementwise operation other than `interp` and literal powers; of scalars, on the host.
  case elementwise(Opcode)
  /// A fold of all elements to a scalar.
  case fold(MicroKernel.Reduction.Kind)
  /// The sum of each row (`rows x 1`), else of each column (`1 x cols`).
  case axisSum(isRow: Bool)
  /// The fold of one scalar a tensor over all tensors, in their order.
  case globalSum
  /// A matrix or order function; of scalars, on the host.
  case matrix(Opcode)
}

/// An argument of a primitive.
enum PrimitiveOperand: Hashable, Sendable {
  /// A variable of the program, or a temporary.
  case slot(Int)
  /// A number written in the rule.
  case constant(Double)
  /// The number of elements of a shape.
  case count(Shape)
}

/// One primitive operation: the unit that back ends and the reference interpreter execute.
struct Primitive: Hashable, Sendable {
  var operation: PrimitiveOperation
  var target: Int
  var operands: Operands<PrimitiveOperand>
  /// The result's type; an elementwise result may be wider than all operands, which is a broadcast.
  var type: ValueType
  /// The place of the statement it belongs to; the number of statements for what follows them.
  var instruction: Int
}
