/// What machine code needs of the machine; tests take some of it away.
struct NativeSupport: Sendable {
  /// The instruction sets that can be executed, narrowest first.
  var instructionSets: [InstructionSet]

  /// Makes an executable copy of code.
  var executableCopy: @Sendable (UnsafeRawBufferPointer) throws(NativeError) -> ExecutableMemory

  /// Of the machine that runs this.
  static let ofMachine = NativeSupport(
    instructionSets: InstructionSet.supported,
    executableCopy: { code throws(NativeError) in try ExecutableMemory(copying: code) }
  )
}
