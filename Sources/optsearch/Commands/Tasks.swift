import ArgumentParser
import OptEvolution
import OptTasks

/// `optsearch tasks`: what rules can be tried on.
struct Tasks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the tasks.",
    discussion: """
      Every task is a complete training run on data inside the program.

      Example:
        optsearch tasks
      """
  )

  @Flag(help: "Print a JSON list.")
  var json = false

  func run() {
    if json {
      let list = JSONValue.array(TaskCatalog.all.map(\.json))
      return Console.write(list.text + "\n")
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
    Console.write(table.text)
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
