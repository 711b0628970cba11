import OptProgram
import OptTestSupport
import Testing

@testable import OptRuntime

/// Where there can be no machine code, the portable back end stands in and the optimizer says why.
struct FallbackTests {
  private func optimizer(_ support: NativeSupport, isa: InstructionSet?) throws -> Optimizer {
    var program = Program(name: "sgd")
    let (rate, gradient) = (Builtin.learningRate.variable, Builtin.gradient.variable)
    program.step = [
      Instruction(.mul, Builtin.update.variable, .variable(rate), .variable(gradient))
    ]
    let optimizer = try Optimizer(
      program,
      tensors: [TensorShape([3])],
      configuration: Optimizer.Configuration(backend: .native, isa: isa),
      codes: NativeCodeCache(capacity: 4, support: support)
    )
    let (weight, gradients) = (BackendRun.Memory(3), BackendRun.Memory(3))
    for place in 0..<3 { gradients.pointer[place] = 2 }
    optimizer.step(
      weights: [weight.pointer],
      gradients: [gradients.constant],
      learningRate: 0.25
    )
    #expect((0..<3).allSatisfy { weight.pointer[$0] == -0.5 })
    return optimizer
  }

  @Test func `a processor without the instruction set`() throws {
    var support = NativeSupport.ofMachine
    support.instructionSets = []
    #expect(try optimizer(support, isa: .avx512).fallbackReason == .unsupported(.avx512))
    #expect(try optimizer(support, isa: nil).fallbackReason == .unsupported(.avx2))
  }

  @Test func `no executable memory`() throws {
    var support = NativeSupport.ofMachine
    support.instructionSets = InstructionSet.allCases
    support.executableCopy = { _ throws(NativeError) in throw .mappingFailed(12) }
    let reason = try optimizer(support, isa: .avx2).fallbackReason
    #expect(reason == .mappingFailed(12))
    #expect(reason?.description == "no executable memory (error 12)")
  }

  @Test(.enabled(if: InstructionSet.best != nil))
  func `machine code needs no reason`() throws {
    #expect(try optimizer(.ofMachine, isa: .best).fallbackReason == nil)
  }
}
