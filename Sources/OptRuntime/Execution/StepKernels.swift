package import OptProgram

/// The kernel of one traversal in a rule's step, for measurements and printing.
package struct StepKernel: Sendable {
  /// The micro code.
  package let kernel: MicroKernel

  /// The input that each output overwrites, where it is the same array.
  package let inPlace: [Int: Int]

  init(_ pass: Pass) {
    kernel = pass.kernel.kernel
    var inPlace: [Int: Int] = [:]
    for (output, sink) in pass.sinks.enumerated() {
      guard let buffer = sink.store,
        let input = pass.sources.firstIndex(where: { $0.buffer == buffer })
      else { continue }
      inPlace[output] = input
    }
    self.inPlace = inPlace
  }

  /// The kernels of the second step of a rule for one tensor, in their order.
  package static func all(
    of program: Program,
    tensor: TensorShape
  ) throws(OptimizerError) -> [StepKernel] {
    let instance = try RuleInstance(
      program,
      tensors: [tensor],
      configuration: Optimizer.Configuration()
    )
    let target = KernelTarget(backend: .portable, isa: nil)
    let arena = Arena()
    defer { withExtendedLifetime(arena) {} }
    let numbers = StepNumbers(variables: program.variables.count, arena)
    let plans = PlanCache(instance, instance.arrays(), numbers, target: target)
    let plan = plans.plan(.step, step: 2)
    return plan.bindings[0].plan.segments.flatMap(\.units).compactMap { unit in
      if case .pass(let pass) = unit { StepKernel(pass) } else { nil }
    }
  }
}
