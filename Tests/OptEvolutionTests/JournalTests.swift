import Foundation
import OptProgram
import OptTasks
import Testing

@testable import OptEvolution

struct JournalTests {
  private static let individual = IndividualRecord(
    id: 17,
    generation: 3,
    island: 1,
    parents: [4, 9],
    mutations: [.insert, .crossOver],
    program: "rule a() {\n  update = mul(g, lr)\n}\n",
    hashes: ProgramHashes(dataflow: 1, canonical: .max, behaviour: 0xAB),
    fitness: Fitness(
      score: 0.1,
      losses: [TaskLoss(task: "a", loss: 1e-8)],
      factors: [1, 1.0 / 3],
      evaluations: 2
    ),
    isEvaluated: true,
    cached: nil,
    trainings: 4,
    time: JournalTime(elapsed: 1.5, evaluation: 0.25)
  )

  private static let comparison = ComparisonRecord(
    stage: "final",
    generation: 4,
    rows: [
      row("adamw", loss: 0.25, verdict: .reference),
      row("found", loss: .infinity, verdict: .diverged(2)),
    ],
    programs: ["rule adamw() {\n}\n", "rule found() {\n}\n"],
    time: JournalTime(elapsed: 4, evaluation: 1)
  )

  private static func row(
    _ name: String,
    loss: Double,
    verdict: ComparisonRow.Verdict
  ) -> ComparisonRow {
    let estimate = Statistics.Estimate(mean: loss, low: loss - 0.1, high: loss + 0.1)
    return ComparisonRow(
      rule: name,
      task: "a@1",
      setting: TunedSetting(learningRate: 0.1, hyperparameters: ["beta1": 0.9, "a": 1]),
      losses: [loss, 0.25],
      loss: estimate,
      metricMean: 0.5,
      stepsToTarget: 40,
      pValue: verdict == .reference ? nil : 0.04,
      verdict: verdict,
      curve: [ComparisonRow.CurvePoint(step: 10, loss: estimate)],
      stateBytesPerParameter: 8,
      time: .init(preparationMicroseconds: 20, totalSeconds: 0.5)
    )
  }

  private static let records: [JournalRecord] = [
    .start(
      StartRecord(
        schema: 1,
        seed: 1 << 63,
        starts: ["rule \"x\" \\"],
        tasks: [TunedTask(task: "a", baseline: "b", learningRate: 1e-3, loss: 0.3)],
        validationTasks: [],
        trainings: 96,
        time: JournalTime(elapsed: 2, evaluation: nil)
      )
    ),
    .individual(individual),
    .individual(
      IndividualRecord(
        id: 18,
        generation: 3,
        island: 0,
        parents: [4],
        mutations: [],
        program: "",
        hashes: individual.hashes,
        fitness: Fitness(refusal: .diverged, isPartial: true, evaluations: 1),
        isEvaluated: false,
        cached: .behaviour,
        trainings: 0,
        time: JournalTime(elapsed: 1, evaluation: nil)
      )
    ),
    .validation(
      ValidationRecord(
        id: 17,
        generation: 3,
        searchScore: 0.1,
        result: ValidationResult(score: -0.5, error: 0.01, repetitions: 4),
        trainings: 12,
        time: JournalTime(elapsed: 3, evaluation: 1)
      )
    ),
    .restart(RestartRecord(generation: 3, id: 17, time: JournalTime(elapsed: 3, evaluation: nil))),
    .comparison(JournalTests.comparison),
    .end(
      EndRecord(
        generation: 4,
        programs: 100,
        best: nil,
        score: nil,
        time: JournalTime(elapsed: 4, evaluation: nil)
      )
    ),
  ]

  @Test func `an individual's line has the documented keys in a fixed order`() {
    #expect(
      JournalRecord.individual(Self.individual).json.text == """
        {"kind":"individual","id":17,"generation":3,"island":1,"parents":[4,9],\
        "mutation":["insert","cross_over"],"program":"rule a() {\\n  update = mul(g, lr)\\n}\\n",\
        "hashes":{"dataflow":"0000000000000001","canonical":"ffffffffffffffff",\
        "behaviour":"00000000000000ab"},"score":0.1,"refusal":null,"partial":false,\
        "losses":{"a":1e-08},"factors":[1.0,0.3333333333333333],"evaluated":true,"cached":null,"evaluations":2,"trainings":4,\
        "time":{"elapsed_s":1.5,"evaluation_s":0.25}}
        """
    )
  }

  @Test func `every line is read back as it was`() throws {
    for record in Self.records {
      #expect(try JournalRecord(line: Data(record.json.text.utf8)) == record)
    }
  }

  @Test func `numbers are the shortest that are read back as the same bits`() throws {
    var stream = RandomStream(seed: 4, purpose: .test)
    for _ in 0..<500 {
      let value = Double(bitPattern: stream.next())
      guard value.isFinite else { continue }
      let text = JSONValue.double(value).text
      #expect(Double(text)?.bitPattern == value.bitPattern)
      let read = try JSONDecoder().decode([Double].self, from: Data("[\(text)]".utf8))
      #expect(read[0].bitPattern == value.bitPattern)
    }
    #expect(JSONValue.number(.nan) == .null)
    #expect(JSONValue.number(-.infinity) == .null)
  }

  @Test func `strings are escaped`() throws {
    let string = "quote \" slash \\ line\n tab\t return\r bell\u{7} grüße 🙂"
    let text = JSONValue.string(string).text
    #expect(!text.contains("\n"))
    #expect(try JSONDecoder().decode([String].self, from: Data("[\(text)]".utf8)) == [string])
  }

  @Test func `JSON of other writers is read`() throws {
    let text =
      #" { "a" : [ 1 , -2.5e-3 , true , null , { } , [ ] ] , "\u00fc\ud83d\ude42\/" : "\b\f" } "#
    let value = try Self.json(text)
    #expect(
      value == [
        "a": .array([.int(1), .double(-0.0025), .bool(true), .null, .object([]), .array([])]),
        "ü🙂/": .string("\u{8}\u{C}"),
      ]
    )
  }

  @Test(
    arguments: [
      "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "1 2", "tru", "\"a", "\"\\u12\"", "\"\\ud800\"",
      "\"\\x\"", "\"a\nb\"", "nan", "-", "1e", String(repeating: "[", count: 100_000),
    ]
  )
  func `what is not JSON is an error`(_ text: String) {
    #expect(throws: DecodingError.self) { try Self.json(text) }
  }

  @Test func `what is not UTF-8 is an error`() {
    let bytes: [UInt8] = [0x22, 0xC3, 0x28, 0x22]
    #expect(throws: DecodingError.self) { try bytes.withUnsafeBufferPointer { try JSONValue($0) } }
  }

  private static func json(_ text: String) throws -> JSONValue {
    try Array(text.utf8).withUnsafeBufferPointer { try JSONValue($0) }
  }

  // MARK: - Files

  /// Longer than what is read at once, so that lines are cut by parts and shared among processors.
  @Test func `a long journal is read line by line`() async throws {
    try await withTemporaryDirectory { directory in
      let url = directory.appendingPathComponent("journal.jsonl")
      let records = (0..<10_000).map { id in
        var record = Self.individual
        record.id = id
        record.mutations = Array(repeating: .insert, count: id % 40)
        return JournalRecord.individual(record)
      }
      try write(records, to: url)
      var numbers: [Int] = []
      var read: [JournalRecord] = []
      let torn = try JournalFile.read(url) { line throws(RunDirectoryError) in
        numbers.append(line.number)
        read.append(line.record)
      }
      #expect(torn == nil)
      #expect(numbers == Array(1...records.count))
      #expect(read == records)
    }
  }

  private func write(_ records: [JournalRecord], to url: URL) throws {
    let file = try JournalFile(url)
    try file.append(records)
  }

  @Test func `a torn last line is dropped and cut off`() async throws {
    try await withTemporaryDirectory { directory in
      let url = directory.appendingPathComponent("journal.jsonl")
      try write(Self.records, to: url)
      let whole = try Data(contentsOf: url)
      #expect(try JournalFile.read(url).records == Self.records)
      for dropped in [1, 2, 40] {
        try whole.dropLast(dropped).write(to: url)
        let torn = try Data(contentsOf: url)
        #expect(try JournalFile.read(url).records == Array(Self.records.dropLast()))
        #expect(try Data(contentsOf: url) == torn, "reading changes nothing")
        let read = try JournalFile.recover(url)
        #expect(read.droppedTornLine)
        #expect(read.records == Array(Self.records.dropLast()))
        try write([Self.records[6]], to: url)
        #expect(try Data(contentsOf: url) == whole)
      }
    }
  }

  @Test func `a corrupted line is an error with its number`() async throws {
    try await withTemporaryDirectory { directory in
      let url = directory.appendingPathComponent("journal.jsonl")
      for wrong in ["{", "[]", "{\"kind\":\"dance\"}", "{\"kind\":\"restart\",\"generation\":1}"] {
        let line = Self.records[0].json.text
        try Data("\(line)\n\(wrong)\n\(line)\n".utf8).write(to: url)
        let before = try Data(contentsOf: url)
        #expect {
          _ = try JournalFile.read(url)
        } throws: { error in
          guard case RunDirectoryError.corrupted(_, let line, _) = error else { return false }
          return line == 2
        }
        #expect(try Data(contentsOf: url) == before)
      }
    }
  }

  @Test func `a journal that does not begin with its start is refused`() {
    #expect(throws: RunDirectoryError.self) {
      var history = RunHistory(SearchConfiguration(), path: "journal")
      try history.append(JournalLine(Self.records[1], number: 1))
    }
    var future = Self.records[0]
    if case .start(var start) = future {
      start.schema = 99
      future = .start(start)
    }
    let reason = "schema 99 instead of 1"
    #expect(throws: RunDirectoryError.otherVersion(path: "journal", reason: reason)) {
      var history = RunHistory(SearchConfiguration(), path: "journal")
      try history.append(JournalLine(future, number: 1))
    }
  }

  @Test func `a directory that cannot be written is an error`() {
    let url = URL(fileURLWithPath: "/proc/nothing/here")
    #expect(throws: RunDirectoryError.self) { _ = try JournalFile(url) }
    #expect(throws: RunDirectoryError.self) { _ = try RunLock(directory: url) }
  }

  @Test func `a full disk is an error`() throws {
    let file = try JournalFile(URL(fileURLWithPath: "/dev/full"))
    #expect(throws: RunDirectoryError.self) { try file.append(Self.records) }
  }

  @Test func `a search learns of a full disk with the next lines, or at its end`() async throws {
    for isAtEnd in [false, true] {
      let writer = try JournalWriter(URL(fileURLWithPath: "/dev/full"), expecting: [])
      try await writer.append(Self.records)
      await #expect(throws: RunDirectoryError.self) {
        if isAtEnd { try await writer.finish() } else { try await writer.append(Self.records) }
      }
      await #expect(throws: RunDirectoryError.self) { try await writer.finish() }
    }
  }

  @Test func `lines are in the file in order once their writer has finished`() async throws {
    try await withTemporaryDirectory { directory in
      let url = directory.appendingPathComponent("journal.jsonl")
      let writer = try JournalWriter(url, expecting: [])
      for record in Self.records { try await writer.append([record]) }
      try await writer.finish()
      #expect(try JournalFile.read(url).records == Self.records)
    }
  }
}

struct RunDirectoryTests {
  private static func description() -> SearchDescription {
    var configuration = SearchConfiguration()
    configuration.seed = .max
    configuration.budget = .seconds(12.5)
    configuration.space.maximumStates = 7
    configuration.mutationWeights = MutationWeights([.crossOver: 3, .modifyArgument: 1])
    var description = SearchDescription(
      configuration,
      baseline: TestPrograms.adamw,
      tasks: ["digits-mlp"],
      version: "1",
      command: ["evolve", "--seed", "7"]
    )
    description.starts.append(TestPrograms.lion)
    return description
  }

  @Test func `a configuration is read back as it was`() async throws {
    try await withTemporaryDirectory { directory in
      let url = directory.appendingPathComponent("run")
      let description = Self.description()
      do { _ = try RunDirectory(creating: url, description) }
      #expect(try RunDirectory(resuming: url).description == description)
      #expect(try RunDirectory.description(of: url) == description)
      let text = try String(contentsOf: url.appendingPathComponent("config.json"), encoding: .utf8)
      #expect(text.contains("\"maximum_states\" : 7"))
      #expect(text.contains("\"cross_over\" : 3"))
    }
  }

  @Test func `a directory belongs to one search at a time`() async throws {
    try await withTemporaryDirectory { url in
      do {
        let first = try RunDirectory(creating: url, Self.description())
        #expect(throws: RunDirectoryError.locked(path: url.path)) {
          try RunDirectory(resuming: url)
        }
        withExtendedLifetime(first) {}
      }
      #expect(throws: RunDirectoryError.exists(path: url.path)) {
        try RunDirectory(creating: url, Self.description())
      }
      let missing = url.appendingPathComponent("missing")
      #expect(throws: RunDirectoryError.missing(path: missing.path)) {
        try RunDirectory(resuming: missing)
      }
    }
  }
}
