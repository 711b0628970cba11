import ArgumentParser

/// The timing harness of the runtime.
@main
struct OptBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optbench",
    abstract: "Measures the runtime.",
    subcommands: [
      Preparation.self, Steps.self, Agreement.self, Allocations.self, MatrixProducts.self,
      Accuracy.self, Fuzz.self, Baselines.self, Trace.self, Trainings.self, Mutation.self,
      Strategies.self,
    ]
  )
}
