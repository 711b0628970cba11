import OptProgram

/// Builds a `PathGraph`, primitive by primitive.
struct PathGraphBuilder {
  typealias Operand = PathGraph.Operand

  private(set) var nodes: [PathGraph.Node] = []
  private(set) var statements: [Int] = []
  private(set) var folds: [(fold: PathGraph.Fold, result: Int)] = []
  private(set) var matrixScalars: [PathGraph.MatrixScalar] = []
  private(set) var contributions: [(statement: Int, value: ScalarReference)] = []
  private(set) var scalars = ScalarCode()
  private(set) var model: ScalarCode
  /// By slot.
  private(set) var values: [Operand?]

  private let instance: RuleInstance
  private var places: PlaceTable

  /// A graph of the values that are there before the statements.
  init(_ expansion: Expansion, _ instance: RuleInstance, model: ScalarCode) {
    self.instance = instance
    self.model = model
    values = expansion.types.map { _ in nil }
    places = PlaceTable(minimumCapacity: expansion.slotCount)
    nodes.reserveCapacity(expansion.slotCount)
    statements.reserveCapacity(expansion.slotCount)
    for index in instance.program.variables.indices {
      let variable = Variable(index)
      // Those that nobody reads are not worth their places.
      if !variable.isTensorSize { values[index] = initial(variable) }
    }
  }

  // MARK: - Leaves

  private mutating func initial(_ variable: Variable) -> Operand? {
    switch instance.program[variable].role {
    case .builtin(let builtin): return initial(builtin)
    case .hyperparameter(let value, _): return .scalar(.constant(value))
    case .state(let type, _):
      if !type.isPerTensor { return modelLeaf(.modelState(variable)) }
      if type.shape.isScalar { return tensorLeaf(.tensorState(variable)) }
      return leaf(.state(variable), type.shape)
    case .input(let kind):
      return kind.type.shape.isScalar ? modelLeaf(.input(kind)) : leaf(.input(variable), .tensor)
    case .local: return nil
    }
  }

  private mutating func initial(_ builtin: Builtin) -> Operand? {
    switch builtin {
    case .weight: leaf(.weight, .tensor)
    case .gradient: leaf(.gradient, .tensor)
    case .learningRate: modelLeaf(.learningRate)
    case .stepNumber: modelLeaf(.stepNumber)
    case .totalSteps: .scalar(.constant(Double(instance.totalSteps)))
    case .rows: tensorLeaf(.rows)
    case .cols: tensorLeaf(.cols)
    case .rank: tensorLeaf(.rank)
    case .numel: tensorLeaf(.count(.tensor))
    case .update, .evalWeight: nil
    }
  }

  private mutating func leaf(_ buffer: BufferReference, _ shape: Shape) -> Operand {
    array(.buffer(buffer), Operands(), shape, level: 0, 0)
  }

  private mutating func modelLeaf(_ operation: ScalarOperation) -> Operand {
    .scalar(.model(model.place(operation, level: 0)))
  }

  private mutating func tensorLeaf(_ operation: ScalarOperation) -> Operand {
    .scalar(.tensor(scalars.place(operation, level: 0)))
  }

  // MARK: - Levels

  private func level(_ operand: Operand) -> Int {
    switch operand {
    case .node(let node): nodes[node].level
    case .scalar(let scalar): level(scalar)
    }
  }

  private func level(_ scalar: ScalarReference) -> Int {
    switch scalar {
    case .constant: 0
    case .model(let place): model.entries[place].level
    case .tensor(let place): scalars.entries[place].level
    }
  }

  private func level(_ operands: Operands<Operand>) -> Int {
    operands.reduce(0) { max($0, level($1)) }
  }

  // MARK: - Primitives

  /// Adds the value of a primitive.
  mutating func append(_ primitive: Primitive) {
    let operands = primitive.operands.map { operand($0) }
    let shape = primitive.type.shape
    let statement = primitive.instruction
    switch primitive.operation {
    case .elementwise(.copy) where self.shape(operands[0]) == shape:
      values[primitive.target] = operands[0]
    case .elementwise(let opcode):
      values[primitive.target] =
        shape.isScalar
        ? scalar(.elementwise(opcode), operands)
        : array(.elementwise(opcode), operands, shape, level: level(operands), statement)
    case .fold(let kind):
      values[primitive.target] = fold(kind, operands[0])
    case .axisSum(let isRow):
      values[primitive.target] = array(
        .axisSum(isRow: isRow),
        operands,
        shape,
        level: level(operands) + 1,
        statement
      )
    case .globalSum:
      values[primitive.target] = globalSum(operands[0], statement)
    case .matrix(let opcode):
      values[primitive.target] = matrix(opcode, operands, shape, statement)
    }
  }

  private mutating func operand(_ operand: PrimitiveOperand) -> Operand {
    switch operand {
    case .constant(let number): return .scalar(.constant(number))
    case .count(let shape): return tensorLeaf(.count(shape))
    case .slot(let slot):
      guard let value = values[slot] ?? initial(Variable(slot)) else {
        preconditionFailure("a name is read before it exists")
      }
      return value
    }
  }

  private func shape(_ operand: Operand) -> Shape {
    switch operand {
    case .scalar: .scalar
    case .node(let node): nodes[node].shape
    }
  }

  private mutating func array(
    _ source: PathGraph.Source,
    _ operands: Operands<Operand>,
    _ shape: Shape,
    level: Int,
    _ statement: Int
  ) -> Operand {
    let node = PathGraph.Node(source: source, operands: operands, shape: shape, level: level)
    let place = places.place(node.placeHash, next: nodes.count) { nodes[$0] == node }
    if place == nodes.count {
      nodes.append(node)
      statements.append(statement)
    }
    return .node(place)
  }

  private mutating func fold(_ kind: MicroKernel.Reduction.Kind, _ operand: Operand) -> Operand {
    guard case .node(let node) = operand else { return operand }
    let fold = PathGraph.Fold(kind: kind, node: node)
    if let known = folds.first(where: { $0.fold == fold }) { return .scalar(.tensor(known.result)) }
    let place = scalars.resultPlace(level: nodes[node].level + 1)
    folds.append((fold, place))
    return .scalar(.tensor(place))
  }

  // MARK: - Scalars

  private mutating func scalar(_ operation: ScalarOperation, _ operands: Operands<Operand>)
    -> Operand
  {
    let references = operands.map { operand in
      guard case .scalar(let reference) = operand else { preconditionFailure("not a scalar") }
      return reference
    }
    if case .elementwise(let opcode) = operation, let value = opcode.hostValue(references) {
      return .scalar(.constant(value))
    }
    let level = references.reduce(0) { max($0, self.level($1)) }
    let isOfTensor = references.contains { if case .tensor = $0 { true } else { false } }
    if isOfTensor { return .scalar(.tensor(scalars.place(operation, references, level: level))) }
    return .scalar(.model(model.place(operation, references, level: level)))
  }

  private mutating func globalSum(_ operand: Operand, _ statement: Int) -> Operand {
    guard case .scalar(let value) = operand else { preconditionFailure("not a scalar") }
    contributions.append((statement, value))
    let level = (instance.barriers[statement] + 1) * PathGraph.levelsPerSegment
    return .scalar(.model(model.place(.global(statement: statement), level: level)))
  }

  // MARK: - Matrices

  private mutating func matrix(
    _ opcode: Opcode,
    _ operands: Operands<Operand>,
    _ shape: Shape,
    _ statement: Int
  ) -> Operand {
    guard shape.isScalar else {
      let operands = opcode == .eye ? Operands() : operands
      let level = level(operands) + 1
      return array(.matrix(opcode), operands, shape, level: level, statement)
    }
    let isScalar = operands.allSatisfy { if case .scalar = $0 { true } else { false } }
    if isScalar { return scalar(.matrix(opcode, statement: statement), operands) }
    let known = matrixScalars.first { $0.opcode == opcode && $0.operands == operands }
    if let known { return .scalar(.tensor(known.result)) }
    let level = level(operands)
    let result = scalars.resultPlace(level: level + 1)
    matrixScalars.append(
      PathGraph.MatrixScalar(
        opcode: opcode,
        operands: operands,
        level: level,
        result: result,
        statement: statement
      )
    )
    return .scalar(.tensor(result))
  }
}

extension PathGraph.Node {
  fileprivate var placeHash: PlaceHash {
    var hash = PlaceHash()
    switch source {
    case .buffer(.state(let variable)), .buffer(.input(let variable)):
      hash.combine(UInt64(variable.index))
    case .elementwise(let opcode), .matrix(let opcode): hash.combine(UInt64(opcode.rawValue))
    case .buffer, .axisSum: break
    }
    for operand in operands {
      switch operand {
      case .scalar(let scalar): hash.combine(scalar)
      case .node(let node): hash.combine(UInt64(node))
      }
    }
    return hash
  }
}

extension Opcode {
  /// The value of an elementwise operation on host scalars, nil if not all of them are constant.
  fileprivate func hostValue(_ operands: Operands<ScalarReference>) -> Double? {
    guard operands.allSatisfy({ $0.constantValue != nil }) else { return nil }
    func number(_ place: Int) -> Double {
      place < operands.count ? operands[place].constantValue ?? 0 : 0
    }
    return HostMath.evaluate(self, number(0), number(1), number(2))
  }
}
