import OptProgram
import OptTestSupport
import Testing

@testable import OptEvolution

struct SquaredRateDecayTests {
  @Test(arguments: [
    ("d = mul(lr, w); s = add(g, d); update = mul(lr, s)", true),
    ("d = mul(w, 0.1); d = mul(d, lr); s = div(g, 3); s = sub(s, d); update = mul(s, lr)", true),
    ("a = mul(lr, g); d = mul(lr, lr); d = mul(d, w); d = div(d, 2); update = add(a, d)", true),
    ("d = mul(lr, w); s = interp(d, g, 0.9); update = mul(lr, s)", true),
    ("d = mul(w, 0.1); s = add(g, d); update = mul(lr, s)", false),
    ("d = mul(lr, w); update = add(d, g)", false),
    ("d = mul(lr, w); d = div(d, lr); s = add(g, d); update = mul(lr, s)", false),
    ("d = mul(lr, w); d = mul(d, g); s = add(g, d); update = mul(lr, s)", false),
    ("d = mul(lr, w); d = tanh(d); s = add(g, d); update = mul(lr, s)", false),
    ("d = mul(lr, w); k = add(d, w); s = add(g, k); update = mul(lr, s)", false),
    ("a = mul(lr, lr); s = add(g, w); update = mul(a, s)", false),
  ])
  func `a decay with the square of the rate is seen`(_ body: String, _ expected: Bool) throws {
    let lines = body.replacing(";", with: "\n")
    #expect(try Program(flatText: "rule r() {\n\(lines)\n}").decaysBySquaredRate == expected)
  }

  @Test func `powers of the rate do not grow without limit`() throws {
    let squares = String(repeating: "a = mul(a, a)\n", count: 80)
    let text = "rule r() {\na = mul(lr, 1)\n\(squares)s = mul(a, w)\nupdate = add(s, g)\n}"
    #expect(try !Program(flatText: text).decaysBySquaredRate)
  }
}
