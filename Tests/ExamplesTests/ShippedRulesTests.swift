import Foundation
import OptLanguage
import OptTestSupport
import Testing

/// The copy of the examples inside the library is the examples.
struct ShippedRulesTests {
  @Test func `the table in the library is made from the examples`() throws {
    let rules = try Examples.all().map { rule in
      "    (\n      \"\(rule.name)\",\n      #\"\"\"\n\(rule.source)\n\"\"\"#\n    ),\n"
    }
    let table = """
      // Made from examples/*.opt by `RECORD_GOLDEN=1 swift test --filter ShippedRules`.
      // swift-format-ignore-file

      extension ShippedRules {
        static let table: [(name: String, source: String)] = [
      \(rules.joined())  ]
      }

      """
    expectGolden(table, "../../../Sources/OptLanguage/ShippedRules+Table.swift")
  }

  @Test func `a shipped rule is found by its name and nothing else is`() {
    #expect(ShippedRules.source(named: "adamw")?.contains("rule adamw(") == true)
    #expect(ShippedRules.source(named: "adamW") == nil)
    #expect(ShippedRules.names == ShippedRules.names.sorted())
  }
}
