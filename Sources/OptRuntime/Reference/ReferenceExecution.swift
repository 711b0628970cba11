import OptProgram

/// The execution of one list of statements for all tensors, in lockstep at global reductions.
struct ReferenceExecution<Real: ReferenceReal> {
  /// What is known of one tensor.
  struct Environment {
    var expansion: Expansion
    var shape: TensorShape
    var values: [ReferenceValue<Real>?]
    var next = 0
  }

  /// The first matrix function without a result.
  private(set) var failure: StepFailure?

  /// All results in the order of execution, if they are wanted.
  private(set) var trace: [ReferenceTraceEntry<Real>] = []

  var environments: [Environment]
  private let keepsTrace: Bool

  init(_ environments: [Environment], keepsTrace: Bool = false) {
    self.environments = environments
    self.keepsTrace = keepsTrace
  }

  /// Executes everything.
  mutating func run() {
    while true {
      for tensor in environments.indices { runToBarrier(tensor) }
      guard environments.contains(where: { $0.next < $0.expansion.code.count }) else { return }
      fold()
    }
  }

  private mutating func runToBarrier(_ tensor: Int) {
    while environments[tensor].next < environments[tensor].expansion.code.count {
      let primitive = environments[tensor].expansion.code[environments[tensor].next]
      if primitive.operation == .globalSum { return }
      finish(primitive, tensor, value(of: primitive, tensor))
    }
  }

  /// A global reduction: the tensors' scalars, in the order of the tensors, from +0.
  private mutating func fold() {
    var total = 0.0
    for tensor in environments.indices {
      total += scalar(pending(tensor).operands[0], tensor)
    }
    for tensor in environments.indices { finish(pending(tensor), tensor, .scalar(total)) }
  }

  private func pending(_ tensor: Int) -> Primitive {
    environments[tensor].expansion.code[environments[tensor].next]
  }

  private mutating func finish(
    _ primitive: Primitive,
    _ tensor: Int,
    _ value: ReferenceValue<Real>
  ) {
    if keepsTrace {
      let operands = primitive.operands.map { self.value($0, tensor) }
      trace.append(
        ReferenceTraceEntry(
          tensor: tensor,
          primitive: primitive,
          operands: operands,
          result: value
        )
      )
    }
    environments[tensor].values[primitive.target] = value
    environments[tensor].next += 1
  }

  // MARK: - Operands

  private func value(_ operand: PrimitiveOperand, _ tensor: Int) -> ReferenceValue<Real> {
    switch operand {
    case .constant(let number): return .scalar(number)
    case .count(let shape):
      let (rows, cols) = environments[tensor].shape.lengths(of: shape)
      return .scalar(Double(rows * cols))
    case .slot(let slot):
      guard let value = environments[tensor].values[slot] else {
        preconditionFailure("a name is read before it exists")
      }
      return value
    }
  }

  private func scalar(_ operand: PrimitiveOperand, _ tensor: Int) -> Double {
    guard case .scalar(let number) = value(operand, tensor) else {
      preconditionFailure("a scalar was expected")
    }
    return number
  }

  // MARK: - Primitives

  private mutating func value(of primitive: Primitive, _ tensor: Int) -> ReferenceValue<Real> {
    let operands = primitive.operands.map { value($0, tensor) }
    let (rows, cols) = environments[tensor].shape.lengths(of: primitive.type.shape)
    switch primitive.operation {
    case .elementwise(let opcode):
      return elementwise(opcode, operands, primitive.type.shape, rows, cols)
    case .fold(let kind):
      return .scalar(Double(ReferenceFold.fold(kind, operands[0].matrix.elements)))
    case .axisSum(let isRow):
      return .matrix(operands[0].matrix.axisSum(isRow: isRow))
    case .matrix(let opcode):
      return matrix(opcode, operands, primitive, tensor, rows, cols)
    case .globalSum:
      preconditionFailure("a barrier is not executed tensor by tensor")
    }
  }

  private func elementwise(
    _ opcode: Opcode,
    _ operands: [ReferenceValue<Real>],
    _ shape: Shape,
    _ rows: Int,
    _ cols: Int
  ) -> ReferenceValue<Real> {
    func operand(_ place: Int) -> ReferenceValue<Real> {
      place < operands.count ? operands[place] : .scalar(0)
    }
    let (a, b, c) = (operand(0), operand(1), operand(2))
    if shape.isScalar, case .scalar(let x) = a, case .scalar(let y) = b, case .scalar(let z) = c {
      return .scalar(Real.scalar(opcode, x, y, z))
    }
    var result = ReferenceMatrix<Real>(rows: rows, cols: cols)
    for row in 0..<rows {
      for col in 0..<cols {
        result.elements[row * cols + col] = Real.element(
          opcode,
          a[row, col],
          b[row, col],
          c[row, col]
        )
      }
    }
    return .matrix(result)
  }

  private mutating func matrix(
    _ opcode: Opcode,
    _ operands: [ReferenceValue<Real>],
    _ primitive: Primitive,
    _ tensor: Int,
    _ rows: Int,
    _ cols: Int
  ) -> ReferenceValue<Real> {
    do throws(StepFailure.Reason) {
      let scalars = operands.compactMap { if case .scalar(let number) = $0 { number } else { nil } }
      if primitive.type.shape.isScalar, scalars.count == operands.count {
        return .scalar(try MatrixFunction.scalar(opcode, scalars))
      }
      let result = try MatrixFunction.matrix(opcode, operands, rows: rows, cols: cols)
      guard primitive.type.shape.isScalar else { return .matrix(result) }
      return .scalar(Double(result.elements[0]))
    } catch {
      let place = primitive.instruction
      failure = failure ?? StepFailure(tensor: tensor, instruction: place, reason: error)
      if primitive.type.shape.isScalar { return .scalar(.nan) }
      return .matrix(ReferenceMatrix(rows: rows, cols: cols, repeating: .nan))
    }
  }
}
