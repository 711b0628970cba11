import OptRuntime

/// Executes parts of a graph: owns a buffer for every storage and allocates nothing afterwards.
///
/// Parameters live outside, so that training and evaluation graphs share them.
package final class Executor<Scalar: GraphScalar> {
  /// A part of a graph, resolved to addresses.
  package struct Part {
    fileprivate let steps: [ExecutorStep]
  }

  package let graph: Graph
  private let memory: UnsafeMutablePointer<Scalar>
  private var storages: [UnsafeMutablePointer<Scalar>]
  private let indexMemory: [UnsafeMutablePointer<Int32>]
  private let target: GraphTarget

  /// Plans and allocates the buffers of a graph; parameters stay where the caller has them.
  package init(
    _ graph: Graph,
    parameters: [UnsafeMutablePointer<Scalar>],
    target: GraphTarget
  ) {
    self.graph = graph
    self.target = target
    // Multiples of 64 bytes, so that every buffer begins on a line of the cache.
    let counts = graph.storageCounts.map { ($0 + 15) / 16 * 16 }
    memory = .allocateAligned(counts.reduce(0, +))
    memory.initialize(repeating: 0, count: counts.reduce(0, +))
    var next = memory
    storages = counts.map { count in
      defer { next += count }
      return next
    }
    indexMemory = graph.indexSources.map { source in
      switch source {
      case .input(let columns, let examples):
        let array = UnsafeMutablePointer<Int32>.allocate(capacity: columns.count * examples)
        array.initialize(repeating: 0, count: columns.count * examples)
        return array
      case .table(let values):
        let array = UnsafeMutablePointer<Int32>.allocate(capacity: values.count)
        array.initialize(from: values, count: values.count)
        return array
      }
    }
    for (parameter, pointer) in zip(graph.parameters, parameters) {
      storages[parameter.tensor.storage] = pointer
    }
    for (tensor, value) in graph.constants {
      for place in 0..<tensor.count {
        storages[tensor.storage][place] = Scalar(value[place % value.count])
      }
    }
  }

  deinit {
    memory.deallocate()
    for array in indexMemory { array.deallocate() }
  }

  /// The elements of a tensor, row after row.
  package subscript(tensor: Tensor) -> UnsafeMutablePointer<Scalar> { storages[tensor.storage] }

  /// The elements of an index array.
  package subscript(indices: Indices) -> UnsafeMutablePointer<Int32> { indexMemory[indices.array] }

  /// Prepares a range of the graph's operations; `results` are read by the caller afterwards.
  package func prepare(_ operations: Range<Int>, keeping results: [Tensor]) -> Part {
    let schedule = graph.schedule(operations, keeping: Set(results.map(\.storage)))
    return Part(
      steps: schedule.map { item in
        switch item {
        case .group(let group): KernelStep(group, storages, target)
        case .single(.product(let product)): ProductStep(product, storages, target)
        case .single(let operation):
          MoveStep(
            ResolvedMove(
              operation,
              storages: storages,
              indices: indexMemory,
              sources: graph.indexSources
            )
          )
        }
      }
    )
  }

  /// Executes a part with the present parameters and inputs.
  package func run(_ part: Part) {
    for step in part.steps { step.run() }
  }
}

/// Something an executor does, with the addresses it works on.
///
/// A class, so that a loop over steps neither copies nor looks up generic values.
class ExecutorStep {
  /// Does it.
  func run() { preconditionFailure("a step knows what to do") }
}

/// A pointwise kernel.
private final class KernelStep<Scalar: GraphScalar>: ExecutorStep {
  private let kernel: Scalar.Kernel
  private let count: Int
  private let inputs: UnsafeMutablePointer<UnsafePointer<Scalar>>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Scalar>>

  init(_ group: PointwiseGroup, _ storages: [UnsafeMutablePointer<Scalar>], _ target: GraphTarget) {
    kernel = Scalar.makeKernel(PointwiseKernelSource(group), target)
    count = group.count
    inputs = .allocate(capacity: group.inputs.count)
    inputs.initialize(
      from: group.inputs.map { UnsafePointer(storages[$0]) },
      count: group.inputs.count
    )
    outputs = .allocate(capacity: group.outputs.count)
    outputs.initialize(from: group.outputs.map { storages[$0] }, count: group.outputs.count)
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
  }

  override func run() { Scalar.run(kernel, count: count, inputs: inputs, outputs: outputs) }
}

/// A batch of matrix products.
private final class ProductStep<Scalar: GraphScalar>: ExecutorStep {
  private let product: Scalar.Product
  private let operation: ProductOperation
  private let a: UnsafePointer<Scalar>
  private let b: UnsafePointer<Scalar>
  private let result: UnsafeMutablePointer<Scalar>
  private let bias: UnsafePointer<Scalar>?

  init(
    _ operation: ProductOperation,
    _ storages: [UnsafeMutablePointer<Scalar>],
    _ target: GraphTarget
  ) {
    self.operation = operation
    product = Scalar.makeProduct(
      MatrixProduct.Shape(
        rows: operation.rows,
        columns: operation.columns,
        inner: operation.depth,
        a: MatrixProduct.Side(
          isTransposed: operation.a.isTransposed,
          leadingDimension: operation.a.leadingDimension
        ),
        b: MatrixProduct.Side(
          isTransposed: operation.b.isTransposed,
          leadingDimension: operation.b.leadingDimension
        ),
        resultLeadingDimension: operation.result.leadingDimension,
        initial: operation.bias != nil ? .row : operation.accumulates ? .result : .zero
      ),
      target
    )
    a = UnsafePointer(storages[operation.a.tensor.storage])
    b = UnsafePointer(storages[operation.b.tensor.storage])
    result = storages[operation.result.tensor.storage]
    bias = operation.bias.map { UnsafePointer(storages[$0.storage]) }
  }

  override func run() {
    for outer in 0..<operation.outerCount {
      for inner in 0..<operation.innerCount {
        Scalar.run(
          product,
          a + outer * operation.a.outerStride + inner * operation.a.innerStride,
          b + outer * operation.b.outerStride + inner * operation.b.innerStride,
          into: result + outer * operation.result.outerStride
            + inner * operation.result.innerStride,
          row: bias
        )
      }
    }
  }
}

/// An operation that only moves, adds or compares elements.
private final class MoveStep<Scalar: GraphScalar>: ExecutorStep {
  private let move: ResolvedMove<Scalar>

  init(_ move: ResolvedMove<Scalar>) { self.move = move }

  override func run() { Scalar.run(move) }
}
