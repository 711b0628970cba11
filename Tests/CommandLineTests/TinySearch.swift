import Foundation
import Testing

/// A search that lasts as long as a test may: described by `evolve`, and cut down before it begins.
struct TinySearch: Sendable {
  /// Where the run is.
  let directory: URL

  /// The folder that commands run in; the directory is `run` in it.
  let folder: URL

  private let owner: TemporaryFolder

  /// A described search; resuming it begins it.
  init(programs: Int = 40, seed: Int = 0) throws {
    owner = try TemporaryFolder()
    folder = owner.url
    directory = folder.appending(path: "run")
    try describe(seed: seed)
    try cutDown(programs: programs)
  }

  /// The journal's place.
  var journal: URL { directory.appending(path: "journal.jsonl") }

  /// Begins the search, or goes on with it, to its end.
  func resume(_ options: [String] = []) throws -> Executable.Result {
    try Executable.run(["evolve", "--resume", "run"] + options, in: folder)
  }

  /// The journal's lines without clock readings.
  func lines() throws -> [String] {
    let text = try String(contentsOf: journal, encoding: .utf8)
    return text.split(separator: "\n").map { String($0.replacing(/"time":\{[^}]*\}/, with: "")) }
  }

  /// Runs `evolve` until it has written the configuration, which is the first thing it does.
  private func describe(seed: Int) throws {
    let process = try Executable.start(
      [
        "evolve", "--task", "cancer-logistic", "--programs", "1", "--seed", "\(seed)", "--threads",
        "2", "--out", "run",
      ],
      in: folder
    )
    let file = directory.appending(path: "config.json").path
    while process.isRunning, !FileManager.default.fileExists(atPath: file) { usleep(1_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: journal)
  }

  /// Fewer trainings for everything, so that a search takes a second in a debug build.
  private func cutDown(programs: Int) throws {
    let file = directory.appending(path: "config.json")
    let read = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    var content = try #require(read as? [String: Any])
    var search = try #require(content["search"] as? [String: Any])
    var configuration = try #require(search["configuration"] as? [String: Any])
    var scoring = try #require(configuration["scoring"] as? [String: Any])
    scoring["tuning_trainings"] = 8
    scoring["ladder"] = [1]
    scoring["horizons"] = [["steps": 0.1, "schedule": "linear"]]
    configuration["scoring"] = scoring
    configuration["comparison"] = ["tuning_trainings": 2, "seeds": 2]
    configuration["budget"] = ["programs": ["_0": programs]]
    configuration["population"] = 16
    configuration["batch_size"] = 8
    configuration["validation_interval"] = 16
    configuration["validation_repetitions"] = 2
    configuration["finalists"] = 2
    configuration["final_rounds"] = 2
    search["configuration"] = configuration
    content["search"] = search
    try JSONSerialization.data(withJSONObject: content).write(to: file)
  }
}
