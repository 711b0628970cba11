import ArgumentParser
import OptProgram
import OptRuntime
import OptTasks

/// What is trained, and how.
struct TrainingFlags: ParsableArguments {
  @Option(help: "Tasks, separated by commas; all of the smallest size by default.")
  var tasks = ""

  @Option(help: "The shipped rule.")
  var rule = "adamw"

  @Option(name: .customLong("lr"), help: "The learning rate.")
  var learningRate = 1e-2

  @Option(help: "What executes rule and model: reference, portable or native.")
  var backend = Backend.best

  /// The program of the rule.
  func program() throws -> Program { try shippedRule(named: rule) }

  /// The tasks of the list.
  func selected() throws -> [ProxyTask] { try selectedTasks(tasks) }

  /// The protocol.
  var options: TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.backend = backend
    return options
  }
}
