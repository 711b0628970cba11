import ArgumentParser
import Foundation
import OptDiagnostics
import OptLanguage
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

  @Option(help: "Steps.")
  var steps = 50

  @Option(help: "The seed.")
  var seed: UInt64 = 0

  mutating func run() throws {
    guard let task = TaskCatalog.task(named: task) else {
      throw ValidationError("there is no task \(task)")
    }
    let source = ShippedRules.source(named: rule) ?? ""
    guard let rule = Compiler.compile(SourceFile(path: rule, text: source)).rules.first else {
      throw ValidationError("there is no rule \(rule)")
    }
    var options = TrainingOptions(learningRate: learningRate)
    options.steps = steps
    options.seed = seed
    let trace = try Trainer(task).trace(rule.program, options)
    FileHandle.standardOutput.write(try JSONEncoder().encode(trace))
  }
}
