public import ArgumentParser
public import OptDiagnostics
public import OptEvolution
public import OptRuntime
public import OptTasks

extension Backend: ExpressibleByArgument {}

extension DiagnosticRenderer.Format: ExpressibleByArgument {}

extension SearchStrategy: ExpressibleByArgument {}

extension LearningRateSchedule: ExpressibleByArgument {}
