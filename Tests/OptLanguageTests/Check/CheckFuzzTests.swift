import Foundation
import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// Rules that chance has changed: whatever the checker accepts is well-formed.
@Suite struct CheckFuzzTests {
  private static let words = [
    "w", "g", "lr", "t", "m", "v", "rank", "rows", "0", "1", "0.5", "(", ")", "+", "*", "^", ",",
    "sign", "norm", "matmul", "transpose", "global_norm", "eye", "row_mean", "update", "eval_w",
    "when rank >= 2 {\n", "when t == 1 {\n", "} else {\n", "}\n", "\n", "=", "state m: global\n",
    "repeat 3 {\n", "interp(g, m, 0.9)", "pi",
  ]

  private static func sources() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../examples")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    )
    return try files.filter { $0.pathExtension == "opt" }.sorted { $0.path < $1.path }
      .map { try String(contentsOf: $0, encoding: .utf8) }
  }

  /// The words, numbers, symbols and blanks of a text.
  private static func pieces(_ text: String) -> [Substring] {
    var pieces: [Substring] = []
    var rest = text[...]
    while let first = rest.first {
      let isWord = first.isLetter || first.isNumber || first == "_"
      let piece =
        isWord
        ? rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } : rest.prefix(1)
      pieces.append(piece)
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  private static func mutated(_ text: String, _ random: inout RandomStream) -> String {
    var pieces = pieces(text)
    for _ in 0...random.below(3) {
      let place = random.below(pieces.count)
      let other = random.below(pieces.count)
      switch random.below(4) {
      case 0: pieces[place] = ""
      case 1: pieces[place] = pieces[other]
      case 2: pieces.swapAt(place, other)
      default: pieces.insert(words[random.below(words.count)][...], at: place)
      }
    }
    return pieces.joined()
  }

  private func expectWellFormed(count: Int) throws {
    let sources = try CheckFuzzTests.sources()
    let seed = testSeed()
    var random = RandomStream(seed: seed, purpose: .test)
    var accepted = 0
    for _ in 0..<count {
      let text = CheckFuzzTests.mutated(sources[random.below(sources.count)], &random)
      let (rules, diagnostics) = Compiler.compile(SourceFile(path: "fuzz.opt", text: text))
      let hasErrors = diagnostics.contains { $0.severity == .error }
      #expect(hasErrors || !rules.isEmpty)
      for rule in rules {
        accepted += 1
        do throws(VerifierError) {
          try rule.program.verify()
        } catch {
          Issue.record(
            "seed \(seed): \(error.reason) at \(String(describing: error.location))\n\(text)"
          )
          return
        }
      }
    }
    #expect(accepted > count / 20)
  }

  @Test func `what the checker accepts verifies`() throws {
    try expectWellFormed(count: 600)
  }

  @Test(.tags(.slow), .onlyWhenSlowTestsRun)
  func `what the checker accepts verifies, very often`() throws {
    try expectWellFormed(count: 100_000)
  }
}
