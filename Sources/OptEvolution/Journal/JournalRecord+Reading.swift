package import Foundation

extension JournalRecord {
  /// Reads one line.
  ///
  /// - Throws: `DecodingError` if it is not JSON, or not a line of a journal.
  package init(line: Data) throws {
    let fields = try JSONDecoder().decode(Fields.self, from: line)
    switch fields.kind {
    case .start:
      self = .start(try StartRecord(fields))
    case .individual:
      self = .individual(try IndividualRecord(fields))
    case .validation:
      self = .validation(try ValidationRecord(fields))
    case .restart:
      self = .restart(
        RestartRecord(
          generation: try fields.require(\.generation, "generation"),
          id: try fields.require(\.id, "id"),
          time: fields.time
        )
      )
    case .comparison:
      self = .comparison(try JSONDecoder().decode(ComparisonRecord.self, from: line))
    case .selection, .stage, .verdict, .simplification:
      self = .selection(try JSONDecoder().decode(SelectionRecord.self, from: line))
    case .end:
      self = .end(
        EndRecord(
          generation: try fields.require(\.generation, "generation"),
          programs: try fields.require(\.programs, "programs"),
          best: fields.best,
          score: fields.score,
          time: fields.time
        )
      )
    }
  }
}

/// Every key that any kind of line may have.
private struct Fields: Decodable {
  enum Kind: String, Decodable {
    case start
    case individual
    case validation
    case restart
    case comparison
    case selection, stage, verdict, simplification
    case end
  }

  struct Hashes: Decodable {
    var dataflow: String
    var canonical: String
    var behaviour: String
  }

  enum CodingKeys: String, CodingKey {
    case kind, schema, seed, starts, tasks, id, generation, island, parents, mutation, program
    case hashes, score, refusal, partial, losses, factors, evaluated, cached, evaluations, trainings
    case validationTasks = "validation_tasks"
    case searchScore = "search_score"
    case error, repetitions, programs, best, time
  }

  var kind: Kind
  var schema: Int?
  var seed: String?
  var starts: [String]?
  var tasks: [TunedTask]?
  var validationTasks: [TunedTask]?
  var id: Int?
  var generation: Int?
  var island: Int?
  var parents: [Int]?
  var mutation: [MutationKind]?
  var program: String?
  var hashes: Hashes?
  var score: Double?
  var refusal: Refusal?
  var partial: Bool?
  var losses: [String: Double?]?
  var factors: [Double]?
  var evaluated: Bool?
  var cached: CacheKind?
  var evaluations: Int?
  var trainings: Int?
  var searchScore: Double?
  var error: Double?
  var repetitions: Int?
  var programs: Int?
  var best: Int?
  var time: JournalTime?

  func require<Value>(_ path: KeyPath<Fields, Value?>, _ name: String) throws -> Value {
    guard let value = self[keyPath: path] else { throw Fields.missing(name) }
    return value
  }

  static func missing(_ name: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "`\(name)` is missing or malformed"))
  }

  static func hash(_ text: String) throws -> UInt64 {
    guard let value = UInt64(text, radix: 16) else { throw missing("hashes") }
    return value
  }
}

extension StartRecord {
  fileprivate init(_ fields: Fields) throws {
    self.init(
      schema: try fields.require(\.schema, "schema"),
      seed: try Fields.hash(try fields.require(\.seed, "seed")),
      starts: try fields.require(\.starts, "starts"),
      tasks: try fields.require(\.tasks, "tasks"),
      validationTasks: try fields.require(\.validationTasks, "validation_tasks"),
      trainings: try fields.require(\.trainings, "trainings"),
      time: fields.time
    )
  }
}

extension IndividualRecord {
  fileprivate init(_ fields: Fields) throws {
    let hashes = try fields.require(\.hashes, "hashes")
    let losses = try fields.require(\.losses, "losses")
    self.init(
      id: try fields.require(\.id, "id"),
      generation: try fields.require(\.generation, "generation"),
      island: try fields.require(\.island, "island"),
      parents: try fields.require(\.parents, "parents"),
      mutations: try fields.require(\.mutation, "mutation"),
      program: try fields.require(\.program, "program"),
      hashes: ProgramHashes(
        dataflow: try Fields.hash(hashes.dataflow),
        canonical: try Fields.hash(hashes.canonical),
        behaviour: try Fields.hash(hashes.behaviour)
      ),
      score: fields.score,
      refusal: fields.refusal,
      isPartial: try fields.require(\.partial, "partial"),
      losses: losses.keys.sorted().map { name in
        TaskLoss(task: name, loss: (losses[name] ?? nil) ?? .infinity)
      },
      factors: try fields.require(\.factors, "factors"),
      isEvaluated: try fields.require(\.evaluated, "evaluated"),
      cached: fields.cached,
      evaluations: try fields.require(\.evaluations, "evaluations"),
      trainings: try fields.require(\.trainings, "trainings"),
      time: fields.time
    )
  }
}

extension ValidationRecord {
  fileprivate init(_ fields: Fields) throws {
    self.init(
      id: try fields.require(\.id, "id"),
      generation: try fields.require(\.generation, "generation"),
      searchScore: try fields.require(\.searchScore, "search_score"),
      result: ValidationResult(
        score: try fields.require(\.score, "score"),
        error: try fields.require(\.error, "error"),
        repetitions: try fields.require(\.repetitions, "repetitions")
      ),
      trainings: try fields.require(\.trainings, "trainings"),
      time: fields.time
    )
  }
}
