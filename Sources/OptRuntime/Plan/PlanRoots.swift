import OptProgram

/// What of a path's graph is needed, and when.
final class PlanRoots {
  let isNeededNode: [Bool]
  /// The tensor's scalars that are needed, in order.
  let scalars: [Int]
  /// The model's scalars that are needed, in order.
  let modelScalars: [Int]
  /// The folds that are needed.
  let folds: [(fold: PathGraph.Fold, result: Int)]
  /// The matrix functions with scalar results that are needed.
  let matrixScalars: [PathGraph.MatrixScalar]

  private let graph: PathGraph

  init(_ graph: PathGraph, _ results: PathResults) {
    self.graph = graph
    var needs = PathNeeds(graph)
    for array in results.arrays { needs.add(.node(array.node)) }
    for state in results.tensorStates { needs.add(.scalar(state.value)) }
    for state in results.modelStates { needs.add(.scalar(state.value)) }
    for contribution in graph.contributions { needs.add(.scalar(contribution.value)) }
    isNeededNode = needs.isNeededNode
    scalars = needs.isNeededScalar.indices.filter { needs.isNeededScalar[$0] }
    modelScalars = needs.isNeededModelScalar.indices.filter { needs.isNeededModelScalar[$0] }
    folds = graph.folds.filter { needs.isNeededScalar[$0.result] }
    matrixScalars = graph.matrixScalars.filter { needs.isNeededScalar[$0.result] }
  }

  /// The highest level of anything that is needed.
  var lastLevel: Int {
    var last = 0
    for node in isNeededNode.indices where isNeededNode[node] {
      last = max(last, graph.nodes[node].level)
    }
    for scalar in scalars { last = max(last, graph.scalars.entries[scalar].level) }
    for scalar in modelScalars { last = max(last, graph.model.entries[scalar].level) }
    return last
  }

  /// Whether a node must be stored, because something reads it that cannot compute it.
  ///
  /// Operands of matrix functions are, and vectors that a pass over a matrix reads.
  func storedNodes() -> [Bool] {
    var isStored = isNeededNode.map { _ in false }
    func store(_ operands: Operands<PathGraph.Operand>, unless shape: Shape? = nil) {
      for case .node(let node) in operands {
        guard case .elementwise = graph.nodes[node].source else { continue }
        if graph.nodes[node].shape != shape { isStored[node] = true }
      }
    }
    for (place, node) in graph.nodes.enumerated() where isNeededNode[place] {
      switch node.source {
      case .buffer, .axisSum: break
      case .elementwise: store(node.operands, unless: node.shape)
      case .matrix: store(node.operands)
      }
    }
    for matrix in matrixScalars { store(matrix.operands) }
    return isStored
  }
}

/// Finds what some values of a graph are made of.
private struct PathNeeds {
  private(set) var isNeededNode: [Bool]
  private(set) var isNeededScalar: [Bool]
  private(set) var isNeededModelScalar: [Bool]

  private let graph: PathGraph
  private var pending: [PathGraph.Operand] = []

  init(_ graph: PathGraph) {
    self.graph = graph
    isNeededNode = graph.nodes.map { _ in false }
    isNeededScalar = graph.scalars.entries.map { _ in false }
    isNeededModelScalar = graph.model.entries.map { _ in false }
    pending.reserveCapacity(16)
  }

  /// Adds a value and what it is made of.
  mutating func add(_ operand: PathGraph.Operand) {
    pending.append(operand)
    while let next = pending.popLast() {
      switch next {
      case .node(let node):
        if isNeededNode[node] { continue }
        isNeededNode[node] = true
        for operand in graph.nodes[node].operands { pending.append(operand) }
      case .scalar(.constant): break
      case .scalar(.model(let place)):
        if isNeededModelScalar[place] { continue }
        isNeededModelScalar[place] = true
        for operand in graph.model.entries[place].operands { pending.append(.scalar(operand)) }
      case .scalar(.tensor(let place)):
        if isNeededScalar[place] { continue }
        isNeededScalar[place] = true
        for operand in graph.scalars.entries[place].operands { pending.append(.scalar(operand)) }
        for operand in makers(of: place) { pending.append(operand) }
      }
    }
  }

  /// What a result of a fold or matrix function is made of.
  private func makers(of place: Int) -> Operands<PathGraph.Operand> {
    guard case .result = graph.scalars.entries[place].operation else { return Operands() }
    if let fold = graph.folds.first(where: { $0.result == place }) {
      return Operands(.node(fold.fold.node))
    }
    return graph.matrixScalars.first { $0.result == place }?.operands ?? Operands()
  }
}
