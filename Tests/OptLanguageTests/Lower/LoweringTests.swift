import Foundation
import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// From rules to flat programs.
@Suite struct LoweringTests {
  /// Rules that show each form of the language.
  static let sources: [(name: String, text: String)] = [
    (
      "adamw",
      """
      rule adamw(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01 in 0 .. 1) {
        state m, v

        m = interp(g, m, beta1)
        v = interp(square(g), v, beta2)
        denominator = sqrt(v / (1 - beta2 ^ t)) + eps
        update = lr * (m / (1 - beta1 ^ t) / denominator + weight_decay * w)
      }
      """
    ),
    (
      "branches",
      """
      rule branches() {
        state count: scalar

        when t == 1 and not rank >= 2 {
          d = g
        } else when T > 0 or (t % 10 == 1 and cols / 2 > 3) {
          d = 2 * g
          count = count + 1
        } else {
          d = -g
        }
        update = lr * d / (1 + count)
      }
      """
    ),
    (
      "declarations",
      """
      rule declarations(d0 = 1e-6) {
        input h = hessian_diag(gauss_newton)
        input loss
        state m as q8
        state z = w
        state L: rows * rows = d0 * eye(rows) + 2 * d0 * eye(rows)
        state d: global = d0

        m = interp(h, m, 0.9)
        L = L + matmul(m, transpose(m))
        d = max(d, loss * pi)
        w = w - d * lr * (matmul(L, g) - -0.5 * z) ^ 2 ^ -1
        eval_mean = (w + z) / 2
        eval_w = eval_mean
      }
      """
    ),
    (
      "repeats",
      """
      rule repeats() {
        x = g
        repeat 2 {
          x = x / 2 + 1
          repeat 2 {
            x = -x
          }
        }
        update = lr * x
      }
      """
    ),
  ]

  private static func compile(_ text: String) throws -> CheckedRule {
    let (rules, diagnostics) = Compiler.compile(SourceFile(path: "test.opt", text: text))
    #expect(diagnostics.map(\.message) == [])
    return try #require(rules.first)
  }

  @Test(arguments: sources.map(\.name))
  func `flat programs look as recorded`(_ name: String) throws {
    let source = try #require(LoweringTests.sources.first { $0.name == name })
    let rule = try LoweringTests.compile(source.text)
    try rule.program.verify()
    expectGolden(source.text + "\n\n" + rule.program.flatText, name + ".txt")
  }

  @Test(arguments: sources.map(\.name))
  func `flat text is a rule that compiles to the same program`(_ name: String) throws {
    let source = try #require(LoweringTests.sources.first { $0.name == name })
    let program = try LoweringTests.compile(source.text).program
    #expect(try LoweringTests.compile(program.flatText).program == program)
    #expect(try Program(flatText: program.flatText) == program)
  }

  @Test func `each statement has the place it comes from`() throws {
    let text = LoweringTests.sources[0].text
    let file = SourceFile(path: "test.opt", text: text)
    let rule = try LoweringTests.compile(text)
    #expect(rule.spans.step.count == rule.program.step.count)
    let texts = zip(rule.program.step, rule.spans.step).map { instruction, span in
      "\(instruction.opcode.name): \(file.text(of: span))"
    }
    #expect(texts.contains("sqrt: sqrt(v / (1 - beta2 ^ t))"))
    #expect(texts.contains("pow: beta1 ^ t"))
    #expect(texts.contains("mul: weight_decay * w"))
  }

  @Test func `any flat program's text is a rule that compiles to it`() throws {
    let first = testSeed()
    for seed in first..<first + 200 {
      var generator = ProgramGenerator(seed: seed)
      let program = generator.next()
      let file = SourceFile(path: "random.opt", text: program.flatText)
      let (rules, diagnostics) = Compiler.compile(file)
      let errors = diagnostics.filter { $0.severity == .error }
      guard errors.isEmpty, rules.first?.program == program else {
        Issue.record(
          "seed \(seed): \(DiagnosticRenderer().render(errors, in: file))\n\(program.flatText)"
        )
        return
      }
    }
  }

  @Test func `names in between avoid those of the rule`() throws {
    let rule = try LoweringTests.compile(
      "rule names(update_1 = 2) {\n  update = lr * (g + update_1 * w)\n}\n"
    )
    let names = rule.program.variables.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains("update_2"))
  }
}
