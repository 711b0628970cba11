import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// Raising keeps what a program computes, whatever the program.
@Suite struct RaiseRoundTripTests {
  @Test func `any program, raised, compiles to the same dataflow hash`() {
    expectRoundTrips(.everything, count: 200)
  }

  @Test func `a program of the search, raised, compiles to the same dataflow hash`() {
    expectRoundTrips(.search, count: 200)
  }

  @Test(.tags(.slow), .onlyWhenSlowTestsRun)
  func `ten thousand programs, raised, compile to the same dataflow hash`() {
    expectRoundTrips(.everything, count: 10_000)
  }

  private func expectRoundTrips(_ options: ProgramGenerator.Options, count: UInt64) {
    let first = testSeed()
    for seed in first..<first + count {
      var generator = ProgramGenerator(seed: seed, options: options)
      let program = generator.next()
      let text = Formatter.format(SourceTree(rules: [Raiser.raise(program)]))
      let file = SourceFile(path: "raised.opt", text: text)
      let (rules, diagnostics) = Compiler.compile(file)
      let errors = diagnostics.filter { $0.severity == .error }
      guard errors.isEmpty, let raised = rules.first?.program else {
        Issue.record(
          "seed \(seed):\n\(program.flatText)\n\(DiagnosticRenderer().render(errors, in: file))"
        )
        return
      }
      guard raised.dataflowHash == program.inliningHyperparameters().dataflowHash else {
        Issue.record("seed \(seed):\n\(program.flatText)\nbecame\n\(text)")
        return
      }
    }
  }
}
