import OptProgram

/// What of a path's graph is needed, and when.
struct PlanRoots {
  private(set) var isNeededNode: [Bool]
  /// The tensor's scalars that are needed, in order.
  private(set) var scalars: [Int] = []
  /// The model's scalars that are needed, in order.
  private(set) var modelScalars: [Int] = []
  /// The folds that are needed.
  private(set) var folds: [(fold: PathGraph.Fold, result: Int)] = []
  /// The matrix functions with scalar results that are needed.
  private(set) var matrixScalars: [PathGraph.MatrixScalar] = []

  private let graph: PathGraph
  private var isNeededScalar: [Bool]
  private var isNeededModelScalar: [Bool]

  init(_ graph: PathGraph, nodes: [Int], scalars wanted: [ScalarReference]) {
    self.graph = graph
    isNeededNode = graph.nodes.map { _ in false }
    isNeededScalar = graph.scalars.entries.map { _ in false }
    isNeededModelScalar = graph.model.entries.map { _ in false }
    for node in nodes { need(.node(node)) }
    for scalar in wanted { need(.scalar(scalar)) }
    scalars = isNeededScalar.indices.filter { isNeededScalar[$0] }
    modelScalars = isNeededModelScalar.indices.filter { isNeededModelScalar[$0] }
    folds = graph.folds.filter { isNeededScalar[$0.result] }
    matrixScalars = graph.matrixScalars.filter { isNeededScalar[$0.result] }
  }

  private mutating func need(_ operand: PathGraph.Operand) {
    var pending = [operand]
    while let next = pending.popLast() {
      switch next {
      case .node(let node):
        if isNeededNode[node] { continue }
        isNeededNode[node] = true
        pending += graph.nodes[node].operands
      case .scalar(.constant): break
      case .scalar(.model(let place)):
        if isNeededModelScalar[place] { continue }
        isNeededModelScalar[place] = true
        pending += graph.model.entries[place].operands.map { .scalar($0) }
      case .scalar(.tensor(let place)):
        if isNeededScalar[place] { continue }
        isNeededScalar[place] = true
        pending += graph.scalars.entries[place].operands.map { .scalar($0) }
        pending += makers(of: place)
      }
    }
  }

  /// What a result of a fold or matrix function is made of.
  private func makers(of place: Int) -> [PathGraph.Operand] {
    guard case .result = graph.scalars.entries[place].operation else { return [] }
    if let fold = graph.folds.first(where: { $0.result == place }) {
      return [.node(fold.fold.node)]
    }
    return graph.matrixScalars.first { $0.result == place }?.operands ?? []
  }

  /// The highest level of anything that is needed.
  var lastLevel: Int {
    let nodes = isNeededNode.indices.lazy.filter { isNeededNode[$0] }.map { graph.levels[$0] }
    let scalars = scalars.lazy.map { graph.scalars.levels[$0] }
    let model = modelScalars.lazy.map { graph.model.levels[$0] }
    return max(nodes.max() ?? 0, scalars.max() ?? 0, model.max() ?? 0)
  }

  /// Whether a node must be stored, because something reads it that cannot compute it.
  ///
  /// Operands of matrix functions are, and vectors that a pass over a matrix reads.
  func storedNodes() -> [Bool] {
    var isStored = isNeededNode.map { _ in false }
    func store(_ operands: [PathGraph.Operand], unless shape: Shape? = nil) {
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
