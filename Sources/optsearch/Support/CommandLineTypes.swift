public import ArgumentParser
public import OptDiagnostics
public import OptEvolution
public import OptRuntime
public import OptTasks

extension Backend: ExpressibleByArgument {}

extension DiagnosticRenderer.Format: ExpressibleByArgument {}

extension ProgramPattern: ExpressibleByArgument {
  /// The pattern of a text.
  public init?(argument: String) { self.init(argument) }
}

extension SearchStrategy: ExpressibleByArgument {}

extension LearningRateSchedule: ExpressibleByArgument {}
