import OptProgram

/// Chooses which temporaries are kept between passes.
///
/// What several passes need is computed by each of them, unless fewer bytes are moved by writing it once
/// and reading it again.
struct KeptTemporaries {
  /// By node: whether its elements are kept.
  private(set) var isStored: [Bool]

  private let graph: PathGraph
  private let instance: RuleInstance
  private let roots: PlanRoots
  private let results: PathResults

  /// The choice for a graph whose last passes compute `results`.
  init(
    _ graph: PathGraph,
    _ instance: RuleInstance,
    _ roots: PlanRoots,
    _ results: PathResults
  ) {
    self.graph = graph
    self.instance = instance
    self.roots = roots
    self.results = results
    isStored = roots.storedNodes()
    // From the result back: what is kept spares its operands.
    for node in sharedNodes().reversed() {
      let bytes = movedBytes()
      isStored[node] = true
      if movedBytes() >= bytes { isStored[node] = false }
    }
  }

  /// A traversal, as far as it is known before the choice.
  private struct Traversal {
    /// The level of its results; nil for the last passes, which write weights and states.
    var level: Int?
    var domain: Shape
    var results: [Int]
  }

  private func traversals() -> [Traversal] {
    var traversals: [Traversal] = []
    func add(_ node: Int, level: Int?) {
      let domain = graph.nodes[node].shape
      guard !domain.isVector else { return }
      let known = traversals.firstIndex { $0.level == level && $0.domain == domain }
      if let known {
        traversals[known].results.append(node)
      } else {
        traversals.append(Traversal(level: level, domain: domain, results: [node]))
      }
    }
    for node in graph.nodes.indices where roots.isNeededNode[node] {
      if isStored[node] { add(node, level: graph.nodes[node].level) }
      guard case .axisSum = graph.nodes[node].source else { continue }
      for case .node(let operand) in graph.nodes[node].operands {
        add(operand, level: graph.nodes[operand].level)
      }
    }
    for fold in roots.folds { add(fold.fold.node, level: graph.nodes[fold.fold.node].level) }
    for array in results.arrays { add(array.node, level: nil) }
    return traversals
  }

  /// Whether one pass, the last, computes everything, as on most paths: then nothing need be listed.
  private var isOnePass: Bool {
    guard roots.folds.isEmpty, !isStored.contains(true), let first = results.arrays.first else {
      return false
    }
    let domain = graph.nodes[first.node].shape
    return results.arrays.allSatisfy { graph.nodes[$0.node].shape == domain }
      && !graph.nodes.contains { if case .axisSum = $0.source { true } else { false } }
  }

  /// What a traversal computes, and what it reads.
  private func nodes(of traversal: Traversal) -> (computed: [Int], read: [Int]) {
    var isWanted = graph.nodes.map { _ in false }
    for node in traversal.results { isWanted[node] = true }
    var (computed, read): ([Int], [Int]) = ([], [])
    for node in graph.nodes.indices.reversed() where isWanted[node] {
      guard case .elementwise = graph.nodes[node].source,
        !isStored[node] || graph.nodes[node].level == traversal.level
      else {
        read.append(node)
        continue
      }
      computed.append(node)
      for case .node(let operand) in graph.nodes[node].operands { isWanted[operand] = true }
    }
    return (computed, read)
  }

  /// What more than one traversal computes, in order.
  private func sharedNodes() -> [Int] {
    if isOnePass { return [] }
    let traversals = traversals()
    guard traversals.count > 1 else { return [] }
    var uses = graph.nodes.map { _ in 0 }
    for traversal in traversals { for node in nodes(of: traversal).computed { uses[node] += 1 } }
    return uses.indices.filter { uses[$0] > 1 }
  }

  /// Bytes an element that all traversals read, and write to keep.
  private func movedBytes() -> Int {
    var bytes = 0
    for traversal in traversals() {
      for node in nodes(of: traversal).read { bytes += elementBytes(node) }
    }
    for node in graph.nodes.indices where isStored[node] { bytes += elementBytes(node) }
    return bytes
  }

  private func elementBytes(_ node: Int) -> Int {
    if graph.nodes[node].shape.isVector { return 0 }
    guard case .buffer(.state(let state)) = graph.nodes[node].source,
      case .state(_, let storage) = instance.program[state].role
    else { return MemoryLayout<Float>.size }
    switch storage {
    case .full: return 4
    case .bf16: return 2
    case .q8, .q8u: return 1
    }
  }
}
