import ArgumentParser
import OptProgram
import OptRuntime

/// Time from a program to callable code.
struct Preparation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times the preparation of rules and kernels.",
    discussion: "Example: optbench preparation --rounds 1001"
  )

  @Option(help: "Preparations, of which the median counts.")
  var rounds = 1_001

  mutating func run() throws {
    for name in ["adamw", "lion"] {
      guard let rule = try BenchRule(name) else { continue }
      try reportStep(rule)
      report(name, rule.kernel)
    }
    report("every function: micro code") { _ = Preparation.everyFunction() }
    report("every function", Preparation.everyFunction())
  }

  /// From a program that the process does not know to the end of the first step, on one element.
  private func reportStep(_ rule: BenchRule) throws {
    let memory = BenchMemory(rule, count: 1)
    let weights = [memory.arguments.outputs[0]]
    let gradients = [memory.arguments.inputs[1]]
    var number = 0
    report("\(rule.program.name): program to step") {
      number += 1
      let configuration = Optimizer.Configuration(
        hyperparameters: ["weight_decay": 0.01 + Double(number) * 1e-6])
      let optimizer = try? Optimizer(
        rule.program,
        tensors: [TensorShape([1])],
        configuration: configuration
      )
      optimizer?.step(weights: weights, gradients: gradients, learningRate: 1e-3)
    }
  }

  /// A kernel of all functions of the language, each of the one before.
  private static func everyFunction() -> MicroKernel {
    var builder = KernelBuilder()
    var value = builder.load(0)
    let other = builder.load(1)
    for opcode in Opcode.allCases where opcode.family == .elementwise && opcode != .interp {
      value = builder.add(builder.emit(opcode, value, other, other), value)
    }
    _ = builder.store(value)
    return builder.finish()
  }

  private func report(_ name: String, _ kernel: MicroKernel) {
    for isa in InstructionSet.supported {
      report("\(name): \(isa.rawValue)") { _ = ExecutableKernel.compiled(kernel, isa: isa) }
    }
    print("\(name): \(kernel.code.count) micro-operations")
  }

  private func report(_ name: String, _ body: () -> Void) {
    let clock = ContinuousClock()
    let seconds = (0..<rounds).map { _ in clock.measure(body).seconds }.sorted()
    let median = (seconds[rounds / 2] * 1e6).fixed(1)
    print("\(name.padded(28)) \(median.padded(8)) µs median, \((seconds[0] * 1e6).fixed(1)) least")
  }
}
