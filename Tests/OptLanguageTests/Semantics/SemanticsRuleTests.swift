import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// Walks the numbered rules of the language's semantics.
@Suite struct SemanticsRuleTests {
  @Test(arguments: 1...14)
  func `the rule holds`(_ number: Int) throws {
    let cases = SemanticsCases.all.filter { $0.rule == number }
    for entry in cases {
      switch entry.demand {
      case .same(let body, let other):
        let values = try #require(trajectory(body), "\(body)")
        let expected = try #require(trajectory(other), "\(other)")
        #expect(zip(values, expected).allSatisfy(isSame), "\(body)\nis not\n\(other)")
        #expect(values.count == expected.count)
      case .different(let body, let other):
        let values = try #require(trajectory(body), "\(body)")
        let others = try #require(trajectory(other), "\(other)")
        #expect(!zip(values, others).allSatisfy(isSame), "\(body)\nis\n\(other)")
      case .error(let body, let code):
        #expect(diagnostics(body).map(\.code.rawValue).contains(code), "\(body)")
      }
    }
  }

  @Test(arguments: 1...14)
  func `programs show the rule and break it`(_ number: Int) {
    let demands = SemanticsCases.all.filter { $0.rule == number }.map(\.demand)
    #expect(demands.contains { if case .same = $0 { true } else { false } })
    #expect(demands.contains { if case .error = $0 { true } else { false } })
  }

  @Test func `narrow storage is that of the declaration`() throws {
    let body = "state m as q8\nstate v as q8u\nstate s as bf16\nstate f\nm = g\nupdate = lr * m"
    let program = try #require(Compiler.compile(file(body)).rules.first?.program)
    let storages = program.states.map { variable -> Storage? in
      if case .state(_, let storage) = program[variable].role { storage } else { nil }
    }
    #expect(storages == [.q8, .q8u, .bf16, .full])
  }

  // MARK: - Support

  private func file(_ body: String) -> SourceFile {
    SourceFile(path: "rule.opt", text: "rule example(a = 2, b = 3) {\n\(body)\n}\n")
  }

  private func diagnostics(_ body: String) -> [Diagnostic] {
    Compiler.compile(file(body)).diagnostics.filter { $0.severity == .error }
  }

  /// The weights of each step; nil, with the errors recorded, for a body that is not right.
  private func trajectory(_ body: String) -> [Double]? {
    #expect(diagnostics(body).map(\.message) == [], "\(body)")
    guard let program = Compiler.compile(file(body)).rules.first?.program else { return nil }
    return TestInterpreter().trajectory(program, seed: 3)
  }

  private func isSame(_ left: Double, _ right: Double) -> Bool {
    left == right || (left.isNaN && right.isNaN)
  }
}
