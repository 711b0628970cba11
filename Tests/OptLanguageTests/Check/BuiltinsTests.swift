import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// The documentation of functions is complete and true.
@Suite struct BuiltinsTests {
  @Test(arguments: Opcode.allCases)
  func `every function is documented`(_ opcode: Opcode) {
    let entry = Builtins.documentation(of: opcode)
    #expect(entry.parameters.count == opcode.arity)
    #expect(!entry.summary.isEmpty && !entry.summary.hasSuffix("."))
    #expect(entry.shapeRule.hasSuffix("."))
    #expect(entry.remarks.hasSuffix("."))
    #expect(!entry.example.isEmpty)
  }

  @Test(arguments: Opcode.allCases)
  func `every example is a statement that uses the function`(_ opcode: Opcode) throws {
    let text = """
      rule example() {
        state m, v
        state L, Q: rows * rows
        state r: row
        state c: column

        \(Builtins.documentation(of: opcode).example)
        update = lr * g
      }
      """
    let (rules, diagnostics) = Compiler.compile(SourceFile(path: "", text: text))
    #expect(diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    let program = try #require(rules.first?.program)
    #expect(program.step.contains { $0.opcode == opcode })
  }

  @Test func `functions are found by their names`() {
    #expect(Builtins.documentation(named: "where")?.opcode == .whereSelect)
    #expect(Builtins.documentation(named: "interp")?.signature == "interp(a, b, c)")
    #expect(Builtins.documentation(named: "copy") == nil)
    #expect(Builtins.documentation(named: "lerp") == nil)
    #expect(Builtins.all.count == Opcode.allCases.count - 1)
  }
}
