package import Foundation

extension JournalRecord {
  /// Reads one line.
  ///
  /// - Throws: `DecodingError` if it is not JSON, or not a line of a journal.
  package init(line: Data) throws {
    self = try Array(line).withUnsafeBufferPointer { try JournalRecord(line: $0) }
  }

  /// Reads one line.
  ///
  /// - Throws: `DecodingError` if it is not JSON, or not a line of a journal.
  init(line: UnsafeBufferPointer<UInt8>) throws {
    let value = try JSONValue(line)
    switch try value.require("kind", Kind.init) {
    case .start:
      self = .start(try StartRecord(value))
    case .individual:
      self = .individual(try IndividualRecord(value))
    case .validation:
      self = .validation(try ValidationRecord(value))
    case .restart:
      self = .restart(
        RestartRecord(
          generation: try value.require("generation", \.int),
          id: try value.require("id", \.int),
          time: try JournalTime(ofLine: value)
        )
      )
    case .comparison:
      self = .comparison(try ComparisonRecord(value))
    case .selection, .stage, .verdict, .simplification:
      self = .selection(try SelectionRecord(value))
    case .end:
      self = .end(
        EndRecord(
          generation: try value.require("generation", \.int),
          programs: try value.require("programs", \.int),
          best: try value.optional("best", \.int),
          score: try value.optional("score", \.double),
          time: try JournalTime(ofLine: value)
        )
      )
    }
  }
}

private enum Kind: String {
  case start
  case individual
  case validation
  case restart
  case comparison
  case selection, stage, verdict, simplification
  case end

  init?(_ value: JSONValue) { self.init(name: value) }
}

extension RawRepresentable where RawValue == String {
  fileprivate init?(name value: JSONValue) {
    guard let name = value.string else { return nil }
    self.init(rawValue: name)
  }
}

extension JournalTime {
  /// The time of a line, which may have none.
  init?(ofLine line: JSONValue) throws {
    guard let time = line["time"], time.fields?.isEmpty == false else { return nil }
    self.init(
      elapsed: try time.require("elapsed_s", \.double),
      evaluation: try time.optional("evaluation_s", \.double)
    )
  }
}

extension TunedTask {
  fileprivate init?(_ value: JSONValue) {
    guard let task = value["task"]?.string, let baseline = value["baseline"]?.string,
      let learningRate = value["learning_rate"]?.double, let loss = value["loss"]?.double
    else { return nil }
    self.init(task: task, baseline: baseline, learningRate: learningRate, loss: loss)
  }
}

extension StartRecord {
  fileprivate init(_ line: JSONValue) throws {
    self.init(
      schema: try line.require("schema", \.int),
      seed: try line.require("seed", \.hashValue64),
      starts: try line.require("starts") { $0.list(\.string) },
      tasks: try line.require("tasks") { $0.list { TunedTask($0) } },
      validationTasks: try line.require("validation_tasks") { $0.list { TunedTask($0) } },
      trainings: try line.require("trainings", \.int),
      time: try JournalTime(ofLine: line)
    )
  }
}

extension IndividualRecord {
  fileprivate init(_ line: JSONValue) throws {
    let hashes = try line.require("hashes") { $0 }
    let losses = try line.require("losses", \.fields)
    self.init(
      id: try line.require("id", \.int),
      generation: try line.require("generation", \.int),
      island: try line.require("island", \.int),
      parents: try line.require("parents") { $0.list(\.int) },
      mutations: try line.require("mutation") { $0.list { MutationKind(name: $0) } },
      program: try line.require("program", \.string),
      hashes: ProgramHashes(
        dataflow: try hashes.require("dataflow", \.hashValue64),
        canonical: try hashes.require("canonical", \.hashValue64),
        behaviour: try hashes.require("behaviour", \.hashValue64)
      ),
      fitness: Fitness(
        score: try line.optional("score", \.double),
        refusal: try line.optional("refusal") { Refusal(name: $0) },
        isPartial: try line.require("partial", \.bool),
        losses: losses.sorted { $0.key < $1.key }.map {
          TaskLoss(task: $0.key, loss: $0.value.double ?? .infinity)
        },
        factors: try line.require("factors") { $0.list(\.double) },
        evaluations: try line.require("evaluations", \.int)
      ),
      isEvaluated: try line.require("evaluated", \.bool),
      cached: try line.optional("cached") { CacheKind(name: $0) },
      trainings: try line.require("trainings", \.int),
      time: try JournalTime(ofLine: line)
    )
  }
}

extension ValidationRecord {
  fileprivate init(_ line: JSONValue) throws {
    self.init(
      id: try line.require("id", \.int),
      generation: try line.require("generation", \.int),
      searchScore: try line.require("search_score", \.double),
      result: ValidationResult(
        score: try line.require("score", \.double),
        error: try line.require("error", \.double),
        repetitions: try line.require("repetitions", \.int)
      ),
      trainings: try line.require("trainings", \.int),
      time: try JournalTime(ofLine: line)
    )
  }
}
