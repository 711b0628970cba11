public import ArgumentParser
public import OptDiagnostics
public import OptEvolution
public import OptRuntime
public import OptTasks

extension Backend: ExpressibleByArgument {}

extension InstructionSet: ExpressibleByArgument {
  /// Fails unless the back end is machine code, and this processor can run it.
  func require(for backend: Backend) throws {
    if backend != .native { throw ValidationError("--isa is for --backend native") }
    try requireSupport()
  }

  /// Fails where this processor cannot run machine code of the instruction set.
  func requireSupport(among supported: [InstructionSet] = InstructionSet.supported) throws {
    if supported.contains(self) { return }
    let others = supported.map(\.rawValue).joined(separator: " and ")
    throw Failure(
      "this processor has no \(rawValue); "
        + (others.isEmpty ? "only the portable back end runs on it" : "it has \(others)")
    )
  }
}

extension DiagnosticRenderer.Format: ExpressibleByArgument {}

extension SearchStrategy: ExpressibleByArgument {}

extension LearningRateSchedule: ExpressibleByArgument {}
