import Foundation
import Testing

/// `optsearch check` from end to end.
struct CheckTests {
  @Test func `three mistakes give three diagnostics with their places`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      rule three(beta = 0.9) {
        state m
        m = interp(g, m, bta)
        u = sqr(m)
        update = lr * u +
      }

      """,
      to: "three.opt"
    )
    let result = try Executable.run(["check", "--format", "short", path])
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    let places = result.errors.split(separator: "\n").filter { $0.contains("error[") }.map { line in
      line.dropFirst(path.count + 1).prefix { $0 != " " }
    }
    #expect(places == ["3:20:", "4:7:", "5:20:"])
  }

  private static let mistakes = """
    rule three(beta = 0.9) {
      state m
      m = interp(g ** 2, m, bata);
      update = lr × m − 0.1 * w
    }

    """

  @Test func `what can be meant in one way only is mended in the file`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(CheckTests.mistakes, to: "three.opt")
    let result = try Executable.run(["check", "--fix", "--format", "short", path])
    #expect(result.status == 1)
    let messages = result.errors.split(separator: "\n")
    #expect(messages.first == "\(path): 4 mended")
    #expect(messages.count == 2 && messages.last?.contains("unknown name `bata`") == true)
    let again = try Executable.run(["check", "--unsafe-fixes", path])
    #expect(again.status == 0)
    #expect(again.errors == "\(path): 1 mended\n")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("  m = interp(g ^ 2, m, beta)\n  update = lr * m - 0.1 * w\n"))
  }

  @Test func `a file without such mistakes stays as it is, and only files are mended`() throws {
    let folder = try TemporaryFolder()
    let source = "rule r() { update = lr * nothing_like_it }\r\n"
    let path = try folder.write(source, to: "r.opt")
    let result = try Executable.run(["check", "--unsafe-fixes", path])
    #expect(result.status == 1)
    #expect(!result.errors.contains("mended"))
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(source.utf8))
    #expect(try Executable.run(["check", "--fix", "-"]).status == 1)
    #expect(try Executable.run(["check", "--fix", "lion"]).status == 1)
  }

  @Test func `a right file gives no output and exit code 0`() throws {
    let result = try Executable.run(["check", "adamw", "lion"])
    #expect(result.status == 0)
    #expect(result.output.isEmpty && result.errors.isEmpty)
  }

  @Test func `the flat program of a shipped rule is printed and is itself a rule`() throws {
    let folder = try TemporaryFolder()
    let flat = try Executable.run(["check", "--flat", "adamw"])
    #expect(flat.status == 0)
    let path = try folder.write(flat.output, to: "flat.opt")
    let again = try Executable.run(["check", "--flat", path])
    #expect(again.output == flat.output)
  }

  @Test func `json gives one object a line with the promised keys`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("rule r() { update = lr * x }\n", to: "r.opt")
    let result = try Executable.run(["check", "--json", path])
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(!lines.isEmpty && lines.count == result.output.count { $0 == "\n" })
    let keys: Set = [
      "file", "line", "column", "end_line", "end_column", "severity", "code", "message", "help",
    ]
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(Set(object?.keys.map(\.self) ?? []) == keys)
    }
  }

  @Test(arguments: ["random", "empty", "large", "nested", "zeros"])
  func `hopeless input ends with an error and exit code 1`(kind: String) throws {
    let folder = try TemporaryFolder()
    var generator = SystemRandomNumberGenerator()
    let data: Data =
      switch kind {
      case "random": Data((0..<10_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
      case "empty": Data()
      case "large": Data(repeating: UInt8(ascii: "#"), count: 50_000_000)
      case "zeros": Data(repeating: 0, count: 10_000)
      default: Data(("rule r() { update = " + String(repeating: "(", count: 100_000)).utf8)
      }
    let path = try folder.write(data, to: "hopeless.opt")
    let result = try Executable.run(["check", path])
    #expect(result.status == 1)
    #expect(result.errors.contains("error[OPT"))
  }

  @Test func `a missing file is told in one line`() throws {
    let result = try Executable.run(["check", "missing.opt"])
    #expect(result.status == 1)
    #expect(result.errors.contains("cannot read missing.opt"))
  }

  @Test func `wrong usage has exit code 64`() throws {
    #expect(try Executable.run(["check"]).status == 64)
    #expect(try Executable.run(["check", "--nonsense", "adamw"]).status == 64)
    #expect(try Executable.run(["nonsense"]).status == 64)
  }

  @Test func `every command has help with an example`() throws {
    for command in ["check", "run", "compare", "tasks", "evolve"] {
      let result = try Executable.run([command, "--help"])
      #expect(result.status == 0)
      #expect(result.output.contains("optsearch \(command)"))
      #expect(result.output.contains("Example"))
    }
  }
}
