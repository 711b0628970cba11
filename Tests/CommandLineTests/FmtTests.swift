import Foundation
import Testing

/// `optsearch fmt` from end to end.
struct FmtTests {
  private let ugly = "rule r(a=1){update=lr*g*a # scaled\n}"
  private let pretty = "rule r(a = 1) {\n  update = lr * g * a  # scaled\n}\n"

  @Test func `a file is formatted in place, once and for all`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(ugly, to: "r.opt")
    #expect(try Executable.run(["fmt", path]).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == pretty)
    #expect(try Executable.run(["fmt", "--check", path]).status == 0)
  }

  @Test func `check shows a diff, changes nothing and fails`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(ugly, to: "r.opt")
    let result = try Executable.run(["fmt", "--check", path])
    #expect(result.status == 1)
    #expect(result.output.contains("-rule r(a=1){update=lr*g*a # scaled"))
    #expect(result.output.contains("+  update = lr * g * a  # scaled"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == ugly)
  }

  @Test func `standard input goes to standard output`() throws {
    let result = try Executable.run(["fmt", "-"], input: Data(ugly.utf8))
    #expect(result.status == 0)
    #expect(result.output == pretty)
  }

  @Test func `a file with syntax errors is left alone`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("rule r( {", to: "r.opt")
    let result = try Executable.run(["fmt", path])
    #expect(result.status == 1)
    #expect(result.errors.contains("error[OPT"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "rule r( {")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completion scripts are written`(shell: String) throws {
    let result = try Executable.run(["--generate-completion-script", shell])
    #expect(result.status == 0)
    #expect(result.output.contains("repl"))
  }

  @Test func `explain knows codes and functions and suggests`() throws {
    #expect(try Executable.run(["explain", "OPT0201"]).output.contains("Use instead"))
    #expect(try Executable.run(["explain", "interp"]).output.contains("(1 - c) * a + c * b"))
    let lines = try Executable.run(["explain", "OPT0301"]).output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let unknown = try Executable.run(["explain", "intrp"])
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("did you mean `interp`?"))
  }
}
