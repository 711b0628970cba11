import OptProgram

/// A pass for one tensor: its lengths, how its streams are fed, and the addresses they begin at.
///
/// Streams that are plain arrays of the pass's length are handed to the kernel as they are. All others
/// (narrow states, vectors that are broadcast, arrays of which only sums are wanted) go through a
/// worker's pieces; a kernel never knows.
final class BoundPass {
  let pass: Pass

  /// What runs the pass's kernel.
  let executor: any KernelExecutor
  let rows: Int
  let cols: Int
  let feeds: [StreamFeed]
  let drains: [StreamDrain]

  /// The addresses of the streams; a broadcast vector's at full width.
  let call: PassCall

  /// Whether the kernel works on the arrays as they are.
  let isDirect: Bool

  /// Whether rows or columns are summed, which goes on from piece to piece.
  let hasAxisSums: Bool

  /// By chunk and reduction: what the chunk gives.
  let partials: UnsafeMutablePointer<Float>

  private let arrays: PlanArrays
  private let arena: Arena
  private let widenedVectors: [WidenedVector]

  /// A broadcast vector of narrow storage, and memory for it at full width.
  private struct WidenedVector {
    var vector: ElementMemory
    var count: Int
    var floats: UnsafeMutablePointer<Float>
  }

  /// The number of elements.
  var count: Int { rows * cols }

  /// The number of chunks of sums.
  var chunkCount: Int { (count + MicroKernel.chunkLength - 1) / MicroKernel.chunkLength }

  init(_ pass: Pass, _ arrays: PlanArrays, _ arena: Arena) {
    self.pass = pass
    executor = pass.kernel.executor
    self.arrays = arrays
    self.arena = arena
    (rows, cols) = arrays.tensor.shape.lengths(of: pass.domain)
    let count = rows * cols
    feeds = pass.sources.map { StreamFeed($0, arrays, count: count, pass.kernel.isa) }
    drains = pass.sinks.map { StreamDrain($0, arrays, pass.kernel.isa) }
    hasAxisSums = pass.sinks.contains { $0.hasAxisSums }
    isDirect =
      feeds.allSatisfy(\.isDirect) && drains.allSatisfy(\.isDirect) && !hasAxisSums
    let chunkCount = (count + MicroKernel.chunkLength - 1) / MicroKernel.chunkLength
    partials = arena.repeating(0, count: chunkCount * pass.results.count)
    let addresses = StreamAddresses(pass, arrays, arena)
    widenedVectors = zip(pass.sources, feeds).enumerated().compactMap { stream, input in
      let (source, feed) = input
      guard feed.isBroadcast, arrays.address(of: source.buffer) == nil else { return nil }
      let count = arrays.tensor.count(of: source.shape)
      let floats = arena.repeating(Float(0), count: count)
      addresses.inputs[stream] = floats
      return WidenedVector(vector: arrays[source.buffer], count: count, floats: floats)
    }
    call = PassCall(
      function: isDirect && pass.results.isEmpty ? pass.kernel.function : nil,
      count: count,
      inputs: UnsafeMutableRawPointer(addresses.inputs)
        .assumingMemoryBound(to: UnsafePointer<Float>.self),
      outputs: addresses.outputs,
      uniforms: arena.repeating(0, count: pass.uniforms.count),
      references: arena.copy(pass.uniforms),
      moving: arena.copy(addresses.moving)
    )
  }

  /// Widens the vectors of narrow storage that are broadcast.
  func widenVectors() {
    for widened in widenedVectors { widened.vector.decode(0, widened.count, into: widened.floats) }
  }

  /// New sums along the axes of a stream's elements, if they are wanted.
  func axisSums(ofOutput stream: Int) -> AxisSums? {
    let sink = pass.sinks[stream]
    guard sink.hasAxisSums else { return nil }
    return AxisSums(
      rows: rows,
      cols: cols,
      rowSums: sink.rowSums.map { arrays.floats(of: $0) },
      colSums: sink.colSums.map { arrays.floats(of: $0) }
    )
  }
}

/// How an input stream gets its elements.
enum StreamFeed {
  case direct
  /// Widened from narrow storage.
  case widened(ElementMemory, NativeCodec?)
  /// Each element of a vector repeated along its row.
  case row
  /// A vector repeated in each row.
  case column

  /// How a source is fed to a pass over `count` elements.
  init(_ source: Pass.Source, _ arrays: PlanArrays, count: Int, _ isa: InstructionSet?) {
    if arrays.tensor.count(of: source.shape) != count {
      self = source.shape.cols == .one ? .row : .column
    } else if arrays.address(of: source.buffer) == nil {
      let memory = arrays[source.buffer]
      self = .widened(memory, memory.codec(isa))
    } else {
      self = .direct
    }
  }

  /// Whether the stream is its array.
  var isDirect: Bool { if case .direct = self { true } else { false } }

  /// Whether a vector is repeated.
  var isBroadcast: Bool {
    switch self {
    case .row, .column: true
    case .direct, .widened: false
    }
  }
}

/// What becomes of an output stream's elements.
enum StreamDrain {
  case direct
  /// Rounded to narrow storage.
  case narrowed(ElementMemory, NativeCodec?)
  /// Nothing but their sums is wanted.
  case summed

  /// What becomes of the elements for a sink.
  init(_ sink: Pass.Sink, _ arrays: PlanArrays, _ isa: InstructionSet?) {
    guard let buffer = sink.store else {
      self = .summed
      return
    }
    if arrays.address(of: buffer) == nil {
      let memory = arrays[buffer]
      self = .narrowed(memory, memory.codec(isa))
    } else {
      self = .direct
    }
  }

  /// Whether the stream is its array.
  var isDirect: Bool { if case .direct = self { true } else { false } }
}

extension Pass.Sink {
  /// Whether sums along an axis are wanted.
  fileprivate var hasAxisSums: Bool { rowSums != nil || colSums != nil }
}
