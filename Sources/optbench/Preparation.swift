import ArgumentParser
import OptProgram
import OptRuntime
import OptTestPrograms

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
      report("\(name): program to step") { number in
        Preparation.firstStep(
          rule.program,
          hyperparameters: ["weight_decay": 0.01 + Double(number) * 1e-6]
        )
      }
      report(name, rule.kernel)
    }
    report("60 statements: program to step") { number in
      Preparation.firstStep(.hostile(constant: 1 + Double(number) * 1e-6))
    }
    report("every function: micro code") { _ in _ = Preparation.everyFunction() }
    report("every function", Preparation.everyFunction())
  }

  /// From a program that the process does not know to the end of the first step, on one element.
  private static func firstStep(_ program: Program, hyperparameters: [String: Double] = [:]) {
    let configuration = Optimizer.Configuration(hyperparameters: hyperparameters)
    let optimizer = try? Optimizer(
      program,
      tensors: [TensorShape([1])],
      configuration: configuration
    )
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { memory in
      memory.initialize(repeating: 1)
      guard let start = memory.baseAddress else { return }
      optimizer?.step(
        weights: [start],
        gradients: [UnsafePointer(start + 1)],
        learningRate: 1e-3
      )
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
      report("\(name): \(isa.rawValue)") { _ in
        _ = ExecutableKernel.compiled(kernel, isa: isa)
      }
    }
    print("\(name): \(kernel.code.count) micro-operations")
  }

  /// Prints the median time; `body` gets the number of the round.
  private func report(_ name: String, _ body: (Int) -> Void) {
    let clock = ContinuousClock()
    let seconds = (0..<rounds).map { round in clock.measure { body(round) }.seconds }.sorted()
    let median = (seconds[rounds / 2] * 1e6).fixed(1)
    print("\(name.padded(28)) \(median.padded(8)) µs median, \((seconds[0] * 1e6).fixed(1)) least")
  }
}
