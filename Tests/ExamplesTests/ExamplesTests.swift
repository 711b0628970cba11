import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram
import Testing

@testable import OptRuntime

/// Every rule file of the examples folder is one to learn from.
struct ExamplesTests {
  @Test(arguments: try Examples.all())
  func `an example checks, is formatted and is documented`(rule: Examples.Rule) throws {
    let file = SourceFile(path: "\(rule.name).opt", text: rule.source)
    let errors = Compiler.compile(file).diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty)
    #expect(OptLanguage.Formatter.format(file).text == rule.source)
    #expect(rule.source.hasPrefix("# "))
    let table = try String(
      contentsOf: Examples.root.appending(path: "examples/README.md"),
      encoding: .utf8
    )
    #expect(table.contains("(\(rule.name).opt)"))
  }

  @Test(arguments: try Examples.discovered())
  func `a discovered rule checks, is formatted and says how it was found`(rule: Examples.Rule) {
    let file = SourceFile(path: "\(rule.name).opt", text: rule.source)
    let result = Compiler.compile(file)
    #expect(!result.diagnostics.contains { $0.severity == .error })
    #expect(result.rules.map(\.program.name) == [rule.name])
    #expect(OptLanguage.Formatter.format(file).text == rule.source)
    #expect(rule.source.contains("optsearch evolve") && rule.source.contains("--seed"))
  }

  @Test func `rules of the read-me check and are formatted`() throws {
    let blocks = try Examples.readMeBlocks("").filter {
      $0.contains("\nrule ") || $0.hasPrefix("rule ")
    }
    #expect(blocks.count >= 2)
    for source in blocks {
      let file = SourceFile(path: "README.md", text: source)
      #expect(Compiler.compile(file).diagnostics == [])
      #expect(OptLanguage.Formatter.format(file).text == source)
    }
  }

  @Test(arguments: try Examples.all())
  func `a flat program is read back as it was`(rule: Examples.Rule) throws {
    for checked in Compiler.compile(SourceFile(path: "", text: rule.source)).rules {
      #expect(try Program(flatText: checked.program.flatText) == checked.program)
    }
  }

  @Test(arguments: try Examples.all())
  func `ten steps keep every weight finite`(rule: Examples.Rule) throws {
    for checked in Compiler.compile(SourceFile(path: "", text: rule.source)).rules {
      let shapes = [TensorShape([4, 3]), TensorShape([5])]
      let optimizer = try ReferenceOptimizer<Double>(checked.program, tensors: shapes)
      var random = RandomStream(seed: 1, purpose: .test)
      var weights = shapes.map { shape in (0..<shape.count).map { _ in random.normal() } }
      for _ in 0..<10 {
        let gradients = weights.map { $0.map { $0 + random.normal() } }
        var inputs = ReferenceInputs<Double>()
        inputs.hutchinsonDiagonal = weights.map { $0.map { _ in 1 + random.uniform() } }
        inputs.gaussNewtonDiagonal = inputs.hutchinsonDiagonal
        let outcome = optimizer.step(
          weights: &weights,
          gradients: gradients,
          learningRate: 1e-3,
          inputs: inputs
        )
        #expect(outcome == .completed)
      }
      #expect(weights.allSatisfy { $0.allSatisfy(\.isFinite) })
    }
  }
}
