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

extension ComparisonRecord: Decodable {
  private enum CodingKeys: String, CodingKey {
    case stage, generation, rows, trainings, time
  }

  /// Reads the object of a line.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    stage = try container.decode(String.self, forKey: .stage)
    generation = try container.decode(Int.self, forKey: .generation)
    trainings = try container.decode(Int.self, forKey: .trainings)
    time = try container.decodeIfPresent(JournalTime.self, forKey: .time)
    let read = try container.decode([RowFields].self, forKey: .rows)
    rows = try read.map { try $0.row }
    programs = read.map(\.program)
  }
}

/// A row of a table as it stands in a journal; null is a number that JSON does not have.
private struct RowFields: Decodable {
  struct Time: Decodable {
    enum CodingKeys: String, CodingKey {
      case total = "total_s"
      case preparation = "prepare_us"
      case step = "step_us"
    }

    var total: Double
    var preparation: Double
    var step: Double
  }

  enum CodingKeys: String, CodingKey {
    case rule, task, program, hyperparameters, losses, mean, low, high, verdict, curve, time
    case learningRate = "learning_rate"
    case metricMean = "metric_mean"
    case stepsToTarget = "steps_to_target"
    case pValue = "p_value"
    case stateBytes = "state_bytes_per_parameter"
  }

  var rule: String
  var task: String
  var program: String
  var learningRate: Double
  var hyperparameters: [String: Double]
  var losses: [Double?]
  var mean: Double?
  var low: Double?
  var high: Double?
  var metricMean: Double?
  var stepsToTarget: Int?
  var pValue: Double?
  var verdict: String
  var stateBytes: Double
  var curve: [[Double?]]
  var time: Time

  var row: ComparisonRow {
    get throws {
      ComparisonRow(
        rule: rule,
        task: task,
        setting: TunedSetting(learningRate: learningRate, hyperparameters: hyperparameters),
        losses: losses.map { $0 ?? .infinity },
        loss: RowFields.estimate([mean, low, high]),
        metricMean: metricMean,
        stepsToTarget: stepsToTarget,
        pValue: pValue,
        verdict: try knownVerdict,
        curve: try curve.map { try RowFields.point($0) },
        stateBytesPerParameter: stateBytes,
        time: .init(
          preparationMicroseconds: time.preparation,
          totalSeconds: time.total,
          stepMicroseconds: time.step
        )
      )
    }
  }

  private var knownVerdict: ComparisonRow.Verdict {
    get throws {
      guard let known = ComparisonRow.Verdict(text: verdict) else {
        throw RowFields.malformed("verdict")
      }
      return known
    }
  }

  private static func point(_ values: [Double?]) throws -> ComparisonRow.CurvePoint {
    guard values.count == 4, let step = values[0].flatMap({ Int(exactly: $0) }) else {
      throw malformed("curve")
    }
    return .init(step: step, loss: estimate(Array(values[1...])))
  }

  private static func estimate(_ values: [Double?]) -> Statistics.Estimate {
    let values = values.map { $0 ?? .infinity }
    return .init(mean: values[0], low: values[1], high: values[2])
  }

  private static func malformed(_ name: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "`\(name)` is malformed"))
  }
}
