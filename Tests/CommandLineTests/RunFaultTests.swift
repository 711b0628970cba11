import Foundation
import Testing

/// What can happen to a run directory: kills, full disks, files that cannot be written, damaged journals.
struct RunFaultTests {
  @Test func `a search that is killed again and again ends like one that is not`() throws {
    let whole = try TinySearch()
    #expect(try whole.resume().status == 0)
    let expected = try whole.lines()
    let cut = try TinySearch()
    for lines in [1, 9, 24, 40] {
      let process = try Executable.start(["evolve", "--resume", "run"], in: cut.folder)
      while process.isRunning, Self.lineCount(cut.journal) < lines { usleep(500) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(try cut.lines().count < expected.count, "the search was over before the last kill")
    let result = try cut.resume()
    #expect(result.status == 0, "\(result.errors)")
    #expect(try cut.lines() == expected)
  }

  private static func lineCount(_ url: URL) -> Int {
    guard let data = try? Data(contentsOf: url) else { return 0 }
    return data.count { $0 == UInt8(ascii: "\n") }
  }

  @Test func `a torn last line is told and dropped`() throws {
    let search = try TinySearch(programs: 16)
    #expect(try search.resume().status == 0)
    let expected = try search.lines()
    let bytes = try Data(contentsOf: search.journal)
    try bytes.dropLast(30).write(to: search.journal)
    // A report only reads: the journal may be that of a running search.
    #expect(try Executable.run(["report", "run", "--out", "-"], in: search.folder).status == 0)
    #expect(try Data(contentsOf: search.journal) == bytes.dropLast(30))
    let result = try search.resume()
    #expect(result.status == 0)
    #expect(result.errors.contains("journal.jsonl: the last line was torn and has been dropped"))
    #expect(try search.lines() == expected)
  }

  @Test(arguments: [["evolve", "--resume"], ["report"]])
  func `a damaged line is an error with its place, and the journal stays`(
    command: [String]
  ) throws {
    let search = try TinySearch(programs: 16)
    #expect(try search.resume().status == 0)
    let lines = try String(contentsOf: search.journal, encoding: .utf8).split(separator: "\n")
      .map(String.init)
    for (damage, reason) in [
      (String(lines[4].prefix(80)), "damaged: "),
      (lines[4].replacing("\"parents\":[", with: "\"parents\":[\"a\","), "parents"),
      (lines[4].replacing("update", with: "updale"), "neither `update` nor `w`"),
    ] {
      let damaged = lines[..<4] + [damage] + lines[5...]
      try Data((damaged.joined(separator: "\n") + "\n").utf8).write(to: search.journal)
      let before = try Data(contentsOf: search.journal)
      let result = try Executable.run(command + ["run"], in: search.folder)
      #expect(result.status == 1)
      #expect(result.errors.contains("journal.jsonl:5: "), "\(result.errors)")
      #expect(result.errors.contains(reason), "\(result.errors)")
      #expect(result.output.isEmpty)
      #expect(try Data(contentsOf: search.journal) == before)
    }
  }

  @Test func `a full disk is told, and what was written stays good`() throws {
    let search = try TinySearch()
    // A limit on the size of files does what a full disk does; config.json and the lock are smaller.
    let limited = try Executable.shell(
      "trap '' XFSZ; ulimit -f 48; exec \"$0\" evolve --resume run",
      in: search.folder
    )
    #expect(limited.status == 1)
    #expect(limited.errors.contains("journal.jsonl: File too large"), "\(limited.errors)")
    #expect(limited.output.isEmpty)
    let written = try Data(contentsOf: search.journal)
    #expect(written.count == 24 * 1024)
    #expect(try search.resume().status == 0)
    let whole = try TinySearch()
    #expect(try whole.resume().status == 0)
    #expect(try search.lines() == whole.lines())
    #expect(try Data(contentsOf: search.journal).starts(with: written.prefix(20_000)))
  }

  @Test func `places that cannot be written are told`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("here is a file", to: "file")
    let start = ["evolve", "--task", "cancer-logistic", "--programs", "1", "--out"]
    for path in ["\(file)/run", "/proc/run"] {
      let result = try Executable.run(start + [path], in: folder.url)
      #expect(result.status == 1)
      #expect(result.errors.contains("\(path): "), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    let search = try TinySearch(programs: 8)
    try FileManager.default.createDirectory(
      at: search.journal,
      withIntermediateDirectories: false
    )
    let result = try search.resume()
    #expect(result.status == 1)
    #expect(result.errors.contains("journal.jsonl: "), "\(result.errors)")
  }

  @Test func `a second search in the same directory is refused`() throws {
    let search = try TinySearch(programs: 1_000_000)
    let first = try Executable.start(["evolve", "--resume", "run"], in: search.folder)
    while first.isRunning, Self.lineCount(search.journal) < 2 { usleep(1_000) }
    let second = try search.resume()
    #expect(second.status == 1)
    #expect(second.errors.contains("run: another process is at work in this directory"))
    let again = try Executable.run(["evolve", "--out", "run"], in: search.folder)
    #expect(again.status == 1)
    // Reading needs no right to write.
    #expect(try Executable.run(["report", "run", "--out", "-"], in: search.folder).status == 0)
    #expect(first.isRunning)
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    #expect(!second.errors.isEmpty && second.output.isEmpty)
  }
}
