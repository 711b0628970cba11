import OptProgram
import OptRuntime
import Testing

@testable import OptEvolution

struct FingerprinterTests {
  private let fingerprinter = Fingerprinter()

  private func fingerprint(_ step: String, states: String = "") throws -> Fingerprint {
    fingerprinter.fingerprint(
      of: try Program(flatText: "rule r() {\n\(states)\n\(step)\n}\n")
    )
  }

  @Test(arguments: [
    TestPrograms.adamw, TestPrograms.lion, TestPrograms.signsgd, TestPrograms.unusual,
  ])
  func `all back ends give the same fingerprint`(_ program: Program) {
    let expected = fingerprinter.fingerprint(of: program)
    for backend in Backend.allCases {
      #expect(Fingerprinter(backend: backend).fingerprint(of: program) == expected)
    }
  }

  @Test func `what was fingerprinted before does not matter`() {
    let fingerprinter = Fingerprinter()
    let first = fingerprinter.fingerprint(of: TestPrograms.adamw)
    _ = fingerprinter.fingerprint(of: TestPrograms.lion)
    #expect(fingerprinter.fingerprint(of: TestPrograms.adamw) == first)
  }

  @Test func `rounding makes no difference, another constant does`() throws {
    let first = try fingerprint("a = mul(g, lr)\nupdate = mul(a, 3)")
    #expect(try fingerprint("a = mul(g, 3)\nupdate = mul(a, lr)") == first)
    #expect(try fingerprint("a = mul(g, 3.01)\nupdate = mul(a, lr)").hash != first.hash)
  }

  @Test func `a rule that reads sizes is told from one that does not only if they matter`() throws {
    let plain = try fingerprint("update = mul(g, lr)")
    #expect(
      try fingerprint("a = mul(rank, 0)\nb = add(a, lr)\nupdate = mul(g, b)") == plain
    )
    #expect(try fingerprint("a = mul(rank, lr)\nupdate = mul(g, a)").hash != plain.hash)
    let largest = try fingerprint("n = norm(g)\na = div(g, n)\nupdate = mul(a, lr)")
    #expect(try fingerprint("n = norm(g)\nb = div(lr, n)\nupdate = mul(g, b)") == largest)
  }

  @Test func `what is refused of a known hash is not found out again`() throws {
    let ignoring = try Program(flatText: "rule r() {\nupdate = mul(g, 0.01)\n}\n")
    let full = fingerprinter.fingerprint(of: ignoring)
    #expect(full.refusal == .ignoresLearningRate)
    let known = fingerprinter.fingerprint(of: ignoring) { $0 == full.hash }
    #expect(known == Fingerprint(hash: full.hash))
    #expect(fingerprinter.fingerprint(of: ignoring) { $0 != full.hash } == full)
  }

  @Test func `what need not be trained is refused`() throws {
    #expect(try fingerprint("update = mul(g, lr)").refusal == nil)
    #expect(try fingerprint("update = mul(g, 0)").refusal == .standsStill)
    #expect(try fingerprint("update = mul(g, 0.01)").refusal == .ignoresLearningRate)
    #expect(try fingerprint("a = div(g, 0)\nupdate = mul(a, lr)").refusal == .notFinite)
    let late = "m = add(m, 1)\na = sub(m, 5)\nb = div(1, a)\nc = mul(b, lr)\nupdate = mul(c, g)"
    #expect(try fingerprint(late, states: "state m: scalar").refusal == .notFinite)
  }
}
