package import OptRuntime

/// One way of executing steps.
package struct StepEngine: Hashable, Sendable {
  package var backend: Backend

  /// The instruction set of machine code, nil for the other back ends.
  package var isa: InstructionSet?

  package var threads: Int

  /// A way of executing steps.
  package init(backend: Backend, isa: InstructionSet?, threads: Int) {
    self.backend = backend
    self.isa = backend == .native ? isa : nil
    self.threads = threads
  }

  /// The configuration of an optimizer that executes them so.
  var configuration: Optimizer.Configuration {
    Optimizer.Configuration(backend: backend, isa: isa, threads: threads)
  }
}
