import Foundation
import Testing

/// `optsearch simplify` from end to end.
struct SimplifyTests {
  private static let wordy = """
    rule wordy() {
      state m
      state n
      n = cosh(g)
      a = mul(g, 1)
      b = clip_by_global_norm(a, 1e5)
      m = interp(b, m, 0.9000123)
      update = mul(lr, m)
    }

    """

  private func simplify(_ arguments: [String]) throws -> Executable.Result {
    try Executable.run(["simplify"] + arguments, input: Data(Self.wordy.utf8))
  }

  @Test func `algebra alone says so and gives a legal rule`() throws {
    let result = try simplify(["-"])
    #expect(result.status == 0)
    #expect(result.output.contains("# wordy: 5 to 3 statements, 2 to 1 states (algebra only;"))
    #expect(result.errors.contains("drop     n = cosh(g)"))
    let check = try Executable.run(["check", "-"], input: Data(result.output.utf8))
    #expect(check.status == 0, "\(check.errors)")
  }

  @Test func `json has the steps with their measurements`() throws {
    let result = try simplify(["-", "--task", "diabetes-regression", "--steps", "20", "--json"])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let record = try #require(value as? [String: Any])
    #expect(record["statements"] as? [Int] == [5, 2])
    let steps = try #require(record["steps"] as? [[String: Any]])
    let deletion = try #require(steps.first { $0["kind"] as? String == "deletion" })
    #expect((deletion["before"] as? String)?.contains("clip_by_global_norm") == true)
    let evidence = try #require((deletion["evidence"] as? [[String: Any]])?.first)
    #expect(evidence["verdict"] as? String == "equivalent")
    #expect((record["text"] as? String)?.contains("rule wordy(beta = 0.9) {") == true)
  }

  @Test func `out writes a file, and never over another one`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "short.opt").path
    let first = try simplify(["-", "--out", path])
    #expect(first.status == 0 && first.output.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("rule wordy"))
    let second = try simplify(["-", "--out", path])
    #expect(second.status == 1 && second.errors.contains("--force"))
    #expect(try simplify(["-", "--out", path, "--force"]).status == 0)
  }

  @Test func `a rule that does not train is refused`() throws {
    let source = Data("rule still() { update = lr * 0 * g }".utf8)
    let arguments = ["simplify", "-", "--task", "diabetes-regression", "--steps", "5"]
    let result = try Executable.run(arguments, input: source)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("does not train on diabetes-regression@1"))
  }
}
