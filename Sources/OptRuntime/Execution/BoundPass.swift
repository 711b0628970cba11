import OptProgram

/// A pass for one tensor: its lengths, how its streams are fed, and the addresses they begin at.
///
/// Streams that are plain arrays of the pass's length are handed to the kernel as they are. All others
/// (narrow states, vectors that are broadcast, arrays of which only sums are wanted) go through a
/// worker's pieces; a kernel never knows.
final class BoundPass {
  /// How an input stream gets its elements.
  enum Feed {
    case direct
    /// Widened from narrow storage.
    case widened(ElementMemory)
    /// Each element of a vector repeated along its row.
    case row
    /// A vector repeated in each row.
    case column
  }

  /// What becomes of an output stream's elements.
  enum Drain {
    case direct
    /// Rounded to narrow storage.
    case narrowed(ElementMemory)
    /// Nothing but their sums is wanted.
    case summed
  }

  let pass: Pass
  let rows: Int
  let cols: Int
  let feeds: [Feed]
  let drains: [Drain]

  /// Whether the kernel works on the arrays as they are.
  let isDirect: Bool

  /// Whether rows or columns are summed, which goes on from piece to piece.
  let hasAxisSums: Bool

  /// By input stream: where its array begins; a broadcast vector at full width.
  let inputs: UnsafeMutablePointer<UnsafePointer<Float>>

  /// By output stream: where its array begins.
  let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>

  /// By output stream: where the sums of rows and columns go.
  private(set) var axisSums: [AxisTargets?]

  /// Where sums of rows and of columns are wanted.
  struct AxisTargets {
    var rows: UnsafeMutablePointer<Float>?
    var cols: UnsafeMutablePointer<Float>?
  }

  /// By chunk and reduction: what the chunk gives.
  let partials: UnsafeMutablePointer<Float>

  // The addresses that the caller chooses anew in each step, or that may move.
  private let movingInputs: [(stream: Int, buffer: BufferReference)]
  private let movingOutputs: [(stream: Int, buffer: BufferReference)]
  /// Narrow vectors that are broadcast, and memory for them at full width.
  private let widenedVectors: [(vector: ElementMemory, count: Int, UnsafeMutablePointer<Float>)]

  /// The number of elements.
  var count: Int { rows * cols }

  /// The number of chunks of sums.
  var chunkCount: Int { (count + MicroKernel.chunkLength - 1) / MicroKernel.chunkLength }

  init(_ pass: Pass, _ arrays: TensorArrays) {
    self.pass = pass
    (rows, cols) = arrays.shape.lengths(of: pass.domain)
    let count = rows * cols
    inputs = .allocate(capacity: max(pass.sources.count, 1))
    outputs = .allocate(capacity: max(pass.sinks.count, 1))
    inputs.initialize(repeating: arrays.gradient, count: max(pass.sources.count, 1))
    outputs.initialize(repeating: arrays.scratch, count: max(pass.sinks.count, 1))
    var movingInputs: [(stream: Int, buffer: BufferReference)] = []
    var widenedVectors: [(vector: ElementMemory, count: Int, UnsafeMutablePointer<Float>)] = []
    var feeds: [Feed] = []
    for (stream, source) in pass.sources.enumerated() {
      let memory = source.buffer.isState ? arrays[source.buffer] : nil
      let sourceCount = arrays.count(of: source.shape)
      let feed = Feed(source, memory, isWhole: sourceCount == count)
      feeds.append(feed)
      switch (feed, memory) {
      case (.widened, _): break
      case (_, nil): movingInputs.append((stream, source.buffer))
      case (_, .floats(let floats)?): inputs[stream] = UnsafePointer(floats)
      case (_, let memory?):
        let floats = UnsafeMutablePointer<Float>.allocateFloats(sourceCount)
        widenedVectors.append((memory, sourceCount, floats))
        inputs[stream] = UnsafePointer(floats)
      }
    }
    var movingOutputs: [(stream: Int, buffer: BufferReference)] = []
    var drains: [Drain] = []
    for (stream, sink) in pass.sinks.enumerated() {
      guard let buffer = sink.store else {
        drains.append(.summed)
        continue
      }
      switch buffer.isState ? arrays[buffer] : nil {
      case nil:
        movingOutputs.append((stream, buffer))
        drains.append(.direct)
      case .floats(let floats)?:
        outputs[stream] = floats
        drains.append(.direct)
      case let memory?: drains.append(.narrowed(memory))
      }
    }
    self.feeds = feeds
    self.drains = drains
    self.movingInputs = movingInputs
    self.movingOutputs = movingOutputs
    self.widenedVectors = widenedVectors
    hasAxisSums = pass.sinks.contains { $0.hasAxisSums }
    axisSums = pass.sinks.map { _ in nil }
    isDirect =
      feeds.allSatisfy { if case .direct = $0 { true } else { false } }
      && drains.allSatisfy { if case .direct = $0 { true } else { false } } && !hasAxisSums
    let chunkCount = (count + MicroKernel.chunkLength - 1) / MicroKernel.chunkLength
    partials = .allocateFloats(chunkCount * pass.results.count)
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
    partials.deallocate()
    for (_, _, floats) in widenedVectors { floats.deallocate() }
  }

  /// Looks up the addresses that may have changed since the last step.
  @inline(__always)
  func update(_ arrays: TensorArrays) {
    for (stream, buffer) in movingInputs {
      inputs[stream] = UnsafePointer(arrays.floats(of: buffer))
    }
    for (stream, buffer) in movingOutputs { outputs[stream] = arrays.floats(of: buffer) }
    guard hasAxisSums else { return }
    for (stream, sink) in pass.sinks.enumerated() where sink.hasAxisSums {
      axisSums[stream] = AxisTargets(
        rows: sink.rowSums.map { arrays.floats(of: $0) },
        cols: sink.colSums.map { arrays.floats(of: $0) }
      )
    }
  }

  /// Widens the vectors of narrow storage that are broadcast.
  func widenVectors() {
    for (vector, count, floats) in widenedVectors { vector.decode(0, count, into: floats) }
  }
}

extension BoundPass.Feed {
  /// The feed of a source; `memory` is its array, nil where that is floats that may move.
  fileprivate init(_ source: Pass.Source, _ memory: ElementMemory?, isWhole: Bool) {
    guard isWhole else {
      self = source.shape.cols == .one ? .row : .column
      return
    }
    switch memory {
    case nil, .floats: self = .direct
    case let memory?: self = .widened(memory)
    }
  }
}

extension Pass.Sink {
  /// Whether sums along an axis are wanted.
  fileprivate var hasAxisSums: Bool { rowSums != nil || colSums != nil }
}

extension BufferReference {
  /// Whether the array is a state, whose memory stays where it is.
  fileprivate var isState: Bool { if case .state = self { true } else { false } }
}
