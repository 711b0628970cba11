import OptTasks

extension ComparisonRow {
  /// The row as JSON; its keys are promises (design of the command line).
  package var json: JSONValue { .object(fields) }

  fileprivate var fields: [JSONValue.Field] {
    [
      .init("rule", .string(rule)),
      .init("task", .string(task)),
      .init("learning_rate", .double(setting.learningRate)),
      .init("seeds", .int(losses.count)),
      .init("mean", .number(loss.mean)),
      .init("low", .number(loss.low)),
      .init("high", .number(loss.high)),
      .init("metric_mean", .number(metricMean)),
      .init("steps_to_target", stepsToTarget.map { .int($0) } ?? .null),
      .init("p_value", .number(pValue)),
      .init("verdict", .string(verdict.text)),
      .init("state_bytes_per_parameter", .double(stateBytesPerParameter)),
      .init(
        "time",
        [
          "total_s": .double(time.totalSeconds),
          "prepare_us": .double(time.preparationMicroseconds),
          "step_us": .double(time.stepMicroseconds),
        ]
      ),
    ]
  }
}

extension ComparisonRecord {
  /// The line as JSON: rows as `compare` prints them, and what a report needs besides.
  var json: JSONValue {
    [
      "kind": "comparison", "stage": .string(stage), "generation": .int(generation),
      "rows": .array(zip(rows, programs).map { ComparisonRecord.json($0, program: $1) }),
      "trainings": .int(trainings), "time": JournalRecord.json(time),
    ]
  }

  private static func json(_ row: ComparisonRow, program: String) -> JSONValue {
    let hyperparameters = row.setting.hyperparameters.sorted { $0.key < $1.key }
    let curve = row.curve.map { point in
      JSONValue.array([
        .int(point.step), .number(point.loss.mean), .number(point.loss.low),
        .number(point.loss.high),
      ])
    }
    return .object(
      row.fields + [
        .init("program", .string(program)),
        .init("hyperparameters", .object(hyperparameters.map { .init($0.key, .double($0.value)) })),
        .init("losses", .array(row.losses.map { .number($0) })),
        .init("curve", .array(curve)),
      ]
    )
  }
}

extension ComparisonRecord {
  /// Reads the object of a line.
  init(_ line: JSONValue) throws {
    let rows = try line.require("rows", \.array)
    self.init(
      stage: try line.require("stage", \.string),
      generation: try line.require("generation", \.int),
      rows: try rows.map { try ComparisonRow($0) },
      programs: try rows.map { try $0.require("program", \.string) },
      time: try JournalTime(ofLine: line)
    )
    trainings = try line.require("trainings", \.int)
  }
}

extension ComparisonRow {
  /// Reads a row as it stands in a journal; null is a number that JSON does not have.
  fileprivate init(_ row: JSONValue) throws {
    let time = try row.require("time") { $0 }
    self.init(
      rule: try row.require("rule", \.string),
      task: try row.require("task", \.string),
      setting: TunedSetting(
        learningRate: try row.require("learning_rate", \.double),
        hyperparameters: try row.require("hyperparameters", \.numbers)
      ),
      losses: try row.require("losses") { $0.list(\.boundless) },
      loss: Statistics.Estimate(
        mean: try row.boundless("mean"),
        low: try row.boundless("low"),
        high: try row.boundless("high")
      ),
      metricMean: try row.optional("metric_mean", \.double),
      stepsToTarget: try row.optional("steps_to_target", \.int),
      pValue: try row.optional("p_value", \.double),
      verdict: try row.require("verdict") { $0.string.flatMap { Verdict(text: $0) } },
      curve: try row.require("curve") { $0.list { CurvePoint($0) } },
      stateBytesPerParameter: try row.require("state_bytes_per_parameter", \.double),
      time: .init(
        preparationMicroseconds: try time.require("prepare_us", \.double),
        totalSeconds: try time.require("total_s", \.double),
        stepMicroseconds: try time.require("step_us", \.double)
      )
    )
  }
}

extension ComparisonRow.CurvePoint {
  fileprivate init?(_ point: JSONValue) {
    guard let values = point.list(\.boundless), values.count == 4,
      let step = Int(exactly: values[0])
    else { return nil }
    self.init(step: step, loss: .init(mean: values[1], low: values[2], high: values[3]))
  }
}

extension JSONValue {
  /// A number; null stands for an infinite one.
  fileprivate var boundless: Double? { self == .null ? .infinity : double }

  /// The number of a key, infinite where it is null.
  fileprivate func boundless(_ key: String) throws -> Double {
    try optional(key, \.double) ?? .infinity
  }

  /// An object whose values are numbers.
  fileprivate var numbers: [String: Double]? {
    guard let fields else { return nil }
    let numbers = fields.compactMap { field in field.value.double.map { (field.key, $0) } }
    guard numbers.count == fields.count else { return nil }
    return Dictionary(numbers) { $1 }
  }
}
