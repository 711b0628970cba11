/// Builds a `MicroKernel` value by value: equal computations are shared, unused ones dropped.
struct KernelBuilder {
  private var code: [MicroInstruction] = []
  private var places: [MicroInstruction: MicroValue] = [:]
  private var stores: [MicroValue] = []
  private var reductions: [MicroKernel.Reduction] = []
  private var inputCount = 0
  private var uniformCount = 0

  // MARK: - Leaves

  mutating func load(_ stream: Int) -> MicroValue {
    inputCount = max(inputCount, stream + 1)
    return append(.load, immediate: UInt32(stream))
  }

  mutating func uniform(_ slot: Int) -> MicroValue {
    uniformCount = max(uniformCount, slot + 1)
    return append(.uniform, immediate: UInt32(slot))
  }

  mutating func constant(_ value: Float) -> MicroValue { constant(bits: value.bitPattern) }

  mutating func constant(bits: UInt32) -> MicroValue { append(.constant, immediate: bits) }

  // MARK: - Operations

  mutating func add(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.add, a, b) }
  mutating func sub(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.sub, a, b) }
  mutating func mul(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.mul, a, b) }
  mutating func div(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.div, a, b) }
  mutating func fma(_ a: MicroValue, _ b: MicroValue, _ c: MicroValue) -> MicroValue {
    append(.fma, a, b, c)
  }
  mutating func sqrt(_ a: MicroValue) -> MicroValue { append(.sqrt, a) }
  mutating func floor(_ a: MicroValue) -> MicroValue { append(.floor, a) }
  mutating func roundEven(_ a: MicroValue) -> MicroValue { append(.roundEven, a) }
  mutating func less(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.less, a, b) }
  mutating func lessOrEqual(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.lessOrEqual, a, b)
  }
  mutating func equal(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.equal, a, b) }
  mutating func notEqual(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.notEqual, a, b)
  }
  mutating func and(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.and, a, b) }
  mutating func or(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.or, a, b) }
  mutating func xor(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.xor, a, b) }
  mutating func select(_ mask: MicroValue, _ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.select, mask, a, b)
  }
  mutating func shiftLeft(_ a: MicroValue, by count: Int) -> MicroValue {
    append(.shiftLeft, a, immediate: UInt32(count))
  }
  mutating func shiftRight(_ a: MicroValue, by count: Int) -> MicroValue {
    append(.shiftRight, a, immediate: UInt32(count))
  }
  mutating func shiftRightSigned(_ a: MicroValue, by count: Int) -> MicroValue {
    append(.shiftRightSigned, a, immediate: UInt32(count))
  }
  mutating func addInteger(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.addInteger, a, b)
  }
  mutating func subInteger(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.subInteger, a, b)
  }

  // MARK: - Results

  /// Makes a value the next output stream and gives the stream's number.
  mutating func store(_ value: MicroValue) -> Int {
    stores.append(value)
    return stores.count - 1
  }

  /// Folds a value over all elements and gives the reduction's number.
  mutating func reduce(_ kind: MicroKernel.Reduction.Kind, _ value: MicroValue) -> Int {
    reductions.append(MicroKernel.Reduction(kind: kind, value: value))
    return reductions.count - 1
  }

  /// The finished kernel, without the code that no result needs.
  consuming func finish() -> MicroKernel {
    var isLive = [Bool](repeating: false, count: code.count)
    for value in stores { isLive[Int(value.index)] = true }
    for reduction in reductions { isLive[Int(reduction.value.index)] = true }
    for place in code.indices.reversed() where isLive[place] {
      let instruction = code[place]
      let operands = [instruction.a, instruction.b, instruction.c].prefix(
        instruction.operation.arity)
      for operand in operands { isLive[Int(operand.index)] = true }
    }
    var renamed = [MicroValue](repeating: MicroValue(0), count: code.count)
    var live: [MicroInstruction] = []
    for place in code.indices where isLive[place] {
      var instruction = code[place]
      let arity = instruction.operation.arity
      if arity > 0 { instruction.a = renamed[Int(instruction.a.index)] }
      if arity > 1 { instruction.b = renamed[Int(instruction.b.index)] }
      if arity > 2 { instruction.c = renamed[Int(instruction.c.index)] }
      renamed[place] = MicroValue(live.count)
      live.append(instruction)
    }
    return MicroKernel(
      code: live, inputCount: inputCount, uniformCount: uniformCount,
      stores: stores.map { renamed[Int($0.index)] },
      reductions: reductions.map {
        MicroKernel.Reduction(kind: $0.kind, value: renamed[Int($0.value.index)])
      })
  }

  private mutating func append(
    _ operation: MicroOperation, _ a: MicroValue = MicroValue(0), _ b: MicroValue = MicroValue(0),
    _ c: MicroValue = MicroValue(0), immediate: UInt32 = 0
  ) -> MicroValue {
    let instruction = MicroInstruction(operation: operation, a: a, b: b, c: c, immediate: immediate)
    if let place = places[instruction] { return place }
    let value = MicroValue(code.count)
    code.append(instruction)
    places[instruction] = value
    return value
  }
}
