import OptEvolution
import OptTasks

/// The JSON of `optsearch run`; its keys are promises (design of the command line).
struct RunRecord {
  let json: JSONValue

  init(
    _ result: TrainingResult,
    rule: String,
    task: ProxyTask,
    options: TrainingOptions,
    withCurve: Bool
  ) {
    var fields: [JSONValue.Field] = [
      .init("rule", .string(rule)),
      .init("task", .string(task.name)),
      .init("seed", .int(Int(clamping: options.seed))),
      .init("steps", .int(options.steps ?? task.steps)),
      .init("learning_rate", .double(options.learningRate)),
      .init("hyperparameters", .object(RunRecord.fields(of: options.hyperparameters))),
      .init("final_loss", .number(result.finalLoss)),
      .init("final_metric", .number(result.finalMetric)),
      .init("diverged", .bool(result.divergedAtStep != nil)),
      .init("state_bytes_per_parameter", .double(result.stateBytesPerParameter)),
    ]
    if withCurve {
      let points = result.curve.map { point in
        JSONValue.array([
          .int(point.step), .number(point.trainingLoss), .number(point.validationLoss),
        ])
      }
      fields.append(.init("curve", .array(points)))
    }
    fields.append(
      .init(
        "time",
        [
          "total_s": .double(result.time.totalSeconds),
          "prepare_us": .double(result.time.preparationMicroseconds),
        ]
      )
    )
    json = .object(fields)
  }

  private static func fields(of hyperparameters: [String: Double]) -> [JSONValue.Field] {
    hyperparameters.sorted { $0.key < $1.key }.map { .init($0.key, .double($0.value)) }
  }
}
