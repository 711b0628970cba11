import Foundation
import OptRuntime
import Testing

@testable import optsearch

/// `optsearch bench` from end to end.
struct BenchTests {
  private let quick = ["--size", "64", "--rounds", "1"]

  private func rows(_ arguments: [String]) throws -> [[String: Any]] {
    let result = try Executable.run(["bench"] + arguments + ["--json"])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(value as? [[String: Any]])
  }

  @Test func `json has the promised keys, a row for each way and size`() throws {
    let arguments = ["adamw", "sgd", "--backend", "portable", "--backend", "reference"] + quick
    let rows = try rows(arguments + ["--size", "3.3e1", "--threads", "1", "--threads", "2"])
    #expect(rows.count == 16)
    let keys: Set = [
      "rule", "backend", "isa", "size", "threads", "ns_per_element", "bytes_per_second",
      "roof_fraction", "yardstick_ns_per_element", "prepare_us",
    ]
    #expect(rows.allSatisfy { Set($0.keys.map(\.self)) == keys })
    #expect(rows.prefix(4).map { $0["size"] as? Int } == [33, 33, 33, 33])
    #expect(rows.prefix(2).map { $0["threads"] as? Int } == [1, 2])
    #expect(Set(rows.compactMap { $0["rule"] as? String }) == ["adamw", "sgd"])
    #expect(rows.allSatisfy { $0["isa"] is NSNull })
    for row in rows {
      let time = try #require(row["ns_per_element"] as? Double)
      let size = try #require(row["size"] as? Int)
      let bytes = row["rule"] as? String == "adamw" ? 7 * 4 : 3 * 4
      let rate = try #require(row["bytes_per_second"] as? Double)
      #expect(abs(rate * time * 1e-9 - Double(bytes)) < 1e-6, "bytes of an element, size \(size)")
      #expect((row["roof_fraction"] as? Double ?? 0) > 0)
      #expect((row["prepare_us"] as? Double ?? 0) > 0)
    }
  }

  @Test(.enabled(if: InstructionSet.best != nil))
  func `native rows name their instruction set`() throws {
    let sets = InstructionSet.supported.map(\.rawValue)
    let rows = try rows(
      ["lion", "--backend", "native"] + quick + sets.flatMap { ["--isa", $0] }
    )
    #expect(rows.compactMap { $0["isa"] as? String } == sets)
  }

  @Test func `the table shows what JSON holds, and a rule file is measured too`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "rule mine() { update = lr * matmul(g, transpose(g)) * 0 }",
      to: "r.opt"
    )
    let broken = try Executable.run(["bench", path] + quick)
    #expect(broken.status == 1 && broken.errors.contains("r.opt:1"))
    let good = try folder.write("rule mine() { update = lr * sum(g) * g }", to: "good.opt")
    let result = try Executable.run(["bench", good] + quick)
    #expect(result.status == 0)
    #expect(result.output.contains("ns/element"))
    // A sum is no loop that C can keep in its order.
    #expect(result.output.contains("mine") && result.output.contains("-"))
  }

  @Test(arguments: [
    (["--isa", "sse"], "'avx2' and 'avx512'"),
    (["--isa", "avx2", "--backend", "portable"], "--isa is for --backend native"),
  ])
  func `wrong usage is told`(arguments: [String], message: String) throws {
    let result = try Executable.run(["bench", "adamw"] + arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func `what this machine cannot do is told before anything is measured`() throws {
    let large = try Executable.run(["bench", "adamw", "--size", "1000000000000"])
    #expect(large.status == 1 && large.output.isEmpty)
    #expect(large.errors.contains("of memory") && large.errors.contains("--size"))
    #expect(throws: Failure.self) { try InstructionSet.avx512.requireSupport(among: [.avx2]) }
    #expect(throws: Failure.self) { try InstructionSet.avx2.requireSupport(among: []) }
    #expect(throws: Never.self) { try InstructionSet.avx2.requireSupport(among: [.avx2]) }
  }
}
