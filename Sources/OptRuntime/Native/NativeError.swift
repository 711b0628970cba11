/// Why there is no machine code for a kernel; the caller falls back to the portable back end.
public enum NativeError: Error, Hashable, Sendable {
  /// The processor or the operating system lacks the instruction set.
  case unsupported(InstructionSet)
  /// The operating system gave no executable memory; the value of `errno`.
  case mappingFailed(Int32)
}

extension NativeError: CustomStringConvertible {
  /// The reason in a few words.
  public var description: String {
    switch self {
    case .unsupported(let isa): "the processor has no \(isa.rawValue)"
    case .mappingFailed(let number): "no executable memory (error \(number))"
    }
  }
}
