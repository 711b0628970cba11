import OptProgram

/// An array that a plan reads or writes.
enum BufferReference: Hashable, Sendable, BitwiseCopyable {
  case weight
  case gradient
  case state(Variable)
  case input(Variable)
  /// Temporary memory of the optimizer.
  case scratch(Int)
  /// Where the evaluation's weights go.
  case evaluation
}

/// One traversal of arrays: a kernel, what its streams are, and where its results go.
///
/// The schedule knows nothing of the back end, which only sees the kernel.
final class Pass: Sendable {
  /// An input stream: an array of the domain's shape, or one that is broadcast to it.
  struct Source: Hashable, Sendable {
    var buffer: BufferReference
    var shape: Shape
  }

  /// What becomes of an output stream.
  struct Sink: Hashable, Sendable {
    /// Where its elements are kept, if they are.
    var store: BufferReference?
    /// Where the sums of rows are.
    var rowSums: BufferReference?
    /// Where the sums of columns are.
    var colSums: BufferReference?
  }

  let kernel: ExecutableKernel
  /// The index space.
  let domain: Shape
  let sources: [Source]
  let sinks: [Sink]
  let uniforms: [ScalarReference]
  /// By reduction of the kernel: the scalar that it gives.
  let results: [Int]

  init(
    kernel: ExecutableKernel,
    domain: Shape,
    sources: [Source],
    sinks: [Sink],
    uniforms: [ScalarReference],
    results: [Int]
  ) {
    self.kernel = kernel
    self.domain = domain
    self.sources = sources
    self.sinks = sinks
    self.uniforms = uniforms
    self.results = results
  }
}

/// What is done for one tensor on one path of one list, independent of the tensor's lengths.
final class TensorPlan {
  /// Something to execute.
  enum Unit {
    /// Computes scalars of the tensor.
    case scalars([ScalarInstruction])
    case pass(Pass)
    case matrix(MatrixCall)
  }

  /// Units between barriers, and what the tensor contributes to the barrier after them.
  struct Segment {
    var units: [Unit] = []
    var contributions: [(statement: Int, value: ScalarReference)] = []
  }

  let segments: [Segment]
  /// The tensor's scalars.
  let scalars: [ScalarCode.Entry]
  /// Those that are needed.
  let neededScalars: [Int]
  /// Those of the model's scalars that are needed.
  let neededModelScalars: [Int]
  /// Shapes of temporary arrays.
  let scratch: [Shape]
  /// New values of the tensor's scalar states.
  let tensorStates: [ScalarState]
  /// New values of the model's states.
  let modelStates: [ScalarState]

  /// A state that is a number, and the scalar that it becomes.
  typealias ScalarState = (state: Variable, value: ScalarReference)

  init(
    segments: [Segment],
    scalars: [ScalarCode.Entry],
    neededScalars: [Int],
    neededModelScalars: [Int],
    scratch: [Shape],
    tensorStates: [ScalarState],
    modelStates: [ScalarState]
  ) {
    self.segments = segments
    self.scalars = scalars
    self.neededScalars = neededScalars
    self.neededModelScalars = neededModelScalars
    self.scratch = scratch
    self.tensorStates = tensorStates
    self.modelStates = modelStates
  }
}
