import Testing

/// Short runs of the checks of `optbench` that are no measurements.
struct OptBenchTests {
  @Test func `back ends agree`() throws {
    let result = try Executable.run(
      ["agreement", "--random-only", "--count", "5", "--seed", "7"],
      of: "optbench"
    )
    #expect(result.status == 0)
    #expect(result.output == "5 random programs agree\n")
  }
}
