import Foundation
import Testing

/// `optsearch evolve` from end to end.
struct EvolveTests {
  /// One finished search that several tests look at.
  private static let finished = Result { () throws -> (TinySearch, Executable.Result) in
    let search = try TinySearch()
    return (search, try search.resume())
  }

  @Test func `standard output is a legal rule file with the table in comments`() throws {
    let (search, result) = try Self.finished.get()
    #expect(result.status == 0, "\(result.errors)")
    let path = search.folder.appending(path: "out.opt")
    try Data(result.output.utf8).write(to: path)
    #expect(try Executable.run(["check", path.path]).status == 0)
    #expect(result.output.contains("rule found("))
    let table = result.output.split(separator: "\n").filter { $0.hasPrefix("# cancer-logistic@1") }
    #expect(table.count == 3)
    for name in ["adamw", "lion", "found"] { #expect(table.contains { $0.contains("  \(name) ") }) }
  }

  @Test func `the directory holds what was promised`() throws {
    let (search, result) = try Self.finished.get()
    let names = try FileManager.default.contentsOfDirectory(atPath: search.directory.path)
    #expect(
      Set(names) == [
        "best.opt", "config.json", "hall-of-fame", "journal.jsonl", "lock", "report.html",
      ]
    )
    let best = try String(
      contentsOf: search.directory.appending(path: "best.opt"),
      encoding: .utf8
    )
    #expect(result.output.hasPrefix(best))
    let hall = search.directory.appending(path: "hall-of-fame")
    let rules = try FileManager.default.contentsOfDirectory(atPath: hall.path)
    #expect(!rules.isEmpty)
    for rule in rules {
      #expect(try Executable.run(["check", hall.appending(path: rule).path]).status == 0)
    }
  }

  @Test func `the journal ends with comparison and end`() throws {
    let (search, _) = try Self.finished.get()
    let lines = try search.lines()
    #expect(lines.dropLast().last?.hasPrefix(#"{"kind":"comparison","stage":"final""#) == true)
    #expect(lines.last?.hasPrefix(#"{"kind":"end""#) == true)
    #expect(lines.count { $0.hasPrefix(#"{"kind":"individual""#) } == 41)
  }

  @Test func `resuming a finished run appends nothing and makes lost files again`() throws {
    let search = try TinySearch()
    let first = try search.resume()
    #expect(first.status == 0)
    let journal = try Data(contentsOf: search.journal)
    let lost = ["best.opt", "hall-of-fame", "report.html"].map {
      search.directory.appending(path: $0)
    }
    let contents = try lost.map { try Self.content($0) }
    for file in lost { try FileManager.default.removeItem(at: file) }
    let again = try search.resume()
    #expect(again.status == 0)
    #expect(again.output == first.output)
    #expect(try Data(contentsOf: search.journal) == journal)
    #expect(try lost.map { try Self.content($0) } == contents)
    try expectJSON(try search.resume(["--json"]), saysAs: first)
  }

  /// The same result as an object.
  private func expectJSON(
    _ printed: Executable.Result,
    saysAs text: Executable.Result
  ) throws {
    #expect(printed.status == 0, "\(printed.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(printed.output.utf8))
    let record = try #require(value as? [String: Any])
    #expect(
      Set(record.keys) == [
        "directory", "best", "programs", "evaluations", "trainings", "stop_reason", "comparison",
        "time",
      ]
    )
    #expect(record["stop_reason"] as? String == "finished")
    #expect(record["programs"] as? Int == 40)
    let best = try #require(record["best"] as? [String: Any])
    let rule = try #require(best["rule"] as? String)
    #expect(text.output.contains(rule))
    let rows = try #require(record["comparison"] as? [[String: Any]])
    #expect(rows.compactMap { $0["rule"] as? String } == ["adamw", "lion", "found"])
  }

  /// The bytes of a file, or of all files of a folder by name.
  private static func content(_ url: URL) throws -> [String: Data] {
    guard url.pathExtension.isEmpty else { return ["": try Data(contentsOf: url)] }
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path) {
      files[name] = try Data(contentsOf: url.appending(path: name))
    }
    return files
  }

  @Test func `a new run has a directory of its own, and latest points to it`() throws {
    let folder = try TemporaryFolder()
    let latest = folder.url.appending(path: "runs/latest")
    let process = try Executable.start(
      ["evolve", "--task", "cancer-logistic", "--programs", "1000000", "--threads", "1"],
      in: folder.url
    )
    while process.isRunning,
      (try? FileManager.default.destinationOfSymbolicLink(atPath: latest.path)) == nil
    { usleep(1_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let name = try FileManager.default.destinationOfSymbolicLink(atPath: latest.path)
    #expect(name.hasSuffix("-adamw-cancer-logistic"))
    #expect(FileManager.default.fileExists(atPath: latest.appending(path: "config.json").path))
  }

  @Test func `wrong usage is told`() throws {
    let both = try Executable.run(["evolve", "--budget", "1s", "--programs", "5"])
    #expect(both.status == 64)
    let missing = try Executable.run(["evolve", "--resume", "/nonexistent/run"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("/nonexistent/run: there is no run here"))
  }
}
