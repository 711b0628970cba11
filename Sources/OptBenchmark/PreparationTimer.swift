package import OptProgram
package import OptRuntime

/// Times the way from a program that the process does not know to the end of its first step, on four
/// elements.
package struct PreparationTimer {
  private let program: Program
  private let engine: StepEngine

  /// A timer for a verified program; threads do not matter to it.
  package init(_ program: Program, _ engine: StepEngine) {
    self.program = program
    self.engine = StepEngine(backend: engine.backend, isa: engine.isa, threads: 1)
  }

  /// Seconds over a number of preparations.
  package func measure(rounds: Int) throws(OptimizerError) -> InterleavedTimer.Result {
    let tensor = TensorShape([2, 2])
    let memory = StepMemory(count: tensor.count)
    var seconds: [Double] = []
    for _ in 0..<rounds {
      ExecutableKernel.forgetCompiled()
      let start = ContinuousClock.now
      let optimizer = try Optimizer(
        program,
        tensors: [tensor],
        configuration: engine.configuration
      )
      _ = memory.work(optimizer).seconds(1)
      seconds.append((ContinuousClock.now - start).seconds)
    }
    return InterleavedTimer.Result(seconds)
  }
}
