import Foundation
import OptLanguage
import OptRuntime
import Testing

/// The program in README that embeds the runtime.
struct EmbeddingTests {
  // The lines of README, compiled.
  private func trainedWeights() throws -> [Float] {
    let rule = """
      rule momentum(beta = 0.9) {
        state m
        m = beta * m + g
        update = lr * m
      }
      """
    let optimizer = try Optimizer(Compiler.program(rule), tensors: [TensorShape([2])])
    var weights: [Float] = [5, -3]
    for _ in 1...500 {
      let gradients = weights.map { 2 * $0 }  // of the sum of squares
      var memory = weights.mutableSpan
      optimizer.step(weights: &memory, gradients: gradients.span, learningRate: 0.01)
    }
    return weights
  }

  @Test func `it trains`() throws {
    #expect(try trainedWeights().allSatisfy { abs($0) < 1e-4 })
  }

  @Test func `README shows the lines that are compiled here`() throws {
    let shown = try #require(try Examples.readMeBlocks("swift").first)
    func lines(_ text: String) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let compiled = lines(try String(contentsOf: URL(filePath: #filePath), encoding: .utf8))
    let code = lines(shown).filter { !$0.hasPrefix("import ") && !$0.hasPrefix("print(") }
    #expect(code.count > 10)
    let start = try #require(compiled.firstIndex(of: code[0]))
    #expect(Array(compiled[start...].prefix(code.count)) == code)
  }

  @Test func `a text with an error says where`() throws {
    let error = #expect(throws: CompilationError.self) {
      try Compiler.program("rule r() {\n  update = lr * q\n}\n")
    }
    #expect(error?.description.contains("rule:2:17: error") == true)
    #expect(error?.diagnostics.count == 1)
    let empty = #expect(throws: CompilationError.self) { try Compiler.program("") }
    #expect(empty?.description.contains("the file holds no rule") == true)
  }

  @Test func `several tensors, one of them empty, take buffers of the caller`() throws {
    let program = try Compiler.program("rule r() { update = lr * g }")
    let optimizer = try Optimizer(program, tensors: [TensorShape([3]), TensorShape([0, 2])])
    var weights: [Float] = [1, 2, 3]
    let gradients: [Float] = [1, 1, 2]
    weights.withUnsafeMutableBufferPointer { weights in
      gradients.withUnsafeBufferPointer { gradients in
        let none = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
        let outcome = optimizer.step(
          weights: [weights, none],
          gradients: [gradients, UnsafeBufferPointer(none)],
          learningRate: 0.5
        )
        #expect(outcome == .completed)
      }
    }
    #expect(weights == [0.5, 1.5, 2])
  }
}
