import ArgumentParser
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
      let kernel = rule.kernel
      report("\(rule.rawValue) kernel builder") { _ = rule.kernel }
      for isa in InstructionSet.supported {
        report("\(rule.rawValue) \(isa.rawValue) code") {
          _ = ExecutableKernel.compiled(kernel, isa: isa)
        }
      }
    }
  }

  private func report(_ name: String, _ body: () -> Void) {
    let clock = ContinuousClock()
    let seconds = (0..<rounds).map { _ in clock.measure(body).seconds }.sorted()
    let median = (seconds[rounds / 2] * 1e6).fixed(1)
    print("\(name.padded(24)) \(median.padded(8)) µs median, \((seconds[0] * 1e6).fixed(1)) least")
  }
}
