import OptProgram

/// A pass for one tensor: its lengths, how its streams are fed, and the addresses they begin at.
///
/// Streams that are plain arrays of the pass's length are handed to the kernel as they are. All others
/// (narrow states, vectors that are broadcast, arrays of which only sums are wanted) go through a
/// worker's pieces; a kernel never knows.
final class BoundPass {
  let pass: Pass
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
  private let arena = Arena()
  /// Narrow vectors that are broadcast, and memory for them at full width.
  private var widenedVectors: [(vector: ElementMemory, count: Int, UnsafeMutablePointer<Float>)] =
    []

  /// The number of elements.
  var count: Int { rows * cols }

  /// The number of chunks of sums.
  var chunkCount: Int { (count + MicroKernel.chunkLength - 1) / MicroKernel.chunkLength }

  init(_ pass: Pass, _ arrays: PlanArrays) {
    self.pass = pass
    self.arrays = arrays
    (rows, cols) = arrays.tensor.shape.lengths(of: pass.domain)
    let count = rows * cols
    feeds = pass.sources.map { source in
      if arrays.tensor.count(of: source.shape) != count {
        return source.shape.cols == .one ? .row : .column
      }
      return arrays.address(of: source.buffer) == nil ? .widened(arrays[source.buffer]) : .direct
    }
    drains = pass.sinks.map { sink in
      guard let buffer = sink.store else { return .summed }
      return arrays.address(of: buffer) == nil ? .narrowed(arrays[buffer]) : .direct
    }
    hasAxisSums = pass.sinks.contains { $0.hasAxisSums }
    isDirect =
      feeds.allSatisfy(\.isDirect) && drains.allSatisfy(\.isDirect) && !hasAxisSums
    let chunkCount = (count + MicroKernel.chunkLength - 1) / MicroKernel.chunkLength
    partials = arena.floats(chunkCount * pass.results.count)
    let inputs = arena.repeating(
      UnsafeMutablePointer<Float>.standIn,
      count: pass.sources.count
    )
    let outputs = arena.repeating(
      UnsafeMutablePointer<Float>.standIn,
      count: pass.sinks.count
    )
    var moving: [MovingStream] = []
    func point(_ slot: TensorArrays.Cell, to buffer: BufferReference) -> Bool {
      switch arrays.address(of: buffer) {
      case .fixed(let floats): slot.pointee = floats
      case .cell(let cell, let offset):
        moving.append(MovingStream(slot: slot, cell: cell, offset: offset))
      case nil: return false
      }
      return true
    }
    var narrowVectors: [(stream: Int, Pass.Source)] = []
    for (stream, source) in pass.sources.enumerated()
    where !point(inputs + stream, to: source.buffer) {
      if feeds[stream].isBroadcast { narrowVectors.append((stream, source)) }
    }
    for (stream, sink) in pass.sinks.enumerated() {
      if let buffer = sink.store { _ = point(outputs + stream, to: buffer) }
    }
    call = PassCall(
      function: isDirect && pass.results.isEmpty ? pass.kernel.function : nil,
      count: count,
      inputs: UnsafeMutableRawPointer(inputs)
        .assumingMemoryBound(to: UnsafePointer<Float>.self),
      outputs: outputs,
      uniforms: arena.floats(pass.uniforms.count),
      references: arena.copy(pass.uniforms),
      moving: arena.copy(moving)
    )
    for (stream, source) in narrowVectors {
      let count = arrays.tensor.count(of: source.shape)
      inputs[stream] = arena.floats(count)
      widenedVectors.append((arrays[source.buffer], count, inputs[stream]))
    }
  }

  /// Widens the vectors of narrow storage that are broadcast.
  func widenVectors() {
    for (vector, count, floats) in widenedVectors { vector.decode(0, count, into: floats) }
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
  case widened(ElementMemory)
  /// Each element of a vector repeated along its row.
  case row
  /// A vector repeated in each row.
  case column

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
  case narrowed(ElementMemory)
  /// Nothing but their sums is wanted.
  case summed

  /// Whether the stream is its array.
  var isDirect: Bool { if case .direct = self { true } else { false } }
}

extension Pass.Sink {
  /// Whether sums along an axis are wanted.
  fileprivate var hasAxisSums: Bool { rowSums != nil || colSums != nil }
}
