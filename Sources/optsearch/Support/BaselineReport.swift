import OptEvolution
import OptTasks

/// What well-known rules reach on the tasks when they are tuned.
enum BaselineReport {
  /// The baselines as a table or a JSON list.
  static func text(json: Bool) -> String {
    let baselines = TaskCatalog.baselines
    guard json else { return table(baselines) }
    return JSONValue.array(baselines.map(object)).text + "\n"
  }

  private static func table(_ baselines: [TaskBaseline]) -> String {
    var table = Table([
      ("task", .left), ("rule", .left), ("learning rate", .right), ("validation loss", .right),
      ("95 % interval", .left), ("metric", .right), ("hyperparameters", .left),
    ])
    for baseline in baselines {
      table.append([
        baseline.task, baseline.rule, shortNumber(baseline.setting.learningRate, digits: 3),
        shortNumber(baseline.loss.mean),
        "\(shortNumber(baseline.loss.low)) .. \(shortNumber(baseline.loss.high))",
        baseline.metric.map { shortNumber($0) } ?? "-",
        hyperparameters(baseline).map { "\($0.key)=\(shortNumber($0.value))" }
          .joined(separator: " "),
      ])
    }
    return table.text
  }

  private static func object(_ baseline: TaskBaseline) -> JSONValue {
    [
      "task": .string(baseline.task),
      "rule": .string(baseline.rule),
      "learning_rate": .double(baseline.setting.learningRate),
      "hyperparameters": .object(
        hyperparameters(baseline).map { .init($0.key, .double($0.value)) }
      ),
      "mean": .number(baseline.loss.mean),
      "low": .number(baseline.loss.low),
      "high": .number(baseline.loss.high),
      "metric_mean": .number(baseline.metric),
    ]
  }

  private static func hyperparameters(_ baseline: TaskBaseline) -> [(key: String, value: Double)] {
    baseline.setting.hyperparameters.sorted { $0.key < $1.key }
  }
}
