/// Where the streams of a pass begin: known for good, or looked up anew in each step.
struct StreamAddresses {
  /// By input stream.
  let inputs: TensorArrays.Cell
  /// By output stream.
  let outputs: TensorArrays.Cell
  /// The streams whose arrays may be elsewhere in the next step.
  private(set) var moving: [MovingStream] = []

  /// The addresses of all arrays of floats; the others stay at a stand-in.
  init(_ pass: Pass, _ arrays: PlanArrays, _ arena: Arena) {
    inputs = arena.repeating(.standIn, count: pass.sources.count)
    outputs = arena.repeating(.standIn, count: pass.sinks.count)
    moving.reserveCapacity(pass.sources.count + pass.sinks.count)
    for (stream, source) in pass.sources.enumerated() {
      point(inputs + stream, to: arrays.address(of: source.buffer))
    }
    for (stream, sink) in pass.sinks.enumerated() {
      if let buffer = sink.store { point(outputs + stream, to: arrays.address(of: buffer)) }
    }
  }

  private mutating func point(_ slot: TensorArrays.Cell, to address: PlanArrays.Address?) {
    switch address {
    case .fixed(let floats)?: slot.pointee = floats
    case .cell(let cell, let offset)?:
      moving.append(MovingStream(slot: slot, cell: cell, offset: offset))
    case nil: break
    }
  }
}
