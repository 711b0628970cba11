import Foundation
import Testing

/// `optsearch tune` from end to end.
struct TuneTests {
  private let short = ["--task", "cancer-logistic", "--steps", "5", "--trainings", "40"]

  @Test func `json has the best setting and the table, whatever the threads`() throws {
    let arguments = ["tune", "momentum", "--json"] + short
    let one = try Executable.run(arguments + ["--threads", "1"])
    #expect(one.status == 0 && one.errors.isEmpty)
    #expect(one.output == (try Executable.run(arguments + ["--threads", "2"]).output))
    let value = try JSONSerialization.jsonObject(with: Data(one.output.utf8))
    let record = try #require(value as? [String: Any])
    let table = try #require(record["table"] as? [[String: Any]])
    let best = try #require(record["best"] as? [String: Any])
    let bestMean = try #require(best["mean"] as? Double)
    let losses = table.compactMap { $0["losses"] as? [Any] }
    #expect(losses.count == table.count)
    #expect(losses.map(\.count).reduce(0, +) == record["trainings"] as? Int)
    #expect(bestMean < 0.6)
  }

  @Test func `write changes the defaults and keeps comments`() throws {
    let folder = try TemporaryFolder()
    let source = """
      # Above.
      rule other(a = 0.3 in 0.1 .. 0.8) {
        update = lr * a * g
      }

      # Of the rule.
      rule r(
        # Of the factor.
        a = 0.1 in 1e-3 .. 10 log,  # behind it
        fixed = 3,
      ) {
        update = lr * a * g  # scaled
      }

      """
    let path = try folder.write(source, to: "two.opt")
    let result = try Executable.run(["tune", "\(path):r", "--write"] + short)
    #expect(result.status == 0, "\(result.errors)")
    let written = try String(contentsOfFile: path, encoding: .utf8)
    let old = source.split(separator: "\n", omittingEmptySubsequences: false)
    let new = written.split(separator: "\n", omittingEmptySubsequences: false)
    let changed = zip(old, new).filter { $0 != $1 }
    #expect(old.count == new.count && changed.count <= 1)
    #expect(changed.allSatisfy { $1.hasPrefix("  a = ") && $1.hasSuffix("log,  # behind it") })
    #expect(try Executable.run(["check", path]).status == 0)
  }

  @Test(arguments: ["lion", "-"])
  func `write refuses what is no file`(rule: String) throws {
    let result = try Executable.run(["tune", rule, "--write"] + short)
    #expect(result.status == 1)
    #expect(result.errors.contains("is not a file"))
  }
}
