package import OptProgram

/// How far a function in Float32 strays from the exact value, in units in the last place.
///
/// The definition in micro-operations is executed, which every back end equals to the bit, and
/// compared with the function in Double (`HostMath`).
package struct FunctionAccuracy: Sendable {
  /// The function.
  package let opcode: Opcode

  /// The number of micro-operations it costs, without constants.
  package let operationCount: Int

  /// The number of arguments that were tried.
  package let sampleCount: Int

  /// The largest error, in ulp of the exact value's binade; infinite where only one is NaN.
  package private(set) var maximumError = 0.0

  /// The operands with the largest error.
  package private(set) var worstOperands: [Float] = []

  /// The result at the largest error.
  package private(set) var result: Float = 0

  /// The exact value at the largest error.
  package private(set) var exact = 0.0

  /// The error that is promised for every argument.
  package var bound: Double { FunctionAccuracy.bound(opcode) ?? .infinity }

  /// The functions whose error is bounded: those that are more than one operation of IEEE 754, and
  /// accurate as a whole.
  package static let opcodes: [Opcode] = Opcode.allCases.filter { bound($0) != nil }

  /// Measures a function on about `samples` arguments: special values, random bits and random numbers
  /// of ordinary size.
  ///
  /// - Precondition: the function is one of `opcodes`.
  package static func measure(_ opcode: Opcode, samples: Int) -> FunctionAccuracy {
    precondition(bound(opcode) != nil, "\(opcode.name) has no bound")
    var builder = KernelBuilder()
    let (a, b) = (builder.load(0), builder.load(1))
    let value = builder.emit(opcode, a, b, b)
    _ = builder.store(value)
    let kernel = builder.finish()
    let arguments = FunctionSamples(count: samples).operands(of: opcode)
    var accuracy = FunctionAccuracy(
      opcode: opcode,
      operationCount: kernel.code.count { $0.operation.arity > 0 },
      sampleCount: arguments.count
    )
    let function = ReferenceKernel(kernel)
    for operands in arguments {
      accuracy.record(operands, function.value(operands[0], operands[1], operands[1]))
    }
    return accuracy
  }

  private init(opcode: Opcode, operationCount: Int, sampleCount: Int) {
    (self.opcode, self.operationCount, self.sampleCount) = (opcode, operationCount, sampleCount)
  }

  private mutating func record(_ operands: [Float], _ result: Float) {
    let exact = HostMath.evaluate(opcode, Double(operands[0]), Double(operands[1]))
    let error = FunctionAccuracy.error(result, exact)
    guard error > maximumError || worstOperands.isEmpty else { return }
    maximumError = error
    worstOperands = Array(operands.prefix(opcode.arity))
    self.result = result
    self.exact = exact
  }

  /// The distance in ulp; beyond the largest float everything counts as 2^128, the next in line.
  static func error(_ result: Float, _ exact: Double) -> Double {
    guard !result.isNaN, !exact.isNaN else { return result.isNaN == exact.isNaN ? 0 : .infinity }
    func bounded(_ value: Double) -> Double { Swift.max(-0x1p128, Swift.min(0x1p128, value)) }
    let target = bounded(exact)
    return (bounded(Double(result)) - target).magnitude / ulp(target)
  }

  /// The unit in the last place of floats in the binade of a number.
  private static func ulp(_ value: Double) -> Double {
    let exponent = value == 0 ? -126 : Swift.min(Swift.max(Int(value.exponent), -126), 127)
    return Double(sign: .plus, exponent: exponent - 23, significand: 1)
  }
}
