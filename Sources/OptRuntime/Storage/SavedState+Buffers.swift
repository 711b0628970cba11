import OptProgram

extension RuleInstance {
  /// The buffers of all states, given the model's numbers and a tensor's values.
  func save(
    model: (Variable) -> Double,
    _ values: (Variable, Int) -> SavedState.Values
  ) -> [SavedState.Buffer] {
    var buffers = modelStates.map { state in
      SavedState.Buffer(
        name: program[state].name,
        tensor: nil,
        rows: 1,
        cols: 1,
        values: .float64([model(state)])
      )
    }
    for tensor in tensors.indices {
      for state in tensorStates(tensor) {
        let layout = layout(of: state, tensor: tensor)
        buffers.append(
          SavedState.Buffer(
            name: program[state].name,
            tensor: tensor,
            rows: layout.rows,
            cols: layout.cols,
            values: values(state, tensor)
          )
        )
      }
    }
    return buffers
  }

  /// Hands the buffers to the states; `tensor` says whether the values fit.
  func restore(
    _ buffers: [SavedState.Buffer],
    model: (Variable, Double) -> Void,
    tensor take: (Variable, Int, SavedState.Values) -> Bool
  ) throws(OptimizerError) {
    func values(_ state: Variable, _ tensor: Int?) throws(OptimizerError) -> SavedState.Values {
      let name = program[state].name
      let buffer = buffers.first { $0.name == name && $0.tensor == tensor }
      guard let buffer else { throw .missingState(name: name, tensor: tensor) }
      return buffer.values
    }
    for state in modelStates {
      guard case .float64(let numbers) = try values(state, nil), numbers.count == 1 else {
        throw .mismatchedState(name: program[state].name, tensor: nil)
      }
      model(state, numbers[0])
    }
    for tensor in tensors.indices {
      for state in tensorStates(tensor) {
        let values = try values(state, tensor)
        guard take(state, tensor, values) else {
          throw .mismatchedState(name: program[state].name, tensor: tensor)
        }
      }
    }
  }
}

extension StateMemory {
  /// The state as plain values.
  var saved: SavedState.Values {
    if layout.isScalar { return .float64([number.pointee]) }
    let count = layout.count
    switch elements {
    case .floats(let floats):
      return .float32(Array(UnsafeBufferPointer(start: floats, count: count)))
    case .halves(let halves):
      return .bfloat16(Array(UnsafeBufferPointer(start: halves, count: count)))
    case .codes(let codes, let scales, let isSigned):
      let blocks = (count + CodeBook.blockLength - 1) / CodeBook.blockLength
      return .codes(
        Array(UnsafeBufferPointer(start: codes, count: count)),
        scales: Array(UnsafeBufferPointer(start: scales, count: blocks)),
        isSigned: isSigned
      )
    }
  }

  /// Takes plain values; false if they are of another length or storage.
  func restore(_ values: SavedState.Values) -> Bool {
    switch (values, elements) {
    case (.float64(let numbers), _) where layout.isScalar && numbers.count == 1:
      number.pointee = numbers[0]
    case (.float32(let source), .floats(let floats)) where source.count == layout.count:
      floats.update(from: source, count: source.count)
    case (.bfloat16(let source), .halves(let halves)) where source.count == layout.count:
      halves.update(from: source, count: source.count)
    case (
      .codes(let source, let sourceScales, let isSigned), .codes(let codes, let scales, let own)
    )
    where isSigned == own && source.count == layout.count
      && sourceScales.count * CodeBook.blockLength >= source.count:
      codes.update(from: source, count: source.count)
      scales.update(from: sourceScales, count: sourceScales.count)
    default: return false
    }
    return true
  }
}

extension ReferenceOptimizer {
  /// What is kept between steps.
  package func saveState() -> SavedState {
    let buffers = instance.save {
      modelStates[Int($0.index)]
    } _: { state, tensor in
      tensorStates[tensor][Int(state.index)]?.saved ?? .float32([])
    }
    return SavedState(stepNumber: stepNumber, buffers: buffers)
  }

  /// Continues from a saved state of the same program, tensors and hyperparameters.
  ///
  /// In Double, a state that was saved in Float is taken too.
  package func restore(_ state: SavedState) throws(OptimizerError) {
    try instance.restore(state.buffers) { state, number in
      modelStates[Int(state.index)] = number
    } tensor: { state, tensor, values in
      tensorStates[tensor][Int(state.index)]?.restore(values) ?? false
    }
    resume(after: state.stepNumber)
  }
}

extension ReferenceState {
  /// The state as plain values.
  var saved: SavedState.Values {
    if layout.isScalar { return .float64([number]) }
    switch stored {
    case .full(let elements): return Real.saved(elements)
    case .bfloat16(let halves): return .bfloat16(halves)
    case .codes(let codes, let scales, let isSigned):
      return .codes(codes, scales: scales, isSigned: isSigned)
    }
  }

  /// Takes plain values; false if they are of another length or storage.
  mutating func restore(_ values: SavedState.Values) -> Bool {
    switch (values, stored) {
    case (.float64(let numbers), _) where layout.isScalar && numbers.count == 1:
      number = numbers[0]
    case (.bfloat16(let halves), .bfloat16) where halves.count == layout.count:
      stored = .bfloat16(halves)
    case (.codes(let codes, let scales, let isSigned), .codes(_, _, let own))
    where isSigned == own && codes.count == layout.count
      && scales.count * CodeBook.blockLength >= codes.count:
      stored = .codes(codes, scales: scales, isSigned: isSigned)
    case (_, .full):
      guard let elements = Real.restored(values), elements.count == layout.count else {
        return false
      }
      stored = .full(elements)
    default: return false
    }
    return true
  }
}
