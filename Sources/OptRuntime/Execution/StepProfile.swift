package import OptProgram

/// What the second step of a rule does to a tensor, for measurements.
package struct StepProfile: Sendable {
  /// An array that a step has to read or write, whatever executes it.
  package struct StoredArray: Hashable, Sendable {
    /// Its size, as it is stored.
    package let byteCount: Int
    package fileprivate(set) var isRead = false
    package fileprivate(set) var isWritten = false
  }

  /// One traversal of the elements.
  package struct Traversal: Sendable {
    /// The micro code.
    package let kernel: MicroKernel

    /// The input that each output overwrites, where it is the same array.
    package let inPlace: [Int: Int]
  }

  /// The arrays, except temporary ones.
  package let arrays: [StoredArray]

  /// The traversals in their order.
  package let traversals: [Traversal]

  /// Whether the step calls functions of whole matrices.
  package let callsMatrixFunctions: Bool

  /// The profile of a rule for one tensor.
  package init(of program: Program, tensor: TensorShape) throws(OptimizerError) {
    let instance = try RuleInstance(
      program,
      tensors: [tensor],
      configuration: Optimizer.Configuration()
    )
    // A plan needs no memory for states, which may be large.
    var compiler = PathCompiler(instance, target: KernelTarget(backend: .portable, isa: nil))
    let plan = compiler.plan(
      view: instance.viewOfTensor[0],
      .step,
      truths: instance.truths(tensor: 0, step: 2)
    )
    var traffic = Traffic(instance)
    var traversals: [Traversal] = []
    var callsMatrixFunctions = false
    for unit in plan.segments.flatMap(\.units) {
      switch unit {
      case .scalars: break
      case .pass(let pass):
        traversals.append(Traversal(pass))
        traffic.add(pass)
      case .matrix(let call):
        callsMatrixFunctions = true
        traffic.add(call)
      }
    }
    arrays = traffic.arrays
    self.traversals = traversals
    self.callsMatrixFunctions = callsMatrixFunctions
  }

  /// Collects arrays.
  private struct Traffic {
    private(set) var arrays: [StoredArray] = []
    private var buffers: [BufferReference] = []
    private let instance: RuleInstance

    init(_ instance: RuleInstance) { self.instance = instance }

    mutating func add(_ pass: Pass) {
      for source in pass.sources { use(source.buffer, source.shape) { $0.isRead = true } }
      for case let target? in pass.sinks.map(\.store) {
        use(target, pass.domain) { $0.isWritten = true }
      }
    }

    mutating func add(_ call: MatrixCall) {
      for case .array(let buffer, let shape) in call.arguments {
        use(buffer, shape) { $0.isRead = true }
      }
      if case .array(let buffer, let shape) = call.result {
        use(buffer, shape) { $0.isWritten = true }
      }
    }

    private mutating func use(
      _ buffer: BufferReference,
      _ shape: Shape,
      _ mark: (inout StoredArray) -> Void
    ) {
      if case .scratch = buffer { return }
      let place = buffers.firstIndex(of: buffer) ?? buffers.count
      if place == buffers.count {
        buffers.append(buffer)
        arrays.append(StoredArray(byteCount: byteCount(buffer, shape)))
      }
      mark(&arrays[place])
    }

    private func byteCount(_ buffer: BufferReference, _ shape: Shape) -> Int {
      let elementBytes = MemoryLayout<Float>.size
      if case .state(let state) = buffer {
        return instance.layout(of: state, tensor: 0).byteCount(elementBytes: elementBytes)
      }
      let (rows, cols) = instance.tensors[0].lengths(of: shape)
      return rows * cols * elementBytes
    }
  }
}

extension StepProfile.Traversal {
  fileprivate init(_ pass: Pass) {
    kernel = pass.kernel.kernel
    var inPlace: [Int: Int] = [:]
    for (output, sink) in pass.sinks.enumerated() {
      guard let buffer = sink.store,
        let input = pass.sources.firstIndex(where: { $0.buffer == buffer })
      else { continue }
      inPlace[output] = input
    }
    self.inPlace = inPlace
  }
}
