extension SelectionRecord {
  /// The line as JSON, keys in a fixed order.
  var json: JSONValue {
    switch self {
    case .start(let record):
      [
        "kind": "selection", "schema": .int(StartRecord.currentSchema),
        "seed": .hash(record.configuration.seed), "configuration": record.configuration.json,
        "candidates": .array(record.candidates.map(SelectionRecord.json)),
        "command": .array(record.command.map { .string($0) }),
        "time": JournalRecord.json(record.time),
      ]
    case .stage(let record):
      [
        "kind": "stage", "stage": .string(record.name),
        "task_names": .array(record.tasks.map { .string($0) }),
        "ids": .array(record.ids.map { .int($0) }),
        "tuning_trainings": .array(record.tuningTrainings.map { .int($0) }),
        "note": .text(record.note),
        "time": JournalRecord.json(record.time),
      ]
    case .verdict(let record):
      [
        "kind": "verdict", "stage": .string(record.stage),
        "rows": .array(record.rows.map(SelectionRecord.json)),
        "time": JournalRecord.json(record.time),
      ]
    case .simplification(let record):
      [
        "kind": "simplification", "id": .int(record.id), "program": .string(record.program),
        "reasons": .array(record.reasons.map { .string($0) }),
        "complete": .bool(record.isComplete),
        "time": JournalRecord.json(record.time),
      ]
    }
  }

  private static func json(_ candidate: SelectionCandidate) -> JSONValue {
    ["id": .int(candidate.id), "program": .string(candidate.program)]
  }

  private static func json(_ row: SelectionVerdict.Row) -> JSONValue {
    [
      "id": .int(row.id), "score": .double(row.score), "p_value": .double(row.pValue),
      "passed": .bool(row.passed),
    ]
  }
}

extension SelectionRecord {
  private enum Kind: String {
    case selection, stage, verdict, simplification
  }

  /// Reads the object of a line.
  init(_ line: JSONValue) throws {
    let time = try JournalTime(ofLine: line)
    switch try line.require("kind", { $0.string.flatMap { Kind(rawValue: $0) } }) {
    case .selection:
      var configuration = try line.require("configuration") { SelectionConfiguration($0) }
      configuration.seed = try line.require("seed", \.hashValue64)
      self = .start(
        SelectionStart(
          configuration: configuration,
          candidates: try line.require("candidates") { $0.list { SelectionCandidate($0) } },
          command: try line.require("command") { $0.list(\.string) },
          time: time
        )
      )
    case .stage:
      let tasks = try line.require("task_names") { $0.list(\.string) }
      self = .stage(
        SelectionStage(
          name: try line.require("stage", \.string),
          tasks: tasks,
          ids: try line.require("ids") { $0.list(\.int) },
          // Selections once had one number for all tasks.
          tuningTrainings: try line.require("tuning_trainings") { value in
            value.int.map { [Int](repeating: $0, count: tasks.count) } ?? value.list(\.int)
          },
          note: try line.optional("note", \.string),
          time: time
        )
      )
    case .verdict:
      let rows = try line.require("rows") { $0.list { SelectionVerdict.Row($0) } }
      self = .verdict(
        SelectionVerdict(stage: try line.require("stage", \.string), rows: rows, time: time)
      )
    case .simplification:
      self = .simplification(
        SelectedSimplification(
          id: try line.require("id", \.int),
          program: try line.require("program", \.string),
          reasons: try line.require("reasons") { $0.list(\.string) },
          isComplete: try line.optional("complete", \.bool) ?? true,
          time: time
        )
      )
    }
  }
}

extension SelectionCandidate {
  fileprivate init?(_ value: JSONValue) {
    guard let id = value["id"]?.int, let program = value["program"]?.string else { return nil }
    self.init(id: id, program: program)
  }
}

extension SelectionVerdict.Row {
  fileprivate init?(_ value: JSONValue) {
    guard let id = value["id"]?.int, let score = value["score"]?.double,
      let pValue = value["p_value"]?.double, let passed = value["passed"]?.bool
    else { return nil }
    self.init(id: id, score: score, pValue: pValue, passed: passed)
  }
}
