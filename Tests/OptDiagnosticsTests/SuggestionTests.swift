import OptDiagnostics
import Testing

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("sqr", ["sqrt", "square", "sign"], ["sqrt"]),
    ("Sign", ["sin", "sign"], ["sign", "sin"]),
    ("sing", ["sign", "sin"], ["sign", "sin"]),
    ("weight_decy", ["weight_decay", "w"], ["weight_decay"]),
    ("q", ["w", "g", "m"], []),
    ("M", ["m", "g"], ["m"]),
    ("xyz", ["beta1"], []),
    (
      "beta1", ["beta2", "beta3", "beta4", "beta5", "beta6", "beta2"],
      ["beta2", "beta3", "beta4", "beta5"]
    ),
    ("", ["m"], []),
  ])
  func `near names are suggested, nearest first`(
    name: String,
    known: [String],
    expected: [String]
  ) {
    #expect(didYouMean(name, among: known) == expected)
  }

  @Test func `suggestions are a question`() {
    #expect(didYouMeanText([]) == nil)
    #expect(didYouMeanText(["a"]) == "did you mean `a`?")
    #expect(didYouMeanText(["a", "b", "c"]) == "did you mean `a`, `b` or `c`?")
  }
}
