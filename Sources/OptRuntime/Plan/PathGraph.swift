import OptProgram

/// The values of a straight-line program as a graph, each node computed once.
///
/// A node's *level* says when it can be computed: level 0 needs nothing but what is there before a step;
/// what reads the result of a reduction, of an axis sum or of a matrix function is one level
/// higher; what reads a global reduction is in the next segment, `levelsPerSegment` higher.
struct PathGraph {
  /// An argument of an array node.
  enum Operand: Hashable, Sendable {
    case scalar(ScalarReference)
    case node(Int)
  }

  /// What an array is made by.
  enum Source: Hashable, Sendable {
    case buffer(BufferReference)
    case elementwise(Opcode)
    case axisSum(isRow: Bool)
    case matrix(Opcode)
  }

  /// An array: operands come before their use.
  struct Node: Hashable, Sendable {
    var source: Source
    var operands: [Operand]
    var shape: Shape
  }

  /// A scalar made of an array.
  struct Fold: Hashable, Sendable {
    var kind: MicroKernel.Reduction.Kind
    var node: Int
  }

  /// A scalar made by a matrix or order function.
  struct MatrixScalar: Hashable, Sendable {
    var opcode: Opcode
    var operands: [Operand]
    var level: Int
    var result: Int
    var statement: Int
  }

  static let levelsPerSegment = 1 << 16

  private(set) var nodes: [Node] = []
  private(set) var levels: [Int] = []
  /// By node: the statement it stems from.
  private(set) var statements: [Int] = []
  private(set) var folds: [(fold: Fold, result: Int)] = []
  private(set) var matrixScalars: [MatrixScalar] = []
  /// What each global reduction gets from the tensor, by statement.
  private(set) var contributions: [(statement: Int, value: ScalarReference)] = []

  /// The tensor's scalars.
  private(set) var scalars = ScalarCode()
  /// The model's scalars, shared by all paths of all tensors.
  private(set) var model: ScalarCode

  private let instance: RuleInstance
  private var places: [Node: Int] = [:]
  private var foldPlaces: [Fold: Int] = [:]
  private var values: [Operand?]

  /// The graph of a list of statements.
  init(_ expansion: Expansion, _ instance: RuleInstance, model: ScalarCode) {
    self.instance = instance
    self.model = model
    values = Array(repeating: nil, count: expansion.slotCount)
    places.reserveCapacity(expansion.slotCount)
    for index in instance.program.variables.indices { values[index] = initial(Variable(index)) }
    for primitive in expansion.code { append(primitive) }
  }

  /// The value of a slot after the last statement.
  subscript(slot: Int) -> Operand? { values[slot] }

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
    .node(node(Node(source: .buffer(buffer), operands: [], shape: shape), level: 0, statement: 0))
  }

  private mutating func modelLeaf(_ operation: ScalarOperation) -> Operand {
    .scalar(.model(model.place(operation, level: 0)))
  }

  private mutating func tensorLeaf(_ operation: ScalarOperation) -> Operand {
    .scalar(.tensor(scalars.place(operation, level: 0)))
  }

  // MARK: - Levels

  /// When a value is known.
  func level(_ operand: Operand) -> Int {
    switch operand {
    case .node(let node): levels[node]
    case .scalar(let scalar): level(scalar)
    }
  }

  /// When a host scalar is known.
  func level(_ scalar: ScalarReference) -> Int {
    switch scalar {
    case .constant: 0
    case .model(let place): model.levels[place]
    case .tensor(let place): scalars.levels[place]
    }
  }

  private func level(_ operands: [Operand]) -> Int {
    operands.reduce(0) { max($0, level($1)) }
  }

  // MARK: - Primitives

  private mutating func append(_ primitive: Primitive) {
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
      guard let value = values[slot] else {
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

  private mutating func node(_ node: Node, level: Int, statement: Int) -> Int {
    if let place = places[node] { return place }
    places[node] = nodes.count
    nodes.append(node)
    levels.append(level)
    statements.append(statement)
    return nodes.count - 1
  }

  private mutating func array(
    _ source: Source,
    _ operands: [Operand],
    _ shape: Shape,
    level: Int,
    _ statement: Int
  ) -> Operand {
    let node = Node(source: source, operands: operands, shape: shape)
    return .node(self.node(node, level: level, statement: statement))
  }

  private mutating func fold(_ kind: MicroKernel.Reduction.Kind, _ operand: Operand) -> Operand {
    guard case .node(let node) = operand else { return operand }
    let fold = Fold(kind: kind, node: node)
    if let place = foldPlaces[fold] { return .scalar(.tensor(place)) }
    let place = scalars.resultPlace(level: levels[node] + 1)
    foldPlaces[fold] = place
    folds.append((fold, place))
    return .scalar(.tensor(place))
  }

  // MARK: - Scalars

  private mutating func scalar(_ operation: ScalarOperation, _ operands: [Operand]) -> Operand {
    let references = operands.map { operand in
      guard case .scalar(let reference) = operand else { preconditionFailure("not a scalar") }
      return reference
    }
    let constants = references.compactMap(\.constantValue)
    if case .elementwise(let opcode) = operation, constants.count == references.count {
      return .scalar(.constant(opcode.hostValue(constants)))
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
    _ operands: [Operand],
    _ shape: Shape,
    _ statement: Int
  ) -> Operand {
    guard shape.isScalar else {
      let operands = opcode == .eye ? [] : operands
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
      MatrixScalar(
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

extension Opcode {
  /// The value of an elementwise operation on host scalars.
  func hostValue(_ operands: [Double]) -> Double {
    HostMath.evaluate(
      self,
      operands[0],
      operands.count > 1 ? operands[1] : 0,
      operands.count > 2 ? operands[2] : 0
    )
  }
}
