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

  @Test(
    arguments: [
      (["--budget", "1s", "--programs", "5"], "give one of --budget, --programs and --trainings"),
      (["--budget", "0"], "give a time above 0 and below a year, such as 60s, 15m or 2h"),
      (["--budget", "abc"], "give a time above 0"), (["--budget", "-5m"], "give a time above 0"),
      (["--budget", "5min"], "give a time above 0"),
      (["--programs", "0"], "give a whole number, at least 1"),
      (["--without", "exp,sqr"], "there is no function `sqr`; did you mean `sqrt` or `qr`?"),
      (["--forbid", "mul(w"], "give a function such as sqrt"),
      (["--bugdet", "5m"], "Did you mean '--budget'?"),
      (["--strategy", "rando"], "'evolve', 'random' or 'constants'"),
    ]
  )
  func `a wrong flag is told in the first line with what is allowed`(
    _ flags: [String],
    _ message: String
  ) throws {
    let result = try Executable.run(["evolve"] + flags)
    #expect(result.status == 64)
    let line = result.errors.split(separator: "\n").first ?? ""
    #expect(line.hasPrefix("Error: ") && line.contains(message), "\(result.errors)")
  }

  @Test(
    arguments: [
      ["--seed", "0"], ["--strategy", "evolve"], ["--backend", "native"], ["--threads", "2"],
      ["--budget", "60s"], ["--max-states", "2"],
    ]
  )
  func `a resumed run takes no setting, not even the default one`(_ flags: [String]) throws {
    let (search, _) = try Self.finished.get()
    let result = try search.resume(flags)
    #expect(result.status == 64)
    let name = flags[0] == "--max-states" ? "the flags of the search space" : flags[0]
    #expect(result.errors.contains("leave out \(name)\n"), "\(result.errors)")
  }

  @Test func `a run of another version is told from a damaged one`() throws {
    let search = try TinySearch()
    let file = search.directory.appending(path: "config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let other = "written by another version of optsearch"
    let changes = [
      (
        text.replacing("ladder_margin", with: "width_of_ladder"),
        "\(other) (0.1.0, without the"
          + " setting `ladder_margin`)"
      ),
      (
        text.replacing("\"schema\":1", with: "\"schema\":2"),
        "\(other) (0.1.0, schema 2 instead of 1)"
      ),
      (String(text.dropLast(40)), "config.json:1: damaged: "),
    ]
    for (changed, message) in changes {
      try #require(changed != text)
      try Data(changed.utf8).write(to: file)
      for command in [["evolve", "--resume", "run"], ["report", "run"], ["select", "run"]] {
        let result = try Executable.run(command, in: search.folder)
        #expect(result.status == 1)
        #expect(result.errors.contains(message), "\(command): \(result.errors)")
      }
    }
  }

  @Test func `a budget that tuning uses up is told`() throws {
    let search = try TinySearch()
    let file = search.directory.appending(path: "config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let short = text.replacing(#""programs":{"_0":40}"#, with: #""seconds":{"_0":0.001}"#)
    try #require(short != text)
    try Data(short.utf8).write(to: file)
    let result = try search.resume()
    #expect(result.status == 0)
    #expect(result.errors.contains("warning: tuning took the whole budget"), "\(result.errors)")
    #expect(try !Self.finished.get().1.errors.contains("warning: tuning took"))
  }

  @Test func `a journal of another version is refused`() throws {
    let whole = try Self.finished.get().0
    let text = try String(contentsOf: whole.journal, encoding: .utf8)
    let search = try TinySearch()
    let changed = text.replacing("\"schema\":1", with: "\"schema\":99", maxReplacements: 1)
    try Data(changed.utf8).write(to: search.journal)
    for command in [["evolve", "--resume", "run"], ["report", "run"]] {
      let result = try Executable.run(command, in: search.folder)
      #expect(result.status == 1)
      #expect(result.errors.contains("(schema 99 instead of 1)"), "\(command): \(result.errors)")
    }
    #expect(try String(contentsOf: search.journal, encoding: .utf8) == changed)
  }

  @Test func `a directory without a run is told`() throws {
    let missing = try Executable.run(["evolve", "--resume", "/nonexistent/run"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("/nonexistent/run: there is no run here"))
  }
}
