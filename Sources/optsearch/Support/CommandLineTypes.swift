public import ArgumentParser
public import OptDiagnostics
public import OptEvolution
public import OptRuntime
public import OptTasks

extension Backend: ExpressibleByArgument {}

extension InstructionSet: ExpressibleByArgument {
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

extension ProgramPattern: ExpressibleByArgument {
  /// The pattern of a text.
  public init?(argument: String) { self.init(argument) }
}

extension SearchStrategy: ExpressibleByArgument {}

extension LearningRateSchedule: ExpressibleByArgument {}
