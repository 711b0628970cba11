import OptProgram

/// The arrays that passes of one tensor work on.
struct TensorArrays {
  var shape: TensorShape
  var weight: UnsafeMutablePointer<Float>
  var gradient: UnsafePointer<Float>
  var evaluation: UnsafeMutablePointer<Float>?
  /// By variable.
  var states: [StateMemory?]
  /// By variable.
  var inputs: [UnsafePointer<Float>?]
  var scratch: UnsafeMutablePointer<Float>
  var scratchOffsets: [Int]
}

/// Runs passes: feeds kernels with chunks of their streams.
///
/// Streams that are plain arrays of the pass's length are handed to the kernel as they are. All others
/// (narrow states, vectors that are broadcast, arrays of which only sums are wanted) go through
/// buffers of one chunk, which stay in the second-level cache; a kernel never knows.
final class PassRunner {
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  private let uniforms: UnsafeMutablePointer<Float>
  private let reductions: UnsafeMutablePointer<Float>
  private let totals: UnsafeMutablePointer<Float>
  private var chunks: [UnsafeMutablePointer<Float>] = []
  private let placeholder: UnsafeMutablePointer<Float>
  private var axisSums: [AxisSums?] = []

  /// A runner for passes with at most the given numbers of streams, uniforms and reductions.
  init(streams: Int, uniforms: Int, reductions: Int) {
    placeholder = .allocateFloats(1)
    inputs = .allocate(capacity: streams + 1)
    inputs.initialize(repeating: UnsafePointer(placeholder), count: streams + 1)
    outputs = .allocate(capacity: streams + 1)
    outputs.initialize(repeating: placeholder, count: streams + 1)
    self.uniforms = .allocateFloats(uniforms)
    self.reductions = .allocateFloats(reductions)
    totals = .allocateFloats(reductions)
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
    uniforms.deallocate()
    reductions.deallocate()
    totals.deallocate()
    placeholder.deallocate()
    for chunk in chunks { chunk.deallocate() }
  }

  /// Runs a pass; `scalar` gives the values of uniforms, `result` gets those of reductions.
  @inline(__always)
  func run(
    _ pass: Pass,
    _ arrays: borrowing TensorArrays,
    scalar: (ScalarReference) -> Double,
    result: (Int, Double) -> Void
  ) {
    for (slot, reference) in pass.uniforms.enumerated() {
      uniforms[slot] = Float(scalar(reference))
    }
    execute(pass, arrays)
    for (place, target) in pass.results.enumerated() { result(target, Double(totals[place])) }
  }

  private func execute(_ pass: Pass, _ arrays: borrowing TensorArrays) {
    let (rows, cols) = arrays.shape.lengths(of: pass.domain)
    let count = rows * cols
    guard pointDirectly(pass, arrays, count) else {
      executeInChunks(pass, arrays, rows, cols)
      return
    }
    pass.kernel.run(
      KernelArguments(
        count: count,
        inputs: inputs,
        outputs: outputs,
        uniforms: uniforms,
        reductions: totals
      )
    )
  }

  // MARK: - Directly

  /// Points every stream at its array; false if one of them is not a plain array of the length.
  private func pointDirectly(
    _ pass: Pass,
    _ arrays: borrowing TensorArrays,
    _ count: Int
  ) -> Bool {
    for (stream, source) in pass.sources.enumerated() {
      guard arrays.count(of: source.shape) == count,
        case .floats(let floats) = arrays[source.buffer]
      else { return false }
      inputs[stream] = UnsafePointer(floats)
    }
    for (stream, sink) in pass.sinks.enumerated() {
      guard sink.rowSums == nil, sink.colSums == nil, let buffer = sink.store,
        case .floats(let floats) = arrays[buffer]
      else { return false }
      outputs[stream] = floats
    }
    return true
  }

  // MARK: - In chunks

  private func executeInChunks(
    _ pass: Pass,
    _ arrays: borrowing TensorArrays,
    _ rows: Int,
    _ cols: Int
  ) {
    let count = rows * cols
    beginAxisSums(pass, arrays, rows, cols)
    for place in pass.results.indices { totals[place] = 0 }
    for start in stride(from: 0, to: count, by: MicroKernel.chunkLength) {
      let length = min(MicroKernel.chunkLength, count - start)
      load(pass, arrays, start, length, cols)
      pass.kernel.run(
        KernelArguments(
          count: length,
          inputs: inputs,
          outputs: outputs,
          uniforms: uniforms,
          reductions: reductions
        )
      )
      fold(pass)
      store(pass, arrays, start, length)
    }
  }

  private func beginAxisSums(
    _ pass: Pass,
    _ arrays: borrowing TensorArrays,
    _ rows: Int,
    _ cols: Int
  ) {
    let streams = pass.sources.count + pass.sinks.count
    while chunks.count < streams { chunks.append(.allocateFloats(MicroKernel.chunkLength)) }
    axisSums.removeAll(keepingCapacity: true)
    for sink in pass.sinks {
      guard sink.rowSums != nil || sink.colSums != nil else {
        axisSums.append(nil)
        continue
      }
      axisSums.append(
        AxisSums(
          rows: rows,
          cols: cols,
          rowSums: sink.rowSums.map { arrays.floats(of: $0) },
          colSums: sink.colSums.map { arrays.floats(of: $0) }
        )
      )
    }
  }

  private func load(
    _ pass: Pass,
    _ arrays: borrowing TensorArrays,
    _ start: Int,
    _ length: Int,
    _ cols: Int
  ) {
    for (stream, source) in pass.sources.enumerated() {
      let memory = arrays[source.buffer]
      let isWhole = source.shape == pass.domain
      if isWhole, case .floats(let floats) = memory {
        inputs[stream] = UnsafePointer(floats + start)
        continue
      }
      let chunk = chunks[stream]
      inputs[stream] = UnsafePointer(chunk)
      if isWhole {
        memory.decode(start, length, into: chunk)
      } else if case .floats(let floats) = memory {
        PassRunner.spread(floats, isRow: source.shape.cols == .one, start, length, cols, chunk)
      } else {
        spreadNarrow(
          memory,
          arrays.count(of: source.shape),
          source.shape,
          start,
          length,
          cols,
          chunk
        )
      }
    }
    for (stream, sink) in pass.sinks.enumerated() {
      if let buffer = sink.store, case .floats(let floats) = arrays[buffer] {
        outputs[stream] = floats + start
      } else {
        outputs[stream] = chunks[pass.sources.count + stream]
      }
    }
  }

  /// Repeats a vector's elements along the other axis, for places `start ..< start + length`.
  private static func spread(
    _ vector: UnsafePointer<Float>,
    isRow: Bool,
    _ start: Int,
    _ length: Int,
    _ cols: Int,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var place = 0
    while place < length {
      let row = (start + place) / cols
      let col = (start + place) % cols
      let piece = min(cols - col, length - place)
      if isRow {
        (target + place).update(repeating: vector[row], count: piece)
      } else {
        (target + place).update(from: vector + col, count: piece)
      }
      place += piece
    }
  }

  /// Broadcasts a vector of narrow storage, which is widened anew for each chunk.
  private func spreadNarrow(
    _ memory: ElementMemory,
    _ count: Int,
    _ shape: Shape,
    _ start: Int,
    _ length: Int,
    _ cols: Int,
    _ target: UnsafeMutablePointer<Float>
  ) {
    let vector = UnsafeMutablePointer<Float>.allocateFloats(count)
    memory.decode(0, count, into: vector)
    PassRunner.spread(vector, isRow: shape.cols == .one, start, length, cols, target)
    vector.deallocate()
  }

  private func fold(_ pass: Pass) {
    for (place, reduction) in pass.kernel.kernel.reductions.enumerated() {
      let value = reductions[place]
      switch reduction.kind {
      case .sum: totals[place] += value
      case .maximum: if value > totals[place] || value.isNaN { totals[place] = value }
      }
    }
  }

  private func store(
    _ pass: Pass,
    _ arrays: borrowing TensorArrays,
    _ start: Int,
    _ length: Int
  ) {
    for (stream, sink) in pass.sinks.enumerated() {
      axisSums[stream]?.add(UnsafePointer(outputs[stream]), start, length)
      guard let buffer = sink.store else { continue }
      let memory = arrays[buffer]
      if case .floats = memory { continue }
      memory.encode(UnsafePointer(outputs[stream]), start, length)
    }
  }
}

extension TensorArrays {
  /// The number of elements of a shape.
  func count(of shape: Shape) -> Int {
    let (rows, cols) = self.shape.lengths(of: shape)
    return rows * cols
  }

  /// The memory of an array at full width.
  func floats(of buffer: BufferReference) -> UnsafeMutablePointer<Float> {
    guard case .floats(let floats) = self[buffer] else { preconditionFailure("a narrow array") }
    return floats
  }

  /// The memory of an array.
  subscript(buffer: BufferReference) -> ElementMemory {
    switch buffer {
    case .weight: return .floats(weight)
    case .gradient: return .floats(UnsafeMutablePointer(mutating: gradient))
    case .evaluation: return .floats(evaluation ?? weight)
    case .scratch(let place): return .floats(scratch + scratchOffsets[place])
    case .state(let variable):
      guard let state = states[Int(variable.index)] else {
        preconditionFailure("a state without memory is used")
      }
      return state.elements
    case .input(let variable):
      guard let input = inputs[Int(variable.index)] else {
        preconditionFailure("an input that the rule reads was not supplied")
      }
      return .floats(UnsafeMutablePointer(mutating: input))
    }
  }
}
