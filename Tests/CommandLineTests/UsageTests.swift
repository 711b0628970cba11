import Testing

/// What is said to a command line that names no command.
struct UsageTests {
  @Test(arguments: [
    ("evolv", "there is no command `evolv`; did you mean `evolve`?"),
    ("reprot", "there is no command `reprot`; did you mean `report`?"),
    ("lion.opt", "there is no command `lion.opt`; `optsearch --help` lists them"),
  ])
  func `an unknown command is wrong usage`(_ word: String, _ message: String) throws {
    let result = try Executable.run([word])
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: \(message)\n"), "\(result.errors)")
  }

  @Test func `help stands for every command and for itself`() throws {
    for arguments in [[], ["help"], ["--help"]] {
      let result = try Executable.run(arguments)
      #expect(result.status == 0)
      #expect(result.output.contains("optsearch evolve --budget 60s"))
    }
    let command = try Executable.run(["help", "evolve"])
    #expect(command.status == 0 && command.output.contains("--resume"))
  }
}
