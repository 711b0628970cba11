import Foundation
import OptDiagnostics
import OptTestSupport
import Testing

@testable import OptLanguage

/// Mistakes with the messages they give: `Cases/*.opt`, and as people see them `Goldens/*.txt`.
@Suite struct CheckCaseTests {
  static let files = ["names", "shapes", "results", "limits", "lint"]

  static func chunks(_ name: String) throws -> [SourceChunk] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
    return try SourceChunk.read(folder.appending(path: name + ".opt"))
  }

  private func compile(_ chunk: SourceChunk) -> (file: SourceFile, diagnostics: [Diagnostic]) {
    let file = SourceFile(path: chunk.name, text: chunk.text)
    return (file, Compiler.compile(file).diagnostics)
  }

  @Test(arguments: files)
  func `each mistake gives its message and no other`(_ name: String) throws {
    for chunk in try CheckCaseTests.chunks(name) {
      let (file, found) = compile(chunk)
      let places = found.map { diagnostic in
        let line = file.position(of: diagnostic.primary?.span.start ?? 0).line
        return "\(line): \(diagnostic.severity.rawValue)[\(diagnostic.code)]"
      }
      #expect(places == chunk.expectations.map { "\($0.line): \($0.heading)" }, "\(chunk.name)")
      for (diagnostic, expectation) in zip(found, chunk.expectations) {
        #expect(diagnostic.message.contains(expectation.text), "\(chunk.name)")
      }
    }
  }

  @Test(arguments: files)
  func `messages look as recorded`(_ name: String) throws {
    let text = try CheckCaseTests.chunks(name).map { chunk in
      let (file, found) = compile(chunk)
      return chunk.text + "\n\n" + DiagnosticRenderer().render(found, in: file)
    }
    expectGolden(
      text.joined(separator: "\n" + String(repeating: "=", count: 80) + "\n"),
      name + ".txt"
    )
  }

  @Test func `there are many different mistakes`() throws {
    let chunks = try CheckCaseTests.files.flatMap(CheckCaseTests.chunks)
    #expect(Set(chunks.flatMap(\.expectations).map(\.text)).count >= 80)
  }

  @Test(arguments: files)
  func `edits that name a replacement mend the mistake`(_ name: String) throws {
    for chunk in try CheckCaseTests.chunks(name) {
      let (file, found) = compile(chunk)
      for diagnostic in found {
        for fixIt in diagnostic.fixIts where fixIt.applicability == .unsafe {
          let mended = Compiler.compile(file.applying([fixIt])).diagnostics
          #expect(!mended.contains(diagnostic), "\(chunk.name)")
        }
      }
    }
  }
}
