extension JournalRecord {
  /// The line as JSON, keys in a fixed order.
  package var json: JSONValue {
    switch self {
    case .start(let record): JournalRecord.json(record)
    case .individual(let record): JournalRecord.json(record)
    case .validation(let record): JournalRecord.json(record)
    case .restart(let record):
      [
        "kind": "restart", "generation": .int(record.generation), "id": .int(record.id),
        "time": JournalRecord.json(record.time),
      ]
    case .comparison(let record): record.json
    case .selection(let record): record.json
    case .end(let record):
      [
        "kind": "end", "generation": .int(record.generation), "programs": .int(record.programs),
        "best": record.best.map { .int($0) } ?? .null, "score": .number(record.score),
        "time": JournalRecord.json(record.time),
      ]
    }
  }

  private static func json(_ record: StartRecord) -> JSONValue {
    [
      "kind": "start", "schema": .int(record.schema), "seed": .hash(record.seed),
      "starts": .array(record.starts.map { .string($0) }),
      "tasks": .array(record.tasks.map { json($0) }),
      "validation_tasks": .array(record.validationTasks.map { json($0) }),
      "trainings": .int(record.trainings), "time": JournalRecord.json(record.time),
    ]
  }

  private static func json(_ tuned: TunedTask) -> JSONValue {
    [
      "task": .string(tuned.task), "baseline": .string(tuned.baseline),
      "learning_rate": .number(tuned.learningRate), "loss": .number(tuned.loss),
    ]
  }

  private static func json(_ record: IndividualRecord) -> JSONValue {
    [
      "kind": "individual", "id": .int(record.id), "generation": .int(record.generation),
      "island": .int(record.island), "parents": .array(record.parents.map { .int($0) }),
      "mutation": .array(record.mutations.map { .string($0.rawValue) }),
      "program": .string(record.program),
      "hashes": [
        "dataflow": .hash(record.hashes.dataflow), "canonical": .hash(record.hashes.canonical),
        "behaviour": .hash(record.hashes.behaviour),
      ],
      "score": .number(record.fitness.score), "refusal": .text(record.fitness.refusal?.rawValue),
      "partial": .bool(record.fitness.isPartial),
      "losses": .object(record.fitness.losses.map { .init($0.task, .number($0.loss)) }),
      "factors": .array(record.fitness.factors.map { .double($0) }),
      "evaluated": .bool(record.isEvaluated), "cached": .text(record.cached?.rawValue),
      "evaluations": .int(record.fitness.evaluations), "trainings": .int(record.trainings),
      "time": JournalRecord.json(record.time),
    ]
  }

  private static func json(_ record: ValidationRecord) -> JSONValue {
    [
      "kind": "validation", "id": .int(record.id), "generation": .int(record.generation),
      "search_score": .number(record.searchScore), "score": .number(record.result.score),
      "error": .number(record.result.error), "repetitions": .int(record.result.repetitions),
      "trainings": .int(record.trainings), "time": JournalRecord.json(record.time),
    ]
  }

  static func json(_ time: JournalTime?) -> JSONValue {
    guard let time else { return [:] }
    guard let evaluation = time.evaluation else { return ["elapsed_s": .number(time.elapsed)] }
    return ["elapsed_s": .number(time.elapsed), "evaluation_s": .number(evaluation)]
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A string.
  package init(stringLiteral value: String) { self = .string(value) }
}
