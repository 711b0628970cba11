import OptProgram

/// The micro code of each elementwise operation, by the operation's raw value.
enum ElementFunctions {
  static let kernels: [ReferenceKernel] = Opcode.allCases.map { opcode in
    var builder = KernelBuilder()
    let operands = [builder.load(0), builder.load(1), builder.load(2)]
    let isDefined = opcode.family == .elementwise && opcode != .interp
    let value =
      isDefined ? builder.emit(opcode, operands[0], operands[1], operands[2]) : operands[0]
    _ = builder.store(value)
    return ReferenceKernel(builder.finish())
  }
}
