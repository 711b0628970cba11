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
    _ types: [ValueType],
    isNumber: (Int) -> Bool,
    extent: (Int) -> Extent?
  ) throws(SignatureError) -> ValueType {
    let codes = types.map { TypeCode($0) }
    let code = resultCode(
      codes[0],
      codes.count > 1 ? codes[1] : .modelScalar,
      codes.count > 2 ? codes[2] : .modelScalar,
      isNumber: codes.count > 1 && isNumber(1),
      extent: extent(0)
    )
    guard code.isValid, let type = code.type else {
      throw signatureError(types, isNumber: isNumber)
    }
    return type
  }

  /// The type of the result for operands of given types, nil where they do not fit; unused operands are
  /// model scalars.
  ///
  /// `isNumber` says whether the second operand is a number or hyperparameter, `extent` which side the
  /// first one names.
  package func resultType(
    _ first: ValueType,
    _ second: ValueType,
    _ third: ValueType,
    isNumber: Bool,
    extent: Extent?
  ) -> ValueType? {
    let code = resultCode(
      TypeCode(first),
      TypeCode(second),
      TypeCode(third),
      isNumber: isNumber,
      extent: extent
    )
    return code.isValid ? code.type : nil
  }

  private func signatureError(_ types: [ValueType], isNumber: (Int) -> Bool) -> SignatureError {
    switch family {
    case .elementwise, .reduction, .globalReduction, .axisReduction:
      return Opcode.clash(types)
    case .normClip, .order:
      return .needsScalar(1)
    case .matrix:
      return matrixError(types, isNumber: isNumber)
    }
  }

  private static func clash(_ types: [ValueType]) -> SignatureError {
    for place in types.indices.dropFirst() {
      for earlier in 0..<place
      where types[earlier].shape.broadcast(with: types[place].shape) == nil {
        return .noBroadcast(earlier, place)
      }
    }
    preconditionFailure("the operands broadcast")
  }

  private func matrixError(_ types: [ValueType], isNumber: (Int) -> Bool) -> SignatureError {
    let isSquare = types[0].shape.rows == types[0].shape.cols
    switch self {
    case .matmul: return .innerExtents
    case .outer: return .needsRowVector(types[0].shape.cols == .one ? 1 : 0)
    case .eye: return .needsExtent(0)
    case .inverseRoot: return isSquare ? .needsNumber(1) : .needsSquare(0)
    case .orthogonalize: return .needsNumber(1)
    case .solve: return isSquare ? .outerExtents : .needsSquare(0)
    default: return .needsSquare(0)
    }
  }
}
