import OptTestSupport
import Testing

@testable import OptDiagnostics

@Suite struct DiagnosticTests {
  @Test func `codes are unique and of their stage`() {
    let codes = DiagnosticCode.allCases
    #expect(Set(codes.map(\.rawValue)).count == codes.count)
    for code in codes {
      let stage =
        switch code {
        case .lexer: "00"
        case .parser: "01"
        case .name: "02"
        case .type: "03"
        case .limit: "04"
        case .run: "05"
        case .lint: "06"
        case .fault: "09"
        }
      #expect(code.rawValue.wholeMatch(of: /OPT\d{4}/) != nil)
      #expect(code.rawValue.hasPrefix("OPT" + stage))
      #expect(DiagnosticCode(rawValue: code.rawValue) == code)
    }
    #expect(DiagnosticCode(rawValue: "OPT9999") == nil)
  }

  @Test(arguments: DiagnosticCode.allCases)
  func `every code is explained`(_ code: DiagnosticCode) {
    let explanation = code.explanation
    #expect(explanation.meaning.last == ".")
    #expect(!explanation.example.isEmpty)
    #expect(!explanation.instead.isEmpty)
  }

  @Test func `a list keeps a hundred problems and says so`() {
    var list = DiagnosticList()
    for place in 0..<200 {
      list.append(Diagnostic(.name(.unknownName), "no", at: .init(Span(200 - place, 201))))
    }
    #expect(list.all.count == 101)
    #expect(list.sorted.last?.code == .limit(.tooManyErrors))
    #expect(list.sorted.first?.primary?.span.start == 101)
  }

  @Test func `differences are unified hunks`() {
    #expect(unifiedDiff("a\nb\n", "a\nb\n") == "")
    #expect(
      unifiedDiff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", context: 1)
        == "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"
    )
    #expect(
      unifiedDiff("a\nb", "a\nb\n")
        == "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"
    )
    #expect(unifiedDiff("", "a\n") == "@@ -1,0 +1,1 @@\n+a\n")
    #expect(unifiedDiff("a\nb\nc\n", "a\nc\nd\n") == "@@ -1,3 +1,3 @@\n a\n-b\n c\n+d\n")
  }
}
