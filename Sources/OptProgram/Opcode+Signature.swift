/// Why operands do not fit an operation.
public enum SignatureError: Error, Hashable, Sendable {
  /// Two operands of an elementwise operation do not broadcast; places of the operands.
  case noBroadcast(Int, Int)
  /// The operand must be a scalar.
  case needsScalar(Int)
  /// The operand must be a number written in the rule or a hyperparameter, known before the run.
  case needsNumber(Int)
  /// The operand must be `rows` or `cols`.
  case needsExtent(Int)
  /// The operand must have as many columns as rows.
  case needsSquare(Int)
  /// The columns of the first operand are not the rows of the second.
  case innerExtents
  /// The rows of the operands differ.
  case outerExtents
  /// The operand must be of the shape `n x 1`.
  case needsRowVector(Int)
}

extension Opcode {
  /// The type of the result for operands of given types.
  ///
  /// `isNumber(place)` says whether an operand is a number or hyperparameter, `extent(place)` which
  /// side an operand names (`rows` or `cols` itself).
  public func result(
    _ types: [ValueType], isNumber: (Int) -> Bool, extent: (Int) -> Extent?
  ) throws(SignatureError) -> ValueType {
    switch family {
    case .elementwise:
      return try Opcode.broadcast(types)
    case .reduction:
      // Semantics rule 8: the sum of a scalar is the scalar; dot and cosine_sim broadcast first.
      let operand = try Opcode.broadcast(types)
      return ValueType(.scalar, isPerTensor: operand.isPerTensor)
    case .globalReduction:
      _ = try Opcode.broadcast(types)
      return .modelScalar
    case .axisReduction:
      let shape = types[0].shape
      let isRow = self == .rowMean || self == .rowSum
      let result = isRow ? Shape(shape.rows, .one) : Shape(.one, shape.cols)
      return ValueType(result, isPerTensor: types[0].isPerTensor)
    case .normClip:
      guard types[1].shape.isScalar else { throw .needsScalar(1) }
      return try Opcode.broadcast(types)
    case .matrix:
      return try matrixResult(types, isNumber: isNumber, extent: extent)
    case .order:
      guard types[1].shape.isScalar else { throw .needsScalar(1) }
      return self == .topKMask
        ? types[0] : ValueType(.scalar, isPerTensor: types[0].isPerTensor || types[1].isPerTensor)
    }
  }

  private static func broadcast(_ types: [ValueType]) throws(SignatureError) -> ValueType {
    var result = types[0]
    for place in types.indices.dropFirst() {
      guard let shape = result.shape.broadcast(with: types[place].shape) else {
        let clash = types[0].shape.broadcast(with: types[place].shape) == nil ? 0 : 1
        throw .noBroadcast(clash, place)
      }
      result = ValueType(shape, isPerTensor: result.isPerTensor || types[place].isPerTensor)
    }
    return result
  }

  private func matrixResult(
    _ types: [ValueType], isNumber: (Int) -> Bool, extent: (Int) -> Extent?
  ) throws(SignatureError) -> ValueType {
    let shape = types[0].shape
    func square(_ place: Int) throws(SignatureError) {
      guard types[place].shape.rows == types[place].shape.cols else { throw .needsSquare(place) }
    }
    switch self {
    case .matmul:
      guard shape.cols == types[1].shape.rows else { throw .innerExtents }
      return ValueType(
        Shape(shape.rows, types[1].shape.cols),
        isPerTensor: types[0].isPerTensor || types[1].isPerTensor)
    case .transpose:
      return ValueType(shape.transposed, isPerTensor: types[0].isPerTensor)
    case .outer:
      guard shape.cols == .one else { throw .needsRowVector(0) }
      guard types[1].shape.cols == .one else { throw .needsRowVector(1) }
      return ValueType(
        Shape(shape.rows, types[1].shape.rows),
        isPerTensor: types[0].isPerTensor || types[1].isPerTensor)
    case .trace:
      try square(0)
      return ValueType(.scalar, isPerTensor: types[0].isPerTensor)
    case .diag:
      try square(0)
      return ValueType(Shape(shape.rows, .one), isPerTensor: types[0].isPerTensor)
    case .eye:
      guard let side = extent(0) else { throw .needsExtent(0) }
      return ValueType(Shape(side, side))
    case .inverse, .eigvecs:
      try square(0)
      return types[0]
    case .inverseRoot:
      try square(0)
      guard isNumber(1) else { throw .needsNumber(1) }
      return types[0]
    case .orthogonalize:
      guard isNumber(1) else { throw .needsNumber(1) }
      return types[0]
    case .solve:
      try square(0)
      guard shape.rows == types[1].shape.rows else { throw .outerExtents }
      return types[1]
    case .qr:
      return types[0]
    default:
      preconditionFailure("\(name) is not a matrix operation")
    }
  }
}
