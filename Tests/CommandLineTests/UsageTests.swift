import Foundation
import Testing

/// What is said to a command line that names no command.
struct UsageTests {
  @Test(arguments: [
    ("evolv", "there is no command `evolv`; did you mean `evolve`?"),
    ("reprot", "there is no command `reprot`; did you mean `report`?"),
    ("lion.opt", "there is no command `lion.opt`; `optsearch --help` lists them"),
  ])
  func `an unknown command is wrong usage`(_ word: String, _ message: String) throws {
    let result = try Executable.run([word])
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: \(message)\n"), "\(result.errors)")
  }

  @Test(
    arguments: [
      ("run adamw --task digits-mlp", "--seed", "-1", "a whole number, at least 0"),
      ("run adamw --task digits-mlp", "--steps", "0", "a whole number, at least 1"),
      ("run adamw --task digits-mlp", "--batch-size", "9223372036854775807", "1 to 1000000"),
      ("run adamw --task digits-mlp", "--lr", "-1", "a number, not below 0"),
      ("run adamw --task digits-mlp", "--lr", "nan", "a number, not below 0"),
      ("run adamw --task digits-mlp", "--clip", "-1", "a number above 0"),
      ("run adamw --task digits-mlp", "--set", "beta1", "NAME=VALUE with a number, such as"),
      ("compare lion --task digits-mlp", "--seeds", "1", "a whole number from 2 to 1000000"),
      ("compare lion --task digits-mlp", "--trainings", "-1", "a whole number from 1 to"),
      ("compare lion --task digits-mlp", "--threads", "many", "a whole number from 1 to 1024"),
      ("tune lion --task digits-mlp", "--trainings", "9223372036854775807", "1 to 1000000"),
      ("tune lion --task digits-mlp", "--seed", "1.5", "a whole number, at least 0"),
      ("simplify lion", "--seed", "-1", "a whole number, at least 0"),
      ("simplify lion", "--threads", "-1", "a whole number from 1 to 1024"),
      ("select run", "--seed", "-1", "a whole number, at least 0"),
      ("select run", "--size", "-10", "1, 10 or 100"),
      ("select run", "--size", "5", "1, 10 or 100"),
      ("select run", "--candidates", "0", "a whole number from 1 to"),
      ("select run", "--budget", "1e300", "a time above 0 and below a year"),
      ("evolve", "--programs", "-3", "a whole number, at least 1"),
      ("evolve", "--programs", "many", "a whole number, at least 1"),
      ("evolve", "--seed", "-1", "a whole number, at least 0"),
      ("evolve", "--max-states", "-1", "a whole number, at least 0"),
      ("evolve", "--max-state-bytes", "nan", "a number, not below 0"),
      ("evolve", "--population", "9223372036854775807", "a whole number from 1 to 1000000"),
      ("evolve", "--threads", "1025", "a whole number from 1 to 1024"),
      ("apply lion --weights w --gradients g --out o", "--lr", "x", "a number"),
      ("apply lion --weights w --gradients g --out o", "--total-steps", "-1", "at least 0"),
      ("bench lion", "--size", "1.5", "a whole number from 1 to 1099511627776, such as"),
      ("bench lion", "--size", "2000000000000", "a whole number from 1 to 1099511627776"),
      ("bench lion", "--threads", "-1", "a whole number from 1 to 1024"),
      ("bench lion", "--rounds", "0", "a whole number from 1 to"),
    ]
  )
  func `a wrong value is told with what is wanted`(
    _ command: String,
    _ option: String,
    _ value: String,
    _ wanted: String
  ) throws {
    let words = command.split(separator: " ").map(String.init)
    let result = try Executable.run(words + [option, value])
    #expect(result.status == 64)
    let line = String(result.errors.split(separator: "\n").first ?? "")
    #expect(line.hasPrefix("Error: The value '\(value)' is invalid for '\(option) "), "\(line)")
    #expect(line.contains(": give ") && line.contains(wanted), "\(line)")
    #expect(result.errors.contains("Usage: optsearch \(words[0])"), "\(result.errors)")
  }

  @Test(arguments: [
    ["run", "lion", "--task"], ["compare", "lion", "--task"], ["tune", "lion", "--task"],
    ["simplify", "lion", "--task"], ["evolve", "--task"], ["evolve", "--validation-task"],
    ["select", "run", "--held-out"],
  ])
  func `an unknown task is wrong usage of its command`(_ words: [String]) throws {
    let result = try Executable.run(words + ["digit-mlp"])
    #expect(result.status == 64)
    let line = result.errors.split(separator: "\n").first ?? ""
    #expect(line.contains("there is no task `digit-mlp`; did you mean `digits-mlp`?"), "\(line)")
    #expect(result.errors.contains("Usage: optsearch \(words[0]) "), "\(result.errors)")
  }

  @Test func `what stands in the place of a file is told`() throws {
    let folder = try TemporaryFolder()
    for name in ["folder.opt", "folder.json"] {
      let url = folder.url.appending(path: name)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    _ = try folder.write("", to: "empty.json")
    for (words, message) in [
      ("check folder.opt", "cannot read folder.opt: Is a directory"),
      ("check none.opt", "cannot read none.opt: No such file or directory"),
      ("run lion --task folder.json", "folder.json: cannot be read: Is a directory"),
      ("run lion --task none.json", "none.json: cannot be read: No such file or directory"),
      ("run lion --task empty.json", "empty.json: The given data was not valid JSON"),
      ("apply lion --weights folder.opt --gradients g --out o", "cannot read folder.opt: Is a"),
      ("simplify lion --force --out folder.opt", "cannot write folder.opt: it is a folder"),
      ("evolve --out empty.json", "empty.json: File exists"),
      ("check lion --fix", "lion is not a file; only files can be mended"),
      ("explain nothing", "`nothing` is neither an error code nor a function; `optsearch explain`"),
    ] {
      let result = try Executable.run(words.split(separator: " ").map(String.init), in: folder.url)
      #expect(result.status == 1, "\(words)")
      let lines = result.errors.split(separator: "\n")
      #expect(lines.count == 1 && lines[0].contains(message), "\(result.errors)")
    }
  }

  @Test func `help stands for every command and for itself`() throws {
    for arguments in [[], ["help"], ["--help"]] {
      let result = try Executable.run(arguments)
      #expect(result.status == 0)
      #expect(result.output.contains("optsearch evolve --budget 60s"))
    }
    let command = try Executable.run(["help", "evolve"])
    #expect(command.status == 0 && command.output.contains("--resume"))
    let unknown = try Executable.run(["help", "evolv"])
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean `evolve`?"))
  }
}
