import Testing

/// A short run of `optbench fuzz`.
struct FuzzTests {
  // A debug build on a shared machine: only the release command of README holds to 100 ms.
  @Test func `damaged rules crash nothing`() throws {
    let result = try Executable.run(
      ["fuzz", "--count", "300", "--limit", "10000"],
      of: "optbench"
    )
    #expect(result.status == 0)
    #expect(result.output.contains("300 inputs"))
  }
}
