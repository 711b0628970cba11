import OptDiagnostics
import OptTestSupport
import Testing

@testable import OptLanguage

/// Each code of the checker has a case, and its explanation is true.
@Suite struct CheckCodeTests {
  static let codes: [DiagnosticCode] =
    NameCode.allCases.map(DiagnosticCode.name) + TypeCode.allCases.map(DiagnosticCode.type)
    + LintCode.allCases.map(DiagnosticCode.lint)
    + [.limit(.ruleTooLong), .limit(.tooManyConditions)]

  @Test func `every code of the checker has a case`() throws {
    let headings = try CheckCaseTests.files.flatMap(CheckCaseTests.chunks)
      .flatMap(\.expectations).map(\.heading)
    for code in CheckCodeTests.codes {
      let severity = code.defaultSeverity.rawValue
      #expect(headings.contains("\(severity)[\(code)]"), "\(code)")
    }
  }

  @Test func `every code of every stage is explained, once`() {
    let all = DiagnosticCode.allCases
    #expect(Set(all.map(\.rawValue)).count == all.count)
    for code in all {
      #expect(!code.explanation.meaning.isEmpty, "\(code)")
      #expect(!code.explanation.example.isEmpty, "\(code)")
      #expect(!code.explanation.instead.isEmpty, "\(code)")
      #expect(DiagnosticCode(rawValue: code.rawValue) == code)
    }
  }

  @Test(arguments: codes)
  func `the example of an explanation gives the code, and the other none`(
    _ code: DiagnosticCode
  ) {
    let explanation = code.explanation
    let found = Compiler.compile(SourceFile(path: "", text: explanation.example)).diagnostics
    #expect(found.contains { $0.code == code }, "\(found.map(\.message))")
    let errors = found.filter { $0.severity == .error }
    #expect(errors.allSatisfy { $0.code == code }, "\(errors.map(\.message))")
    let better = Compiler.compile(SourceFile(path: "", text: explanation.instead)).diagnostics
    #expect(better.isEmpty, "\(better.map(\.message))")
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["update = max(", "update = nothing(", "state m = max("]
  )
  func `a statement of very many operations is not looked at`(_ head: String) {
    let argument = String(repeating: "-", count: 90) + "nothing"
    let arguments = Array(repeating: argument, count: 9_000).joined(separator: ", ")
    let file = SourceFile(path: "", text: "rule wide() {\n\(head)\(arguments))\n}\n")
    #expect(Compiler.compile(file).diagnostics.map(\.code) == [.limit(.ruleTooLong)])
  }

  @Test func `a rule with too many names is an error`() {
    let states = (0..<4_100).map { "state s\($0)\n" }.joined()
    let file = SourceFile(path: "", text: "rule many() {\n\(states)\nupdate = lr * g\n}\n")
    let found = Compiler.compile(file).diagnostics
    #expect(found.map(\.code) == [.limit(.tooManyNames)])
  }
}
