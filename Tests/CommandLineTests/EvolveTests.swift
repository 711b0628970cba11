import Foundation
import Testing

/// `optsearch evolve` from end to end, as small as it goes.
struct EvolveTests {
  /// The journal without times, which alone may differ.
  private func journal(of folder: TemporaryFolder, _ name: String) throws -> [NSDictionary] {
    let file = folder.url.appending(path: "\(name)/journal.jsonl")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      var object = try #require(value as? [String: Any])
      object["time"] = nil
      return NSDictionary(dictionary: object)
    }
  }

  @Test func `a run leaves its files, the same ones with any number of threads`() throws {
    let folder = try TemporaryFolder()
    for threads in ["1", "2"] {
      let result = try Executable.run(
        [
          "evolve", "--programs", "6", "--population", "6", "--task", "cancer-logistic", "--seed",
          "3", "--threads", threads, "--out", threads,
        ],
        in: folder.url
      )
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("# task"))
    }
    let first = try journal(of: folder, "1")
    #expect(first.count >= 6)
    #expect(first == (try journal(of: folder, "2")))
    let directory = folder.url.appending(path: "1")
    let configuration = try Data(contentsOf: directory.appending(path: "config.json"))
    #expect(try JSONSerialization.jsonObject(with: configuration) is [String: Any])
    let hall = directory.appending(path: "hall-of-fame").path
    let members = try FileManager.default.contentsOfDirectory(atPath: hall)
    #expect(!members.isEmpty)
    let check = try Executable.run(
      ["check", "best.opt"] + members.map { "hall-of-fame/\($0)" },
      in: directory
    )
    #expect(check.status == 0, "\(check.errors)")
  }
}
