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
        "tuning_trainings": .int(record.tuningTrainings), "note": .text(record.note),
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

extension SelectionRecord: Decodable {
  private enum Kind: String, Decodable {
    case selection, stage, verdict, simplification
  }

  private enum CodingKeys: String, CodingKey {
    case kind, seed, configuration, candidates, command, stage, ids, note, rows, id, program
    case reasons, complete, time
    case tasks = "task_names"
    case tuningTrainings = "tuning_trainings"
  }

  /// Reads the object of a line.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
      try container.decode(Value.self, forKey: key)
    }
    let time = try container.decodeIfPresent(JournalTime.self, forKey: .time)
    switch try value(.kind) as Kind {
    case .selection:
      var configuration: SelectionConfiguration = try value(.configuration)
      configuration.seed = UInt64(try value(.seed) as String, radix: 16) ?? 0
      self = .start(
        SelectionStart(
          configuration: configuration,
          candidates: try value(.candidates),
          command: try value(.command),
          time: time
        )
      )
    case .stage:
      self = .stage(
        SelectionStage(
          name: try value(.stage),
          tasks: try value(.tasks),
          ids: try value(.ids),
          tuningTrainings: try value(.tuningTrainings),
          note: try container.decodeIfPresent(String.self, forKey: .note),
          time: time
        )
      )
    case .verdict:
      self = .verdict(
        SelectionVerdict(stage: try value(.stage), rows: try value(.rows), time: time)
      )
    case .simplification:
      self = .simplification(
        SelectedSimplification(
          id: try value(.id),
          program: try value(.program),
          reasons: try value(.reasons),
          isComplete: try container.decodeIfPresent(Bool.self, forKey: .complete) ?? true,
          time: time
        )
      )
    }
  }
}
