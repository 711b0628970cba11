import OptProgram
import Testing

@testable import OptRuntime

struct FunctionAccuracyTests {
  @Test(arguments: FunctionAccuracy.opcodes)
  func `functions keep their bound`(_ opcode: Opcode) {
    let accuracy = FunctionAccuracy.measure(opcode, samples: 10_000)
    #expect(
      accuracy.maximumError <= accuracy.bound,
      "\(opcode.name)\(accuracy.worstOperands) = \(accuracy.result), not \(accuracy.exact)"
    )
    #expect(accuracy.bound <= 2)
  }

  @Test func `every elementary function has a bound`() {
    let exact: [Opcode] = [
      .copy, .neg, .abs, .sign, .relu, .floor, .add, .sub, .mul, .div, .mod, .lt, .le, .gt, .ge,
      .eq, .ne, .min, .max, .copysign, .divNoNan, .clip, .whereSelect, .interp,
    ]
    let elementwise = Opcode.allCases.filter { $0.family == .elementwise }
    #expect(FunctionAccuracy.opcodes == elementwise.filter { !exact.contains($0) })
  }

  @Test func `errors are counted in units of the last place`() {
    #expect(FunctionAccuracy.error(1, 1) == 0)
    #expect(FunctionAccuracy.error(Float(1).nextUp, 1) == 1)
    #expect(FunctionAccuracy.error(1, 1 - 0x1p-25) == 0.5)
    #expect(FunctionAccuracy.error(.leastNonzeroMagnitude, 0) == 1)
    #expect(FunctionAccuracy.error(.infinity, Double(Float.greatestFiniteMagnitude)) == 1)
    #expect(FunctionAccuracy.error(.infinity, 1e300) == 0)
    #expect(FunctionAccuracy.error(.greatestFiniteMagnitude, .infinity) == 1)
    #expect(FunctionAccuracy.error(.nan, .nan) == 0)
    #expect(FunctionAccuracy.error(.nan, 1) == .infinity)
    #expect(FunctionAccuracy.error(1, .nan) == .infinity)
  }
}
