import OptProgram

/// Builds the kernel of a pass: emits the nodes it needs, from input streams on.
struct PassBuilder {
  private(set) var sources: [Pass.Source] = []
  private(set) var uniforms: [ScalarReference] = []

  private let graph: PathGraph
  private var kernel = KernelBuilder()
  private var values: [MicroValue?]

  /// Emits the values of the nodes that are wanted, `roots`.
  ///
  /// `buffers` says by node where its elements are; nil where they must be computed.
  init(_ graph: PathGraph, roots: [Int], buffers: [BufferReference?]) {
    self.graph = graph
    values = graph.nodes.map { _ in nil }
    sources.reserveCapacity(8)
    uniforms.reserveCapacity(8)
    var isWanted = graph.nodes.map { _ in false }
    for root in roots { isWanted[root] = true }
    for node in graph.nodes.indices.reversed() where isWanted[node] && buffers[node] == nil {
      for case .node(let operand) in graph.nodes[node].operands { isWanted[operand] = true }
    }
    for node in graph.nodes.indices where isWanted[node] {
      if let buffer = buffers[node] {
        values[node] = load(buffer, graph.nodes[node].shape)
      } else {
        values[node] = compute(node)
      }
    }
  }

  private mutating func load(_ buffer: BufferReference, _ shape: Shape) -> MicroValue {
    sources.append(Pass.Source(buffer: buffer, shape: shape))
    return kernel.load(sources.count - 1)
  }

  private mutating func compute(_ node: Int) -> MicroValue {
    guard case .elementwise(let opcode) = graph.nodes[node].source else {
      preconditionFailure("a matrix or axis sum is read before it is made")
    }
    let operands = graph.nodes[node].operands.map { value($0) }
    let first = operands[0]
    return kernel.emit(
      opcode,
      first,
      operands.count > 1 ? operands[1] : first,
      operands.count > 2 ? operands[2] : first
    )
  }

  private mutating func value(_ operand: PathGraph.Operand) -> MicroValue {
    switch operand {
    case .node(let node): return self[node]
    case .scalar(let scalar):
      if let constant = scalar.constantValue { return kernel.constant(Float(constant)) }
      if let slot = uniforms.firstIndex(of: scalar) { return kernel.uniform(slot) }
      uniforms.append(scalar)
      return kernel.uniform(uniforms.count - 1)
    }
  }

  private subscript(node: Int) -> MicroValue {
    guard let value = values[node] else { preconditionFailure("the node was not wanted") }
    return value
  }

  /// Makes a node the next output stream.
  mutating func store(_ node: Int) { _ = kernel.store(self[node]) }

  /// Folds a node.
  mutating func reduce(_ kind: MicroKernel.Reduction.Kind, _ node: Int) {
    _ = kernel.reduce(kind, self[node])
  }

  /// The finished kernel.
  consuming func finish(_ target: KernelTarget) -> ExecutableKernel {
    ExecutableKernel(kernel.finish(), target)
  }
}
