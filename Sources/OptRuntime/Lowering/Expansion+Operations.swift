import OptProgram

extension Expansion {
  /// Writes out one operation.
  mutating func expand(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>,
    into target: Int
  ) {
    switch opcode.family {
    case .elementwise: expandElementwise(opcode, operands, into: target)
    case .reduction: expandReduction(opcode, operands, into: target, isGlobal: false)
    case .globalReduction: expandReduction(opcode, operands, into: target, isGlobal: true)
    case .axisReduction: expandAxisReduction(opcode, operands[0], into: target)
    case .normClip: expandNormClip(opcode, operands, into: target)
    case .matrix, .order: expandMatrix(opcode, operands, into: target)
    }
  }

  // MARK: - Elementwise

  private mutating func expandElementwise(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>,
    into target: Int
  ) {
    switch opcode {
    case .interp:
      let rest = elementwise(.sub, .init(.constant(1), operands[2]))
      let first = elementwise(.mul, .init(rest, operands[0]))
      let second = elementwise(.mul, .init(operands[2], operands[1]))
      elementwise(.add, .init(first, second), into: target)
    case .pow:
      guard case .constant(let exponent) = operands[1], exponent.magnitude <= 16,
        let whole = Int(exactly: exponent)
      else { return elementwise(.pow, operands, into: target) }
      expandPower(operands[0], whole, into: target)
    default:
      elementwise(opcode, operands, into: target)
    }
  }

  /// A literal power as a chain of products and at most one division (semantics rule 10).
  private mutating func expandPower(_ base: PrimitiveOperand, _ exponent: Int, into target: Int) {
    let chain = HostMath.powerChain(base, abs(exponent)) { elementwise(.mul, .init($0, $1)) }
    guard let chain else {
      append(.elementwise(.copy), target, .init(.constant(1)), type(base))
      return
    }
    if exponent < 0 {
      elementwise(.div, .init(.constant(1), chain), into: target)
    } else {
      elementwise(.copy, .init(chain), into: target)
    }
  }

  private mutating func elementwise(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>,
    into target: Int
  ) {
    append(.elementwise(opcode), target, operands, broadcast(operands))
  }

  private mutating func elementwise(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>
  ) -> PrimitiveOperand {
    let target = temporary()
    elementwise(opcode, operands, into: target)
    return .slot(target)
  }

  // MARK: - Reductions

  private mutating func expandReduction(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>,
    into target: Int,
    isGlobal: Bool
  ) {
    let x = operands[0]
    switch opcode {
    case .sum, .globalSum:
      elementwise(.copy, .init(sum(x, isGlobal: isGlobal)), into: target)
    case .mean:
      elementwise(.div, .init(sum(x), count(type(x).shape)), into: target)
    case .norm, .globalNorm:
      elementwise(.sqrt, .init(sumOfSquares(x, isGlobal: isGlobal)), into: target)
    case .norm1, .globalNorm1:
      let magnitudes = elementwise(.abs, .init(x))
      elementwise(.copy, .init(sum(magnitudes, isGlobal: isGlobal)), into: target)
    case .maxAbs:
      elementwise(.copy, .init(fold(.maximum, elementwise(.abs, .init(x)))), into: target)
    case .rms:
      let mean = elementwise(.div, .init(sumOfSquares(x), count(type(x).shape)))
      elementwise(.sqrt, .init(mean), into: target)
    case .dot, .globalDot:
      let products = elementwise(.mul, operands)
      elementwise(.copy, .init(sum(products, isGlobal: isGlobal)), into: target)
    case .cosineSim:
      expandCosine(operands, into: target)
    default:
      preconditionFailure("\(opcode.name) is not a reduction")
    }
  }

  /// dot(a, b) / (norm(a) * norm(b)), and 0 where the divisor is 0.
  private mutating func expandCosine(_ operands: Operands<PrimitiveOperand>, into target: Int) {
    let shape = broadcast(operands)
    let product = sum(elementwise(.mul, operands))
    let norms = operands.map { operand -> PrimitiveOperand in
      let spread = temporary()
      append(.elementwise(.copy), spread, .init(operand), shape)
      return elementwise(.sqrt, .init(sumOfSquares(.slot(spread))))
    }
    elementwise(.divNoNan, .init(product, elementwise(.mul, norms)), into: target)
  }

  /// The number of elements, which is the model's for a scalar.
  private func count(_ shape: Shape) -> PrimitiveOperand {
    shape.isScalar ? .constant(1) : .count(shape)
  }

  private mutating func sumOfSquares(
    _ x: PrimitiveOperand,
    isGlobal: Bool = false
  ) -> PrimitiveOperand {
    sum(elementwise(.square, .init(x)), isGlobal: isGlobal)
  }

  /// The sum over the operand's own shape; the sum of a scalar is the scalar.
  private mutating func sum(
    _ x: PrimitiveOperand,
    isGlobal: Bool = false
  ) -> PrimitiveOperand {
    let local = fold(.sum, x)
    guard isGlobal else { return local }
    let target = temporary()
    append(.globalSum, target, .init(local), .modelScalar)
    return .slot(target)
  }

  private mutating func fold(
    _ kind: MicroKernel.Reduction.Kind,
    _ x: PrimitiveOperand
  ) -> PrimitiveOperand {
    let type = type(x)
    guard !type.shape.isScalar else { return x }
    let target = temporary()
    append(.fold(kind), target, .init(x), .tensorScalar)
    return .slot(target)
  }

  // MARK: - Along an axis

  private mutating func expandAxisReduction(
    _ opcode: Opcode,
    _ x: PrimitiveOperand,
    into target: Int
  ) {
    let shape = type(x).shape
    let isRow = opcode == .rowSum || opcode == .rowMean
    let sums = axisSum(x, isRow: isRow)
    if opcode == .rowMean || opcode == .colMean {
      let length = isRow ? Shape(.one, shape.cols) : Shape(shape.rows, .one)
      elementwise(.div, .init(sums, count(length)), into: target)
    } else {
      elementwise(.copy, .init(sums), into: target)
    }
  }

  private mutating func axisSum(_ x: PrimitiveOperand, isRow: Bool) -> PrimitiveOperand {
    let shape = type(x).shape
    let summed = isRow ? shape.cols : shape.rows
    let kept = isRow ? shape.rows : shape.cols
    if summed == .one { return x }
    // Of a single row or column all elements are summed, as by `sum`.
    if kept == .one { return fold(.sum, x) }
    let target = temporary()
    let result = isRow ? Shape(shape.rows, .one) : Shape(.one, shape.cols)
    append(.axisSum(isRow: isRow), target, .init(x), ValueType(result))
    return .slot(target)
  }

  // MARK: - Clipping

  /// x * min(1, c / norm), and x where the norm is 0.
  private mutating func expandNormClip(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>,
    into target: Int
  ) {
    let isGlobal = opcode == .clipByGlobalNorm
    let norm = elementwise(.sqrt, .init(sumOfSquares(operands[0], isGlobal: isGlobal)))
    let ratio = elementwise(.div, .init(operands[1], norm))
    let limited = elementwise(.min, .init(.constant(1), ratio))
    let factor = elementwise(.whereSelect, .init(norm, limited, .constant(1)))
    elementwise(.mul, .init(operands[0], factor), into: target)
  }

  // MARK: - Matrices and order

  private mutating func expandMatrix(
    _ opcode: Opcode,
    _ operands: Operands<PrimitiveOperand>,
    into target: Int
  ) {
    let extent = extent(operands[0])
    let result = try? opcode.result(
      operands.map { type($0) },
      isNumber: { _ in true },
      extent: { $0 == 0 ? extent : nil }
    )
    guard let result else { preconditionFailure("\(opcode.name) of wrong shapes") }
    append(.matrix(opcode), target, operands, result)
  }

  private func extent(_ operand: PrimitiveOperand) -> Extent? {
    switch operand {
    case .slot(Int(Builtin.rows.rawValue)): .rows
    case .slot(Int(Builtin.cols.rawValue)): .cols
    default: nil
    }
  }
}
