import ArgumentParser
import OptProgram
import OptRuntime

/// Time from a rule to callable code.
struct Preparation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times the preparation of kernels of AdamW and Lion.",
    discussion: "Example: optbench preparation --rounds 1001"
  )

  @Option(help: "Preparations, of which the median counts.")
  var rounds = 1_001

  mutating func run() {
    for rule in BenchRule.allCases {
      report(rule.rawValue) { rule.kernel }
    }
    report("every function") { Preparation.everyFunction() }
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

  private func report(_ name: String, _ build: () -> MicroKernel) {
    let kernel = build()
    report("\(name): micro code") { _ = build() }
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
