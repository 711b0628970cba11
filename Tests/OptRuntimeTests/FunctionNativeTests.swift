import OptProgram
import Testing

@testable import OptRuntime

struct FunctionNativeTests {
  @Test(arguments: InstructionSet.supported)
  func `machine code gives the bits of every function's definition`(_ isa: InstructionSet) throws {
    let samples = FunctionSamples(count: 1_000)
    for opcode in Opcode.allCases where opcode.family == .elementwise && opcode != .interp {
      let kernel = FunctionKernel(opcode).kernel
      let operands = samples.operands(of: opcode)
      let third = Array(operands.reversed())
      let streams = [operands.map { $0[0] }, operands.map { $0[1] }, third.map { $0[0] }]
      let trial = NativeTrial(kernel: kernel, inputs: Array(streams.prefix(kernel.inputCount)))
      #expect(try trial.native(isa) == trial.expected(), "\(opcode.name)")
    }
  }
}
