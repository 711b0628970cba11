import OptProgram

@testable import OptRuntime

/// One function of the language as its micro code, executed for one element.
struct FunctionKernel {
  let kernel: MicroKernel

  init(_ opcode: Opcode) {
    self.init { $0.emit(opcode, $1[0], $1[1], $1[2]) }
  }

  init(_ build: (inout KernelBuilder, [MicroValue]) -> MicroValue) {
    var builder = KernelBuilder()
    let operands = [builder.load(0), builder.load(1), builder.load(2)]
    let result = build(&builder, operands)
    _ = builder.store(result)
    kernel = builder.finish()
  }

  func callAsFunction(_ a: Float, _ b: Float = 0, _ c: Float = 0) -> Float {
    ReferenceKernel(kernel).value(a, b, c)
  }
}
