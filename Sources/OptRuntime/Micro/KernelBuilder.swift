/// Builds a `MicroKernel` value by value: equal computations are shared, unused ones dropped.
package struct KernelBuilder {
  private var code: [MicroInstruction] = []
  private var table = PlaceTable(minimumCapacity: 64)
  private var stores: [MicroValue] = []
  private var reductions: [MicroKernel.Reduction] = []
  private var inputCount = 0
  private var uniformCount = 0

  /// A builder without code.
  package init() {
    code.reserveCapacity(64)
    stores.reserveCapacity(8)
  }

  // MARK: - Leaves

  package mutating func load(_ stream: Int) -> MicroValue {
    inputCount = max(inputCount, stream + 1)
    return append(.load, immediate: UInt32(stream))
  }

  package mutating func uniform(_ slot: Int) -> MicroValue {
    uniformCount = max(uniformCount, slot + 1)
    return append(.uniform, immediate: UInt32(slot))
  }

  package mutating func constant(_ value: Float) -> MicroValue { constant(bits: value.bitPattern) }

  package mutating func constant(bits: UInt32) -> MicroValue { append(.constant, immediate: bits) }

  // MARK: - Operations

  package mutating func add(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.add, a, b) }
  package mutating func sub(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.sub, a, b) }
  package mutating func mul(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.mul, a, b) }
  package mutating func div(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.div, a, b) }
  package mutating func fma(_ a: MicroValue, _ b: MicroValue, _ c: MicroValue) -> MicroValue {
    append(.fma, a, b, c)
  }
  package mutating func sqrt(_ a: MicroValue) -> MicroValue { append(.sqrt, a) }
  package mutating func floor(_ a: MicroValue) -> MicroValue { append(.floor, a) }
  package mutating func roundEven(_ a: MicroValue) -> MicroValue { append(.roundEven, a) }
  package mutating func less(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.less, a, b) }
  package mutating func lessOrEqual(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.lessOrEqual, a, b)
  }
  package mutating func equal(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.equal, a, b)
  }
  package mutating func notEqual(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.notEqual, a, b)
  }
  package mutating func and(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.and, a, b) }
  package mutating func or(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.or, a, b) }
  package mutating func xor(_ a: MicroValue, _ b: MicroValue) -> MicroValue { append(.xor, a, b) }
  package mutating func select(_ mask: MicroValue, _ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.select, mask, a, b)
  }
  package mutating func shiftLeft(_ a: MicroValue, by count: Int) -> MicroValue {
    append(.shiftLeft, a, immediate: UInt32(count))
  }
  package mutating func shiftRight(_ a: MicroValue, by count: Int) -> MicroValue {
    append(.shiftRight, a, immediate: UInt32(count))
  }
  package mutating func shiftRightSigned(_ a: MicroValue, by count: Int) -> MicroValue {
    append(.shiftRightSigned, a, immediate: UInt32(count))
  }
  package mutating func addInteger(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.addInteger, a, b)
  }
  package mutating func subInteger(_ a: MicroValue, _ b: MicroValue) -> MicroValue {
    append(.subInteger, a, b)
  }

  // MARK: - Results

  /// Makes a value the next output stream and gives the stream's number.
  package mutating func store(_ value: MicroValue) -> Int {
    stores.append(value)
    return stores.count - 1
  }

  /// Folds a value over all elements and gives the reduction's number.
  package mutating func reduce(_ kind: MicroKernel.Reduction.Kind, _ value: MicroValue) -> Int {
    reductions.append(MicroKernel.Reduction(kind: kind, value: value))
    return reductions.count - 1
  }

  /// The bits of a value that is a constant.
  func constantBits(_ value: MicroValue) -> UInt32? {
    let instruction = code[Int(value.index)]
    return instruction.operation == .constant ? instruction.immediate : nil
  }

  /// The finished kernel, without the code that no result needs.
  package consuming func finish() -> MicroKernel {
    var isLive = code.map { _ in false }
    for value in stores { isLive[Int(value.index)] = true }
    for reduction in reductions { isLive[Int(reduction.value.index)] = true }
    for place in code.indices.reversed() where isLive[place] {
      let instruction = code[place]
      let arity = instruction.operation.arity
      if arity > 0 { isLive[Int(instruction.a.index)] = true }
      if arity > 1 { isLive[Int(instruction.b.index)] = true }
      if arity > 2 { isLive[Int(instruction.c.index)] = true }
    }
    if !isLive.contains(false) {
      return MicroKernel(
        code: code,
        inputCount: inputCount,
        uniformCount: uniformCount,
        stores: stores,
        reductions: reductions
      )
    }
    var renamed = code.map { _ in MicroValue(0) }
    var live: [MicroInstruction] = []
    live.reserveCapacity(code.count)
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
      code: live,
      inputCount: inputCount,
      uniformCount: uniformCount,
      stores: stores.map { renamed[Int($0.index)] },
      reductions: reductions.map {
        MicroKernel.Reduction(kind: $0.kind, value: renamed[Int($0.value.index)])
      }
    )
  }

  private mutating func append(
    _ operation: MicroOperation,
    _ a: MicroValue = MicroValue(0),
    _ b: MicroValue = MicroValue(0),
    _ c: MicroValue = MicroValue(0),
    immediate: UInt32 = 0
  ) -> MicroValue {
    let instruction = MicroInstruction(operation: operation, a: a, b: b, c: c, immediate: immediate)
    if let simpler = simplified(instruction) { return simpler }
    let place = table.place(instruction.placeHash, next: code.count) { code[$0] == instruction }
    if place == code.count { code.append(instruction) }
    return MicroValue(place)
  }
}

extension MicroInstruction {
  fileprivate var placeHash: PlaceHash {
    var hash = PlaceHash()
    hash.combine(UInt64(operation.rawValue) << 32 | UInt64(immediate))
    hash.combine(UInt64(UInt32(bitPattern: a.index)) << 32 | UInt64(UInt32(bitPattern: b.index)))
    hash.combine(UInt64(UInt32(bitPattern: c.index)))
    return hash
  }
}
