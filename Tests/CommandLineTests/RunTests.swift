import Foundation
import OptRuntime
import Testing

@testable import optsearch

/// `optsearch run` from end to end.
struct RunTests {
  private let short = ["--task", "cancer-logistic", "--steps", "20"]

  private func object(_ text: some StringProtocol) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [String: Any])
  }

  @Test func `json has the promised keys, and two runs differ only in time`() throws {
    let arguments = ["run", "adamw", "--json", "--curve"] + short
    let first = try Executable.run(arguments)
    #expect(first.status == 0 && first.errors.isEmpty)
    var record = try object(first.output)
    var again = try object(try Executable.run(arguments).output)
    let keys: Set = [
      "rule", "task", "seed", "steps", "learning_rate", "hyperparameters", "final_loss",
      "final_metric", "diverged",
      "state_bytes_per_parameter", "curve", "time",
    ]
    #expect(Set(record.keys.map(\.self)) == keys)
    let time = record["time"] as? [String: Any]
    #expect(Set(time?.keys.map(\.self) ?? []) == ["total_s", "prepare_us"])
    let curve = try #require(record["curve"] as? [[Double]])
    #expect(curve.count == 20 && curve.allSatisfy { $0.count == 3 })
    record["time"] = nil
    again["time"] = nil
    #expect(NSDictionary(dictionary: record) == NSDictionary(dictionary: again))
  }

  @Test func `without curve there is none`() throws {
    let record = try object(try Executable.run(["run", "lion", "--json"] + short).output)
    #expect(record["curve"] == nil)
    #expect(record["steps"] as? Int == 20)
  }

  @Test func `plot writes an SVG and overwrites it only with force`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["run", "lion", "--plot", "curve.svg"] + short
    #expect(try Executable.run(arguments, in: folder.url).status == 0)
    let file = folder.url.appending(path: "curve.svg")
    let picture = try String(contentsOf: file, encoding: .utf8)
    #expect(picture.hasPrefix("<svg") || picture.hasPrefix("<?xml"))
    #expect(picture.contains("lion on cancer-logistic"))
    let refused = try Executable.run(arguments, in: folder.url)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("curve.svg exists already"))
    #expect(try Executable.run(arguments + ["--force"], in: folder.url).status == 0)
  }

  @Test func `unknown names are told`() throws {
    let task = try Executable.run(["run", "adamw", "--task", "nonsense"])
    #expect(task.status == 64)
    #expect(task.errors.contains("nonsense"))
    let rule = try Executable.run(["run", "adamv"] + short)
    #expect(rule.status == 1)
    #expect(rule.errors.contains("did you mean") && rule.errors.contains("adamw"))
    let parameter = try Executable.run(["run", "adamw", "--set", "beta3=1"] + short)
    #expect(parameter.status == 1)
    #expect(parameter.errors.contains("no hyperparameter `beta3`"))
  }

  @Test func `a run that diverges has exit code 1 and is told as such`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("rule r() { update = -w * w * 1e30 - 1e30 }\n", to: "r.opt")
    let text = try Executable.run(["run", path] + short)
    #expect(text.status == 1)
    #expect(text.output.contains("diverged"))
    let json = try Executable.run(["run", path, "--json"] + short)
    #expect(json.status == 1)
    let record = try object(json.output)
    #expect(record["diverged"] as? Bool == true)
  }

  @Test func `verbose says which back end it is, and why`() throws {
    func note(_ arguments: [String]) throws -> String {
      try Executable.run(["run", "lion", "--verbose"] + arguments + short).errors
    }
    #expect(try note(["--backend", "reference"]) == "back end: reference, as --backend wants\n")
    #expect(try note(["--backend", "portable"]) == "back end: portable, as --backend wants\n")
    #expect(try Executable.run(["run", "lion"] + short).errors.isEmpty)
    for isa in InstructionSet.supported {
      let expected = "back end: native, machine code for \(isa.rawValue), as --isa wants\n"
      #expect(try note(["--isa", isa.rawValue]) == expected)
    }
    if let best = InstructionSet.best {
      #expect(try note([]).hasSuffix("\(best.rawValue), the widest of this processor\n"))
    }
    let fallback = TrainingFlags.choice(.native, nil, .unsupported(.avx2))
    #expect(fallback == "portable instead of native: the processor has no avx2")
    #expect(TrainingFlags.choice(.native, nil, .mappingFailed(1)).contains("executable memory"))
  }

  @Test func `every instruction set gives the same result`() throws {
    let outputs = try InstructionSet.supported.map { isa in
      var record = try object(
        try Executable.run(["run", "adamw", "--json", "--isa", isa.rawValue] + short).output
      )
      record["time"] = nil
      return NSDictionary(dictionary: record)
    }
    #expect(Set(outputs).count <= 1)
  }

  @Test func `the summary is a table without a header`() throws {
    let result = try Executable.run(["run", "lion"] + short)
    #expect(result.output.hasPrefix("task "))
  }

  @Test func `a file that cannot be written is refused before the training`() throws {
    let result = try Executable.run(["run", "lion", "--plot", "/no/such/x.svg"] + short)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("there is no folder /no/such"))
  }

  @Test func `ticks of whole numbers have no exponent`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["--task", "quadratic", "--steps", "12000", "--plot", "curve.svg"]
    let result = try Executable.run(["run", "momentum"] + arguments, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let picture = try String(contentsOf: folder.url.appending(path: "curve.svg"), encoding: .utf8)
    for tick in ["2000", "10,000", "12,000"] { #expect(picture.contains(">\(tick)</text>")) }
    #expect(!picture.contains("e+04"))
  }

  @Test(arguments: [
    (["--curve"], "--curve is for --json"),
    (["--isa", "sse"], "'avx2' and 'avx512'"),
    (["--isa", "avx2", "--backend", "portable"], "--isa is for --backend native"),
  ])
  func `options must make sense`(arguments: [String], message: String) throws {
    let result = try Executable.run(["run", "adamw"] + arguments + short)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
