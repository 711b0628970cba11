import Foundation
import Testing

/// Tasks of one's own through the built program.
struct TaskFileTests {
  private static let description = """
    {"csv": "a.csv", "target": "y", "loss": "cross_entropy", "hidden": [4], "steps": 20, "batch": 8}
    """

  private static func folder(table: String, description: String = description) throws
    -> TemporaryFolder
  {
    let folder = try TemporaryFolder()
    _ = try folder.write(description, to: "my.task.json")
    _ = try folder.write(table, to: "a.csv")
    return folder
  }

  private static let table =
    "a,b,y\n" + (0..<80).map { "\($0),\(-$0 * $0),\($0 % 2)\n" }.joined()

  @Test(arguments: [
    (["run", "adamw", "--json"], "\"my@1\""),
    (["tune", "momentum", "--trainings", "4", "--json"], "\"my@1\""),
    (["compare", "lion", "--trainings", "4", "--seeds", "2", "--json"], "\"my@1\""),
  ])
  func `every command that trains takes a task file`(arguments: [String], shown: String) throws {
    let folder = try TaskFileTests.folder(table: TaskFileTests.table)
    let result = try Executable.run(arguments + ["--task", "my.task.json"], in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains(shown))
    // The data lies beside the task file, not in the folder of the command.
    let path = folder.url.appending(path: "my.task.json").path
    #expect(try Executable.run(arguments + ["--task", path]).status == 0)
  }

  @Test func `a search on a task file can be taken up from another folder`() throws {
    let folder = try TaskFileTests.folder(table: TaskFileTests.table)
    let arguments = ["evolve", "--task", "my.task.json", "--programs", "5", "--out", "run"]
    let result = try Executable.run(arguments, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let run = folder.url.appending(path: "run").path
    let again = try Executable.run(["evolve", "--resume", run])
    let best = try String(contentsOfFile: run + "/best.opt", encoding: .utf8)
    #expect(again.status == 0 && again.output.hasPrefix(best) && result.output.hasPrefix(best))
  }

  @Test(arguments: ["run", "tune", "compare", "evolve"])
  func `a mistake in the data is one line with its place`(command: String) throws {
    let folder = try TaskFileTests.folder(table: "a,b,y\n1,2,0\n1,,0\n")
    let rule = command == "evolve" ? [] : ["lion"]
    let result = try Executable.run([command] + rule + ["--task", "my.task.json"], in: folder.url)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors == "Error: a.csv:3:2: this cell is empty\n")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left.sorted() == ["a.csv", "my.task.json"])
  }

  @Test(arguments: [
    ("a.csv", "a.csv:1:1: a zero byte: this is not a text file"),
    ("my.task.json", "my.task.json: is longer than 1048576 bytes: this is no task file"),
  ])
  func `two gigabytes of zeros are refused at once`(file: String, expected: String) throws {
    let folder = try TaskFileTests.folder(table: TaskFileTests.table)
    let handle = try FileHandle(forWritingTo: folder.url.appending(path: file))
    try handle.truncate(atOffset: 0)
    try handle.truncate(atOffset: 2 << 30)
    let arguments = ["run", "lion", "--task", "my.task.json"]
    let result = try Executable.run(arguments, in: folder.url)
    #expect(result.status == 1)
    #expect(result.errors == "Error: \(expected)\n")
  }
}
