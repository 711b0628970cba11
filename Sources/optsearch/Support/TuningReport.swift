import OptEvolution
import OptProgram
import OptTasks

/// What tuning found, as text and JSON.
struct TuningReport {
  let rule: LoadedRule
  let task: ProxyTask
  let result: TuningResult

  /// The best setting, then all settings.
  var text: String {
    let best = result.best
    var summary = Table([("", .left), ("", .right)])
    summary.append(["rule", rule.name])
    summary.append(["task", task.name])
    summary.append(["learning rate", shortNumber(best.setting.learningRate)])
    for name in names {
      summary.append([name, shortNumber(value(of: name, in: best.setting))])
    }
    summary.append(["validation loss", shortNumber(best.meanLoss, digits: 5)])
    summary.append(["trainings", String(result.trainings)])
    return summary.text + "\n" + table
  }

  /// The best setting and the whole table.
  var json: JSONValue {
    [
      "rule": .string(rule.name),
      "task": .string(task.name),
      "trainings": .int(result.trainings),
      "best": json(result.best),
      "table": .array(result.table.map(json)),
    ]
  }

  private var table: String {
    var table = Table(
      [("rung", .right), ("learning rate", .right)] + names.map { ($0, .right) }
        + [("seeds", .right), ("validation loss", .right)]
    )
    for trial in result.table {
      table.append(
        [String(trial.rung), shortNumber(trial.setting.learningRate, digits: 3)]
          + names.map { shortNumber(value(of: $0, in: trial.setting), digits: 3) }
          + [String(trial.losses.count), shortNumber(trial.meanLoss)]
      )
    }
    return table.text
  }

  /// The tuned hyperparameters in the order of the rule.
  private var names: [String] {
    rule.program.hyperparameters.map { rule.program[$0].name }.filter { name in
      result.table.contains { $0.setting.hyperparameters[name] != nil }
    }
  }

  private func value(of name: String, in setting: TunedSetting) -> Double {
    if let value = setting.hyperparameters[name] { return value }
    for variable in rule.program.hyperparameters where rule.program[variable].name == name {
      if case .hyperparameter(let value, _) = rule.program[variable].role { return value }
    }
    return .nan
  }

  private func json(_ trial: TuningResult.Trial) -> JSONValue {
    [
      "learning_rate": .double(trial.setting.learningRate),
      "hyperparameters": .object(
        names.map { .init($0, .double(value(of: $0, in: trial.setting))) }
      ),
      "rung": .int(trial.rung),
      "losses": .array(trial.losses.map { .number($0) }),
      "mean": .number(trial.meanLoss),
    ]
  }
}
