import OptEvolution
import OptTasks

/// The JSON of `optsearch run`; its keys are promises (design of the command line).
struct RunRecord {
  let json: JSONValue

  init(
    _ result: TrainingResult, rule: String, task: ProxyTask, options: TrainingOptions, steps: Int,
    withCurve: Bool
  ) {
    var fields: [JSONValue.Field] = [
      .init(key: "rule", value: .string(rule)),
      .init(key: "task", value: .string(task.name)),
      .init(key: "seed", value: .int(Int(clamping: options.seed))),
      .init(key: "steps", value: .int(steps)),
      .init(key: "learning_rate", value: .double(options.learningRate)),
      .init(key: "final_loss", value: .number(result.finalLoss)),
      .init(key: "final_metric", value: .number(result.finalMetric)),
      .init(key: "diverged", value: .bool(result.divergedAtStep != nil)),
      .init(key: "state_bytes_per_parameter", value: .double(result.stateBytesPerParameter)),
    ]
    if withCurve {
      let points = result.curve.map { point in
        JSONValue.array([
          .int(point.step), .number(point.trainingLoss), .number(point.validationLoss),
        ])
      }
      fields.append(.init(key: "curve", value: .array(points)))
    }
    fields.append(
      .init(
        key: "time",
        value: [
          "total_s": .double(result.time.totalSeconds),
          "prepare_us": .double(result.time.preparationMicroseconds),
        ]))
    json = .object(fields)
  }
}
