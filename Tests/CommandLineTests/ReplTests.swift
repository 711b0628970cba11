import Foundation
import Testing

/// `optsearch repl` from a pipe.
struct ReplTests {
  private func session(
    _ lines: String...,
    flags: [String] = [],
    in folder: TemporaryFolder? = nil
  ) throws -> Executable.Result {
    try Executable.run(
      ["repl"] + flags,
      input: Data(lines.map { $0 + "\n" }.joined().utf8),
      in: folder?.url ?? FileManager.default.temporaryDirectory
    )
  }

  @Test func `a shipped rule is loaded, stepped and traced`() throws {
    let result = try session(":load lion", ":step 3", ":trace")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("rule lion("))
    #expect(result.output.contains("\nstep 3  change of w: "))
    let trace = result.output.split(separator: "\n").filter { $0.hasPrefix("m = interp(") }
    // Once in the trace; the rule's own line is indented.
    #expect(trace.count == 1)
    #expect(trace.first?.contains("4 x 3") == true)
  }

  @Test func `the trace flags the first value that is not finite, and only it`() throws {
    let result = try session(":sample zeros", "u = g / g", "update = lr * u", ":trace")
    #expect(result.status == 0)
    let flagged = result.output.split(separator: "\n").filter { $0.contains("<-") }
    #expect(flagged.count == 1)
    #expect(flagged.first?.hasPrefix("u = div(g, g)") == true)
  }

  @Test func `the trace lists statements that nothing depends on`() throws {
    let result = try session(
      "state unread",
      "dead = sqrt(g)",
      "unread = unread + 1",
      "update = lr * g",
      ":step 3",
      ":trace"
    )
    #expect(result.status == 0)
    let trace = result.output.split(separator: "\n").drop { !$0.hasPrefix("step 3  ") }
    #expect(trace.contains { $0.hasPrefix("dead = sqrt(g)") && $0.contains("not finite") })
    #expect(trace.contains { $0.hasPrefix("unread = add(unread, 1)") && $0.contains("3 .. 3") })
  }

  @Test func `an expression has its value in the last step`() throws {
    let result = try session("state k: global", "k = k + t", ":step 4", "k", "0 / 0", "t * 2")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("k = 0\nk = 1\n"))
    #expect(result.output.hasSuffix("k = 10\n0 / 0 = nan\nt * 2 = 8\n"))
  }

  @Test func `an error never ends the session`() throws {
    let result = try session("u = nonsense", ":step x", ":load missing.opt", "1 +", "a = 2 * 3")
    #expect(result.status == 0)
    #expect(result.errors.contains("error[OPT"))
    #expect(result.errors.contains("`x` is no number of steps"))
    #expect(result.errors.contains("cannot read missing.opt"))
    #expect(result.output == "a = 6\n")
  }

  @Test func `bail stops at the first error with exit code 1`() throws {
    let result = try session("a = 2", "u = nonsense", "b = 3", flags: ["--bail"])
    #expect(result.status == 1)
    #expect(result.output == "a = 2\n")
  }

  @Test func `an entry goes on over several lines while a bracket is open`() throws {
    let result = try session("a = max(1,", "  (2 +", "  3))", "b = a")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output == "a = 5\nb = 5\n")
  }

  @Test func `a bracket that never closes is told at the end`() throws {
    let result = try session("a = max(1,")
    #expect(result.status == 0)
    #expect(result.errors.contains("error[OPT"))
  }

  @Test func `a state can be declared when it is found to be missing`() throws {
    let result = try session("u = norm(g)", "state k: scalar", "k = k + 1", ":rule")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(
      result.output.hasSuffix(
        "rule draft() {\n  state k: scalar\n  u = norm(g)\n  k = k + 1\n}\n"
      )
    )
  }

  @Test func `undo takes back one change after the other`() throws {
    let result = try session("a = 1", "b = 2", ":undo", ":rule", ":undo", ":undo")
    #expect(result.output.contains("  a = 1\n"))
    #expect(!result.output.contains("  b = 2\n"))
    #expect(result.errors == "nothing to undo\n")
  }

  @Test func `set changes a hyperparameter, the learning rate, or declares one`() throws {
    let result = try session(":load lion", ":set beta1 = 0.5", ":set extra=3", ":rule", "lr")
    #expect(result.status == 0)
    #expect(result.output.contains("  beta1 = 0.5 in 0.5 .. 0.9999,\n"))
    #expect(result.output.contains("  extra = 3,\n"))
    let wrong = try session(":set beta1")
    #expect(wrong.errors == "write it as `:set beta1 = 0.95`\n")
    let rate = try session(":set lr = 0.25", "a = lr")
    #expect(rate.output == "a = 0.25\n")
  }

  @Test func `save writes a rule that check accepts, and never over a file`() throws {
    let folder = try TemporaryFolder()
    let first = try session(":load lion", ":save my.opt", in: folder)
    #expect(first.status == 0 && first.errors.isEmpty)
    #expect(try Executable.run(["check", "my.opt"], in: folder.url).status == 0)
    let path = folder.url.appending(path: "my.opt")
    let saved = try Data(contentsOf: path)
    let second = try session(":load adamw", ":save my.opt", in: folder)
    #expect(second.errors.contains("my.opt exists already"))
    #expect(try Data(contentsOf: path) == saved)
    let third = try session(":load adamw", ":save my.opt --force", in: folder)
    #expect(third.errors.isEmpty)
    #expect(try Data(contentsOf: path) != saved)
  }

  @Test func `an unknown command is told with the nearest one`() throws {
    let result = try session(":traec")
    #expect(result.status == 0)
    #expect(result.errors == "there is no command `:traec`; did you mean `trace`?\n")
    #expect(try session(":xyzzyx").errors.contains("`:help` lists them"))
  }

  @Test func `run draws the curve of a training`() throws {
    let result = try session(":load lion", ":run quadratic", ":run nothing")
    #expect(result.status == 0)
    #expect(result.output.contains("lion on quadratic@1\n"))
    #expect(result.output.contains("\nvalidation loss "))
    #expect(result.errors.hasPrefix("there is no task `nothing`"))
    let empty = try session(":compare", ":flat")
    #expect(empty.errors == "write it as `:compare adamw lion`\n")
    #expect(empty.output == "rule draft() {\n  update = 0\n}\n")
  }

  @Test func `quit leaves at once`() throws {
    let result = try session("a = 1", ":quit", "b = 2")
    #expect(result.status == 0)
    #expect(result.output == "a = 1\n")
  }
}
