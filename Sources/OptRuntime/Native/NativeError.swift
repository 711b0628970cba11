/// Why there is no machine code for a kernel; the caller falls back to the portable back end.
enum NativeError: Error, Hashable, Sendable {
  /// The processor or the operating system lacks the instruction set.
  case unsupported(InstructionSet)
  /// The operating system gave no executable memory; the value of `errno`.
  case mappingFailed(Int32)
}
