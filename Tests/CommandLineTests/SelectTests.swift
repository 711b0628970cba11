import Foundation
import Testing

/// What `optsearch select` and `optsearch evolve` refuse, from end to end.
struct SelectTests {
  @Test func `a folder without a run is an error in one line`() throws {
    let folder = try TemporaryFolder()
    let result = try Executable.run(["select", folder.url.path])
    #expect(result.status == 1)
    #expect(result.errors == "Error: \(folder.url.path): there is no run here\n")
    #expect(result.output.isEmpty)
  }

  @Test(
    arguments: [
      ["select", "x", "--seeds", "1"], ["select", "x", "--finalists", "0"],
      ["evolve", "--functions", "add,sine"], ["evolve", "--forbid", "sine(_)"],
      ["evolve", "--functions", "add", "--without", "add"], ["evolve", "--max-statements", "0"],
      ["evolve", "--programs", "5", "--trainings", "5"], ["select", "x", "--size", "7"],
      ["select", "x", "--held-out", "wine"], ["evolve", "--resume", "x", "--seed", "1"],
      ["evolve", "--resume", "x", "--out", "y"], ["evolve", "--resume", "x", "--matrix"],
    ]
  )
  func `wrong usage ends with 64`(arguments: [String]) throws {
    #expect(try Executable.run(arguments).status == 64)
  }

  @Test func `a start outside the space is refused before anything is written`() throws {
    let folder = try TemporaryFolder()
    let run = folder.url.appending(path: "run").path
    let result = try Executable.run(["evolve", "--max-states", "1", "--out", run])
    #expect(result.status == 1)
    #expect(
      result.errors
        == "Error: the search cannot begin with adamw: it has 2 states, the space allows 1\n"
    )
    #expect(!FileManager.default.fileExists(atPath: run))
  }
}
