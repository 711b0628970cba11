import OptProgram

/// A host scalar that a plan refers to.
enum ScalarReference: Hashable, Sendable, BitwiseCopyable {
  /// A Double by its bits: +0 and -0 are different constants.
  case constant(bits: UInt64)
  /// A value of the model's scalar code, the same for all tensors.
  case model(Int)
  /// A value of the tensor's scalar code.
  case tensor(Int)

  static func constant(_ value: Double) -> ScalarReference { .constant(bits: value.bitPattern) }

  /// The number of a constant, nil for the others.
  var constantValue: Double? {
    if case .constant(let bits) = self { Double(bitPattern: bits) } else { nil }
  }
}

/// How a host scalar is computed.
enum ScalarOperation: Hashable, Sendable, BitwiseCopyable {
  // Known to the whole model
  case learningRate
  case stepNumber
  case input(InputKind)
  case modelState(Variable)
  /// The result of the global reduction in a statement of the step.
  case global(statement: Int)

  // Of one tensor
  case rows
  case cols
  case rank
  case count(Shape)
  case tensorState(Variable)
  /// Written by a pass or a matrix function.
  case result(Int)

  // Computed
  case elementwise(Opcode)
  /// A matrix or order function of scalars, in a statement.
  case matrix(Opcode, statement: Int)
}

/// Straight-line code over host scalars, each computed once: equal computations are shared.
struct ScalarCode: Sendable {
  /// One value.
  struct Entry: Hashable, Sendable, BitwiseCopyable {
    var operation: ScalarOperation
    var operands: Operands<ScalarReference>
    /// When the value is known, see `PathGraph`.
    var level: Int

    /// The operation, if the value is there before a list is executed.
    var leaf: ScalarOperation? {
      switch operation {
      case .elementwise, .matrix, .result, .global: nil
      case .learningRate, .stepNumber, .input, .modelState, .rows, .cols, .rank, .count,
        .tensorState:
        operation
      }
    }
  }

  private(set) var entries: [Entry] = []

  private var places = PlaceTable(minimumCapacity: 0)
  private var resultCount = 0

  /// The place of a value.
  mutating func place(
    _ operation: ScalarOperation,
    _ operands: Operands<ScalarReference> = Operands(),
    level: Int
  ) -> Int {
    if entries.isEmpty { entries.reserveCapacity(16) }
    let entry = Entry(operation: operation, operands: operands, level: level)
    let place = places.place(entry.placeHash, next: entries.count) { entries[$0] == entry }
    if place == entries.count { entries.append(entry) }
    return place
  }

  /// The place of a value that something else will write.
  mutating func resultPlace(level: Int) -> Int {
    resultCount += 1
    return place(.result(resultCount - 1), level: level)
  }
}

extension ScalarCode.Entry {
  fileprivate var placeHash: PlaceHash {
    var hash = PlaceHash()
    switch operation {
    case .elementwise(let opcode), .matrix(let opcode, _): hash.combine(UInt64(opcode.rawValue))
    case .modelState(let variable), .tensorState(let variable):
      hash.combine(UInt64(variable.index))
    case .result(let number), .global(let number): hash.combine(UInt64(number))
    case .learningRate, .stepNumber, .input, .rows, .cols, .rank, .count: break
    }
    for operand in operands { hash.combine(operand) }
    return hash
  }
}

extension PlaceHash {
  /// Mixes a reference in.
  mutating func combine(_ reference: ScalarReference) {
    switch reference {
    case .constant(let bits): combine(bits)
    case .model(let place), .tensor(let place): combine(UInt64(place))
    }
  }
}

/// A computed scalar, ready to be executed.
struct ScalarInstruction: BitwiseCopyable {
  let target: Int
  let opcode: Opcode
  /// For a matrix function, the statement it stands in.
  let matrixStatement: Int?
  /// For a power of a constant: its logarithm is computed once.
  let powers: PowersOfBase?
  /// The powers that are known already, where exponents are likely to be numbers of steps.
  var upcomingPowers: UnsafeMutablePointer<UpcomingPowers>?
  let operandCount: Int
  /// The first tensor that needs the value, to which a failure is put down.
  var tensor = 0
  let a: ScalarReference
  let b: ScalarReference
  let c: ScalarReference

  /// The instruction of an entry, nil if it is not computed.
  init?(_ entry: ScalarCode.Entry, target: Int) {
    switch entry.operation {
    case .elementwise(let opcode):
      self.opcode = opcode
      matrixStatement = nil
    case .matrix(let opcode, let statement):
      self.opcode = opcode
      matrixStatement = statement
    case .learningRate, .stepNumber, .input, .modelState, .global, .rows, .cols, .rank, .count,
      .tensorState, .result:
      return nil
    }
    self.target = target
    operandCount = entry.operands.count
    a = entry.operands[0]
    b = operandCount > 1 ? entry.operands[1] : .constant(0)
    c = operandCount > 2 ? entry.operands[2] : .constant(0)
    powers = opcode == .pow ? a.constantValue.map { PowersOfBase($0) } : nil
  }

  /// The value, given those of references; a matrix function without result gives NaN and its failure.
  @inline(__always)
  func value(
    _ number: (ScalarReference) -> Double,
    _ fail: (Int, StepFailure.Reason) -> Void
  ) -> Double {
    if let powers {
      return upcomingPowers?.pointee.power(of: powers, number(b)) ?? powers(number(b))
    }
    guard let matrixStatement else {
      return HostMath.evaluate(opcode, number(a), number(b), number(c))
    }
    do throws(StepFailure.Reason) {
      let operands = [number(a), number(b), number(c)].prefix(operandCount)
      return try MatrixFunction.scalar(opcode, Array(operands))
    } catch {
      fail(matrixStatement, error)
      return .nan
    }
  }
}
