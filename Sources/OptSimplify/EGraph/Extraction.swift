internal import OptProgram

/// The choice of one node for each class such that few statements compute all that is wanted.
///
/// The number of statements of a directed graph, in which shared values count once, cannot be minimised
/// class by class; a greedy choice on sets of classes is improved by changing one class at a time.
/// Ties go to averages over extrapolations, to the program's own nodes, then to cheaper operations, then to earlier nodes, so that the result
/// depends on nothing but the program.
struct Extraction {
  /// By class: the place of the chosen node, nil for leaves and for what cannot be computed.
  private(set) var choice: [Int?]

  private let graph: EGraph
  private let isUsable: [Bool]

  /// What a choice costs, compared in the order of the members.
  struct Cost: Comparable {
    var statements: Int
    var extrapolations = 0
    var foreign: Int
    var weight: Int

    static func < (left: Cost, right: Cost) -> Bool {
      (left.statements, left.extrapolations, left.foreign, left.weight)
        < (right.statements, right.extrapolations, right.foreign, right.weight)
    }
  }

  /// Chooses nodes for all that the roots need; nil if a root cannot be computed.
  ///
  /// `forbidden` are variables that must not be read.
  init?(_ graph: EGraph, roots: [Int], forbidden: [Variable]) {
    self.graph = graph
    isUsable = graph.classes.map { item in
      if case .variable(let variable) = item.leaf { !forbidden.contains(variable) } else { true }
    }
    choice = Array(repeating: nil, count: graph.classes.count)
    chooseGreedily()
    guard cost(roots) != nil else { return nil }
    improve(roots)
  }

  /// Whether a class needs no statement.
  func isLeaf(_ place: Int) -> Bool { graph.classes[place].leaf != nil && isUsable[place] }

  /// The node that computes a class, nil for a leaf.
  func node(_ place: Int) -> ENode? {
    if isLeaf(place) { return nil }
    return choice[place].map { graph.classes[place].nodes[$0] }
  }

  /// The classes that need statements for the roots, operands before what reads them; nil if a choice is
  /// missing or runs in a circle.
  func order(_ roots: [Int]) -> [Int]? {
    var result: [Int] = []
    var isDone = Array(repeating: false, count: choice.count)
    var isOpen = isDone
    func visit(_ place: Int) -> Bool {
      if isDone[place] || isLeaf(place) { return true }
      guard !isOpen[place], let node = node(place) else { return false }
      isOpen[place] = true
      for operand in node.operands where !visit(operand) { return false }
      isDone[place] = true
      result.append(place)
      return true
    }
    for root in roots where !visit(root) { return nil }
    return result
  }

  private func cost(_ roots: [Int]) -> Cost? {
    guard let order = order(roots) else { return nil }
    var cost = Cost(statements: order.count, foreign: 0, weight: 0)
    for place in order {
      guard let index = choice[place] else { return nil }
      cost.extrapolations += isExtrapolation(graph.classes[place].nodes[index]) ? 1 : 0
      cost.foreign += index < graph.classes[place].ownCount ? 0 : 1
      cost.weight += graph.classes[place].nodes[index].opcode.weight
    }
    return cost
  }

  /// Whether a node is an `interp` with a number that is no weight of an average.
  private func isExtrapolation(_ node: ENode) -> Bool {
    guard node.opcode == .interp, let weight = graph.constant(node.operands[2]) else {
      return false
    }
    return weight < 0 || weight > 1
  }

  // MARK: - Greedy choice

  /// For each class the node whose operands need the fewest classes in all.
  private mutating func chooseGreedily() {
    var needs: [Set<Int>?] = graph.classes.indices.map { isLeaf($0) ? [] : nil }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for place in graph.classes.indices where !isLeaf(place) {
        for (index, node) in graph.classes[place].nodes.enumerated() {
          guard let need = need(node, of: place, needs) else { continue }
          if let known = needs[place], known.count <= need.count { continue }
          needs[place] = need
          choice[place] = index
          hasChanged = true
        }
      }
    }
  }

  private func need(_ node: ENode, of place: Int, _ needs: [Set<Int>?]) -> Set<Int>? {
    var result: Set<Int> = [place]
    for operand in node.operands {
      guard let below = needs[operand], !below.contains(place) else { return nil }
      result.formUnion(below)
    }
    return result
  }

  // MARK: - Improvement

  private mutating func improve(_ roots: [Int]) {
    guard var best = cost(roots) else { return }
    var hasImproved = true
    while hasImproved {
      hasImproved = false
      for place in order(roots) ?? [] {
        for index in graph.classes[place].nodes.indices where index != choice[place] {
          let before = choice[place]
          choice[place] = index
          if let cost = cost(roots), cost < best {
            best = cost
            hasImproved = true
          } else {
            choice[place] = before
          }
        }
      }
    }
  }
}

extension Opcode {
  /// How much more an operation costs than an addition, roughly.
  var weight: Int {
    switch family {
    case .elementwise:
      switch self {
      case .copy: 0
      case .neg, .abs, .sign, .add, .sub, .mul, .square, .min, .max, .relu: 1
      case .interp, .clip, .whereSelect, .cube, .copysign: 2
      case .div, .divNoNan, .reciprocal, .sqrt: 4
      default: 8
      }
    case .axisReduction: 8
    case .reduction: 10
    case .normClip: 20
    case .globalReduction: 30
    case .order: 100
    case .matrix: 200
    }
  }
}
