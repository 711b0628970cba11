package import OptProgram

extension KernelBuilder {
  /// The value of an elementwise operation; unused operands are ignored.
  ///
  /// The definition of every function of the language in micro-operations. `interp`, whose coefficient
  /// is usually a host scalar, and everything that is not elementwise is expanded before (`Expansion`).
  package mutating func emit(
    _ opcode: Opcode, _ a: MicroValue, _ b: MicroValue, _ c: MicroValue
  ) -> MicroValue {
    preconditionFailure("\(opcode.name) has no definition in micro-operations")
  }
}
