import ArgumentParser
import OptEvolution
import OptTasks

/// `optsearch tasks`: what rules can be tried on.
struct Tasks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the tasks.",
    discussion: """
      Every task is a complete training run on data inside the program. With --baselines: what adamw, \
      lion and momentum reach on the smallest tasks, each tuned with the same budget; the mean final \
      validation loss over fresh seeds, and its 95 % interval.

      Examples:
        optsearch tasks
        optsearch tasks --baselines
      """
  )

  @Flag(help: "Show what well-known rules reach when they are tuned.")
  var baselines = false

  @Flag(help: "Print a JSON list.")
  var json = false

  func run() {
    Console.write(baselines ? BaselineReport.text(json: json) : taskText)
  }

  private var taskText: String {
    if json {
      let list = JSONValue.array(TaskCatalog.all.map(\.json))
      return list.text + "\n"
    }
    var table = Table([
      ("task", .left), ("parameters", .right), ("steps", .right), ("batch", .right),
      ("metric", .left), ("data and model", .left),
    ])
    for task in TaskCatalog.all {
      table.append([
        task.name, String(task.parameterCount), String(task.steps), String(task.batchSize),
        task.metric.title, task.summary,
      ])
    }
    return table.text
  }
}

extension ProxyTask.Metric {
  /// The metric in words.
  var title: String { self == .explainedVariance ? "explained variance" : rawValue }
}

extension ProxyTask {
  fileprivate var parameterCount: Int { Model<Float>.parameters(of: self).count }

  fileprivate var json: JSONValue {
    [
      "task": .string(name), "parameters": .int(parameterCount), "steps": .int(steps),
      "batch_size": .int(batchSize), "metric": .string(metric.rawValue),
      "summary": .string(summary),
    ]
  }
}
