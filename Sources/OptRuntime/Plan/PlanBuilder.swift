import OptProgram

/// Schedules a path's graph: cuts it at reductions into passes, and says what is kept between them.
///
/// A pass computes from input streams whatever it needs, again if an earlier pass did so too, unless keeping
/// it moves fewer bytes (`KeptTemporaries`). Always kept are the operands and results of matrix functions,
/// the results of axis sums, and vectors that are broadcast to a matrix. Weights and states are written in the last level only, in place: passes over
/// matrices first, because they may read old vectors, but not the other way round.
struct PlanBuilder {
  private let graph: PathGraph
  private let instance: RuleInstance
  private let target: KernelTarget
  private let results: PathResults
  private let roots: PlanRoots
  private let isStored: [Bool]
  /// The shapes of the graph's arrays, in a fixed order.
  private let shapes: [Shape]

  /// By node: where its elements are, once they are.
  private var buffers: [BufferReference?]
  private var scratch: [Shape] = []
  private var segments: [TensorPlan.Segment] = []

  init(
    _ graph: PathGraph,
    _ instance: RuleInstance,
    _ results: PathResults,
    target: KernelTarget
  ) {
    self.graph = graph
    self.instance = instance
    self.results = results
    self.target = target
    roots = PlanRoots(graph, results)
    var present: [Shape] = []
    for node in graph.nodes where !present.contains(node.shape) { present.append(node.shape) }
    shapes = Shape.arrays.filter { present.contains($0) }
    isStored = KeptTemporaries(graph, instance, roots, results).isStored
    buffers = graph.nodes.map { node in
      if case .buffer(let buffer) = node.source { buffer } else { nil }
    }
  }

  /// The plan that writes arrays and computes scalars.
  consuming func plan() -> TensorPlan {
    for level in levels {
      appendScalars(level)
      appendPasses(level) { $0.isVector }
      appendPasses(level) { !$0.isVector }
      appendMatrixCalls(level)
    }
    appendFinalPasses { !$0.isVector }
    appendFinalPasses { $0.isVector }
    for contribution in graph.contributions {
      let barrier = instance.barriers[contribution.statement]
      makeSegments(barrier + 1)
      segments[barrier].contributions.append(contribution)
    }
    return TensorPlan(
      segments: segments,
      scalars: graph.scalars.entries,
      neededScalars: roots.scalars,
      neededModelScalars: roots.modelScalars,
      scratch: scratch,
      tensorStates: results.tensorStates,
      modelStates: results.modelStates
    )
  }

  // MARK: - Order

  /// The levels at which there is something to do, in order.
  private var levels: [Int] {
    var levels: [Int] = []
    func add(_ level: Int) { if !levels.contains(level) { levels.append(level) } }
    for place in roots.scalars { add(graph.scalars.entries[place].level) }
    for node in graph.nodes.indices where roots.isNeededNode[node] {
      add(graph.nodes[node].level)
      if case .matrix = graph.nodes[node].source { add(graph.nodes[node].level - 1) }
    }
    for matrix in roots.matrixScalars { add(matrix.level) }
    levels.sort()
    return levels
  }

  private mutating func append(_ unit: TensorPlan.Unit, _ level: Int) {
    let segment = level / PathGraph.levelsPerSegment
    makeSegments(segment + 1)
    segments[segment].units.append(unit)
  }

  private mutating func makeSegments(_ count: Int) {
    while segments.count < count { segments.append(TensorPlan.Segment()) }
  }

  private mutating func appendScalars(_ level: Int) {
    let code = roots.scalars.compactMap { place in
      graph.scalars.entries[place].level == level
        ? ScalarInstruction(graph.scalars.entries[place], target: place) : nil
    }
    if !code.isEmpty { append(.scalars(code), level) }
  }

  // MARK: - Passes

  /// What a pass over one index space has to give.
  private struct Results {
    var stored: [Int] = []
    var axisSums: [Int] = []
    var folds: [(fold: PathGraph.Fold, result: Int)] = []
  }

  private mutating func appendPasses(_ level: Int, _ isWanted: (Shape) -> Bool) {
    for domain in shapes where isWanted(domain) {
      func isMade(_ node: Int) -> Bool {
        graph.nodes[node].level == level && graph.nodes[node].shape == domain
      }
      var results = Results()
      results.stored = isStored.indices.filter { isStored[$0] && isMade($0) }
      results.axisSums = graph.nodes.indices.filter { node in
        guard roots.isNeededNode[node], case .axisSum = graph.nodes[node].source else {
          return false
        }
        return isMade(operand(of: node))
      }
      results.folds = roots.folds.filter { isMade($0.fold.node) }
      appendPass(results, domain, level)
    }
  }

  private func operand(of node: Int) -> Int {
    guard case .node(let operand) = graph.nodes[node].operands[0] else {
      preconditionFailure("an axis sum of a scalar")
    }
    return operand
  }

  private mutating func appendPass(_ results: Results, _ domain: Shape, _ level: Int) {
    let folded = results.folds.map(\.fold.node)
    let summed = results.axisSums.map { operand(of: $0) }
    let wanted = results.stored + summed + folded
    guard !wanted.isEmpty else { return }
    var pass = PassBuilder(graph, roots: wanted, buffers: buffers)
    var streams: [Int] = []
    var sinks: [Pass.Sink] = []
    func stream(of node: Int) -> Int {
      if let stream = streams.firstIndex(of: node) { return stream }
      pass.store(node)
      streams.append(node)
      sinks.append(Pass.Sink())
      return streams.count - 1
    }
    for node in results.stored { sinks[stream(of: node)].store = keep(node) }
    for (node, operand) in zip(results.axisSums, summed) {
      guard case .axisSum(let isRow) = graph.nodes[node].source else { continue }
      let stream = stream(of: operand)
      if isRow { sinks[stream].rowSums = keep(node) } else { sinks[stream].colSums = keep(node) }
    }
    for fold in results.folds { pass.reduce(fold.fold.kind, fold.fold.node) }
    append(pass, domain, sinks, results.folds.map(\.result), level)
  }

  /// Gives a node temporary memory.
  private mutating func keep(_ node: Int) -> BufferReference {
    scratch.append(graph.nodes[node].shape)
    let buffer = BufferReference.scratch(scratch.count - 1)
    buffers[node] = buffer
    return buffer
  }

  private mutating func appendFinalPasses(_ isWanted: (Shape) -> Bool) {
    for domain in shapes where isWanted(domain) {
      var nodes: [Int] = []
      var sinks: [Pass.Sink] = []
      nodes.reserveCapacity(results.arrays.count)
      sinks.reserveCapacity(results.arrays.count)
      for array in results.arrays where graph.nodes[array.node].shape == domain {
        nodes.append(array.node)
        sinks.append(Pass.Sink(store: array.buffer))
      }
      guard !nodes.isEmpty else { continue }
      var pass = PassBuilder(graph, roots: nodes, buffers: buffers)
      for node in nodes { pass.store(node) }
      append(consume pass, domain, sinks, [], roots.lastLevel)
    }
  }

  private mutating func append(
    _ pass: consuming PassBuilder,
    _ domain: Shape,
    _ sinks: [Pass.Sink],
    _ results: [Int],
    _ level: Int
  ) {
    let (sources, uniforms) = (pass.sources, pass.uniforms)
    append(
      .pass(
        Pass(
          kernel: pass.finish(target),
          domain: domain,
          sources: sources,
          sinks: sinks,
          uniforms: uniforms,
          results: results
        )
      ),
      level
    )
  }

  // MARK: - Matrices

  private mutating func appendMatrixCalls(_ level: Int) {
    for node in graph.nodes.indices where roots.isNeededNode[node] {
      let made = graph.nodes[node]
      guard case .matrix(let opcode) = made.source, made.level == level + 1 else { continue }
      let call = MatrixCall(
        opcode: opcode,
        arguments: Array(made.operands).map { argument($0) },
        result: .array(keep(node), made.shape),
        statement: graph.statements[node]
      )
      append(.matrix(call), level)
    }
    for matrix in roots.matrixScalars where matrix.level == level {
      let call = MatrixCall(
        opcode: matrix.opcode,
        arguments: Array(matrix.operands).map { argument($0) },
        result: .scalar(matrix.result),
        statement: matrix.statement
      )
      append(.matrix(call), level)
    }
  }

  private func argument(_ operand: PathGraph.Operand) -> MatrixCall.Argument {
    switch operand {
    case .scalar(let scalar): return .scalar(scalar)
    case .node(let node):
      guard let buffer = buffers[node] else {
        preconditionFailure("an operand of a matrix function is not stored")
      }
      return .array(buffer, graph.nodes[node].shape)
    }
  }
}

extension Shape {
  /// Every shape that is not a scalar, in a fixed order.
  static let arrays: [Shape] = Extent.allCases.flatMap { rows in
    Extent.allCases.map { Shape(rows, $0) }
  }.filter { !$0.isScalar }

  /// Whether one side is 1 and the other is not.
  var isVector: Bool { (rows == .one) != (cols == .one) }
}
