import Foundation
import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage
@testable import generate_grammar

@Suite struct GrammarTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Grammar").standardizedFileURL

  private func grammar() throws -> EBNF {
    try EBNF(String(contentsOf: GrammarTests.folder.appending(path: "opt.ebnf"), encoding: .utf8))
  }

  @Test func `every production is defined once and used`() throws {
    let grammar = try grammar()
    let defined = grammar.productions.map(\.name)
    let used = grammar.leaves.compactMap { if case .name(let name) = $0 { name } else { nil } }
    // Said in words at the end of the file.
    let inWords: Set = ["line_end", "character"]
    // Where reading begins, and what may stand anywhere.
    let roots: Set = ["SourceFile", "comment"]
    #expect(Set(defined).count == defined.count)
    #expect(Set(used).subtracting(inWords).isSubset(of: defined))
    #expect(Set(defined).subtracting(roots).isSubset(of: used))
  }

  @Test func `literals are tokens and tokens are literals`() throws {
    let grammar = try grammar()
    let isLexical = { (name: String) in name.first?.isLowercase == true }
    var literals: Set<String> = []
    for production in grammar.productions where !isLexical(production.name) {
      var part = grammar
      part.keep(production.name)
      for case .literal(let text) in part.leaves { literals.insert(text) }
    }
    let words = Keyword.allCases.map(\.rawValue) + ContextualWord.allCases.map(\.rawValue)
    let symbols = BinaryOperator.allCases.map(\.rawValue) + Mark.allCases.map(\.rawValue)
    let extents = [Builtin.rows, .cols].map(\.name)
    #expect(literals == Set(words + symbols + extents))
  }

  @Test func `the note on names lists the keywords`() throws {
    let text = try String(
      contentsOf: GrammarTests.folder.appending(path: "opt.ebnf"),
      encoding: .utf8
    )
    let note = try #require(text.firstMatch(of: /A name is none of the words([^.]*), and at most/))
    let words = note.1.matches(of: /"([a-z]+)"/).map { String($0.1) }
    #expect(words == Keyword.allCases.map(\.rawValue))
  }

  @Test func `sentences of the grammar parse`() throws {
    let grammar = try grammar()
    let seed = testSeed()
    for index in 0..<UInt64(400) {
      var generator = SentenceGenerator(grammar, seed: seed, index: index)
      let sentence = generator.sentence("SourceFile")
      guard sentence.contains("rule") else { continue }
      let problems = Parser.parse(SourceFile(path: "", text: sentence)).diagnostics
      #expect(problems.map(\.message) == [], "OPT_SEED=\(seed), sentence \(index):\n\(sentence)")
    }
  }

  @Test(arguments: GeneratedFile.all.map(\.name))
  func `generated files are up to date`(_ name: String) throws {
    let file = try #require(GeneratedFile.all.first { $0.name == name })
    let current = try String(
      contentsOf: GrammarTests.folder.appending(path: name),
      encoding: .utf8
    )
    #expect(try file.text(current) == current, "run `swift run generate-grammar`")
  }

  @Test func `the patterns for editors are regular expressions and know every word`() throws {
    let text = TextMateGrammar.json.text
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let patterns = try #require(json?["patterns"] as? [[String: Any]])
    let expressions = try patterns.map {
      try NSRegularExpression(pattern: #require($0["match"] as? String))
    }
    let words =
      Keyword.allCases.map(\.rawValue) + Builtin.allCases.map(\.name)
      + TextMateGrammar.functions.map { $0 + "(" } + [
        "pi", "e", "log", ": row", "as q8", "hutchinson",
      ]
      + BinaryOperator.allCases.map(\.rawValue) + ["..", "=", "1e-8", "# c", "rule lion"]
    for word in words {
      let range = NSRange(word.startIndex..., in: word)
      let first = expressions.lazy.compactMap { $0.firstMatch(in: word, range: range) }.first
      let length = word.hasSuffix("(") ? word.utf16.count - 1 : word.utf16.count
      #expect(first?.range == NSRange(location: 0, length: length), "\(word)")
    }
  }
}

extension EBNF {
  fileprivate mutating func keep(_ name: String) {
    productions = productions.filter { $0.name == name }
  }
}
