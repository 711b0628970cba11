/// What one thread needs to run a pass, or a part of one: pieces of the streams that are not direct.
final class PassWorker {
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  /// By stream, inputs first: memory for one piece, made when a stream needs it.
  private var pieces: [UnsafeMutablePointer<Float>?]
  private var axisSums: [AxisSums?] = []

  /// Elements of a piece of a pass that folds nothing: all pieces stay in the first-level cache.
  private static let shortPiece = 2_048

  /// A worker for passes with at most the given number of inputs and of outputs.
  init(streams: Int) {
    let standIn = UnsafeMutablePointer<Float>.standIn
    inputs = .allocate(capacity: streams + 1)
    inputs.initialize(repeating: UnsafePointer(standIn), count: streams + 1)
    outputs = .allocate(capacity: streams + 1)
    outputs.initialize(repeating: standIn, count: streams + 1)
    pieces = Array(repeating: nil, count: 2 * streams)
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
    for piece in pieces { piece?.deallocate() }
  }

  /// Runs a pass on some of its chunks, and leaves their folds in its partial results.
  func run(_ bound: BoundPass, chunks: Range<Int>) {
    let start = chunks.lowerBound * MicroKernel.chunkLength
    let end = min(chunks.upperBound * MicroKernel.chunkLength, bound.count)
    beginAxisSums(bound)
    let results = bound.pass.results.count
    let length =
      results > 0 ? MicroKernel.chunkLength : bound.isDirect ? end - start : PassWorker.shortPiece
    for place in stride(from: start, to: end, by: max(length, 1)) {
      let count = min(length, end - place)
      feed(bound, place, count)
      bound.executor.run(
        KernelArguments(
          count: count,
          inputs: inputs,
          outputs: outputs,
          uniforms: UnsafePointer(bound.call.uniforms),
          reductions: bound.partials + place / MicroKernel.chunkLength * results
        )
      )
      drain(bound, place, count)
    }
  }

  private func piece(_ stream: Int) -> UnsafeMutablePointer<Float> {
    if let piece = pieces[stream] { return piece }
    let piece = UnsafeMutablePointer<Float>.allocateFloats(MicroKernel.chunkLength)
    pieces[stream] = piece
    return piece
  }

  // MARK: - Before a piece

  private func feed(_ bound: BoundPass, _ start: Int, _ count: Int) {
    for (stream, feed) in bound.feeds.enumerated() {
      if case .direct = feed {
        inputs[stream] = bound.call.inputs[stream] + start
        continue
      }
      let piece = piece(stream)
      inputs[stream] = UnsafePointer(piece)
      switch feed {
      case .direct: break
      case .widened(let memory, let codec): memory.decode(start, count, into: piece, codec)
      case .row: PassWorker.spreadRow(bound.call.inputs[stream], start, count, bound.cols, piece)
      case .column:
        PassWorker.spreadColumn(bound.call.inputs[stream], start, count, bound.cols, piece)
      }
    }
    for (stream, drain) in bound.drains.enumerated() {
      if case .direct = drain {
        outputs[stream] = bound.call.outputs[stream] + start
      } else {
        outputs[stream] = piece(bound.feeds.count + stream)
      }
    }
  }

  /// Repeats elements of a vector along their rows, for places `start ..< start + count`.
  private static func spreadRow(
    _ vector: UnsafePointer<Float>,
    _ start: Int,
    _ count: Int,
    _ cols: Int,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var (row, col) = start.quotientAndRemainder(dividingBy: cols)
    var place = 0
    while place < count {
      let length = min(cols - col, count - place)
      (target + place).update(repeating: vector[row], count: length)
      place += length
      row += 1
      col = 0
    }
  }

  /// Repeats a vector in each row, for places `start ..< start + count`.
  private static func spreadColumn(
    _ vector: UnsafePointer<Float>,
    _ start: Int,
    _ count: Int,
    _ cols: Int,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var col = start % cols
    var place = 0
    while place < count {
      let length = min(cols - col, count - place)
      (target + place).update(from: vector + col, count: length)
      place += length
      col = 0
    }
  }

  // MARK: - After a piece

  private func drain(_ bound: BoundPass, _ start: Int, _ count: Int) {
    for (stream, drain) in bound.drains.enumerated() {
      if bound.hasAxisSums {
        axisSums[stream]?.add(UnsafePointer(outputs[stream]), start, count)
      }
      if case .narrowed(let memory, let codec) = drain {
        memory.encode(outputs[stream], start, count, codec)
      }
    }
  }

  private func beginAxisSums(_ bound: BoundPass) {
    guard bound.hasAxisSums else { return }
    axisSums.removeAll(keepingCapacity: true)
    for stream in bound.drains.indices { axisSums.append(bound.axisSums(ofOutput: stream)) }
  }
}
