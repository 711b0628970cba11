import ArgumentParser
import Foundation
import OptTasks

/// Records a training for another framework.
struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a training as JSON: first weights, batches, learning rates, losses.",
    discussion: "Example: optbench trace digits-mlp --steps 50 > trace.json"
  )

  @Argument(help: "The task.")
  var task: String

  @Option(help: "The shipped rule.")
  var rule = "adamw"

  @Option(name: .customLong("lr"), help: "The learning rate.")
  var learningRate = 1e-2

  @Option(help: "Steps (default: the task's own number).")
  var steps: Int?

  @Option(help: "The seed.")
  var seed: UInt64 = 0

  mutating func run() throws {
    let task = try selectedTasks(task)[0]
    var options = TrainingOptions(learningRate: learningRate)
    options.steps = steps
    options.seed = seed
    let trace = try Trainer(task).trace(try shippedRule(named: rule), options)
    FileHandle.standardOutput.write(try JSONEncoder().encode(trace))
  }
}
