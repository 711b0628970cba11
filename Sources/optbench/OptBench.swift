import ArgumentParser

/// The timing harness of the runtime.
@main
struct OptBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optbench",
    abstract: "Measures the runtime.",
    subcommands: [Kernels.self, Preparation.self, MatrixProducts.self, Accuracy.self, Fuzz.self]
  )
}
