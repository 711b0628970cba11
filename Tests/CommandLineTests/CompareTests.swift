import Foundation
import Testing

/// `optsearch compare` and `optsearch tasks` from end to end.
struct CompareTests {
  private let short = [
    "--task", "cancer-logistic", "--steps", "20", "--trainings", "8", "--seeds", "3",
  ]

  private func rows(_ text: String) throws -> [[String: Any]] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [[String: Any]])
  }

  private func losses(_ arguments: [String]) throws -> [Double] {
    let result = try Executable.run(["compare", "adamw", "adamw", "--json"] + short + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return try rows(result.output).compactMap { $0["mean"] as? Double }
  }

  @Test func `the reference joins, and json has the promised keys`() throws {
    let result = try Executable.run(["compare", "momentum", "--json"] + short)
    #expect(result.status == 0 && result.errors.isEmpty)
    let rows = try rows(result.output)
    #expect(rows.compactMap { $0["rule"] as? String } == ["adamw", "momentum"])
    #expect(rows.compactMap { $0["verdict"] as? String }.first == "reference")
    let keys: Set = [
      "rule", "task", "learning_rate", "seeds", "mean", "low", "high", "metric_mean",
      "steps_to_target", "p_value", "verdict", "state_bytes_per_parameter", "time",
    ]
    #expect(rows.allSatisfy { Set($0.keys) == keys })
    let time = try #require(rows[0]["time"] as? [String: Double])
    #expect(time.allSatisfy { $0.value > 0 })
  }

  @Test func `a rule against itself is equal on the same seeds and differs on others`() throws {
    let same = try losses([])
    #expect(same.count == 2 && same[0] == same[1])
    let disjoint = try losses(["--disjoint-seeds"])
    #expect(disjoint.count == 2 && disjoint[0] == same[0] && disjoint[1] != same[1])
  }

  @Test func `plot draws a band and a pattern for each rule`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["compare", "momentum", "--plot", "c.svg"] + short
    let result = try Executable.run(arguments, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("µs/step"))
    let picture = try String(contentsOf: folder.url.appending(path: "c.svg"), encoding: .utf8)
    #expect(picture.components(separatedBy: "<polygon").count == 3)
    #expect(picture.components(separatedBy: "<polyline").count == 3)
    #expect(picture.contains("stroke-dasharray"))
  }

  @Test func `clipping and schedules change a training`() throws {
    let plain = ["run", "sgd", "--task", "cancer-logistic", "--steps", "20", "--lr", "1", "--json"]
    func loss(_ more: [String]) throws -> Double {
      let result = try Executable.run(plain + more)
      let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      return try #require((value as? [String: Any])?["final_loss"] as? Double)
    }
    let different = try [
      [], ["--clip", "0.1"], ["--schedule", "linear"], ["--schedule", "constant"],
      ["--batch-size", "8"],
    ].map(loss)
    #expect(Set(different).count == different.count)
    #expect(try Executable.run(plain + ["--clip", "0"]).status == 64)
  }

  @Test func `baselines are listed, and their setting is that of run`() throws {
    let list = try rows(try Executable.run(["tasks", "--baselines", "--json"]).output)
    #expect(list.count == 36)
    #expect(Set(list.compactMap { $0["rule"] as? String }) == ["adamw", "lion", "momentum"])
    let first = try #require(list.first { $0["task"] as? String == "wine-mlp@1" })
    let rule = try #require(first["rule"] as? String)
    let run = try Executable.run(["run", rule, "--task", "wine-mlp", "--json", "--steps", "5"])
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let record = try #require(value as? [String: Any])
    for key in ["learning_rate", "hyperparameters"] {
      #expect(record[key] as? NSObject == first[key] as? NSObject)
    }
    #expect(try Executable.run(["tasks", "--baselines"]).output.contains("95 % interval"))
  }
}
