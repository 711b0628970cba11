import OptDiagnostics
import OptProgram
import OptRuntime
import Testing

@testable import OptLanguage

/// Walks the numbered rules of the language's semantics.
@Suite struct SemanticsRuleTests {
  @Test(arguments: 1...15)
  func `the rule holds`(_ number: Int) throws {
    let cases = SemanticsCases.all.filter { $0.rule == number }
    for entry in cases {
      switch entry.demand {
      case .same(let body, let other):
        let values = try #require(try trajectory(body), "\(body)")
        let expected = try #require(try trajectory(other), "\(other)")
        #expect(zip(values, expected).allSatisfy(isSame), "\(body)\nis not\n\(other)")
        #expect(values.count == expected.count)
      case .different(let body, let other):
        let values = try #require(try trajectory(body), "\(body)")
        let others = try #require(try trajectory(other), "\(other)")
        #expect(!zip(values, others).allSatisfy(isSame), "\(body)\nis\n\(other)")
      case .error(let body, let code):
        #expect(diagnostics(body).map(\.code.rawValue).contains(code), "\(body)")
      case .stops(let body, let step, let statement, let row, let col):
        let (program, origin) = try #require(try origin(body), "\(body)")
        let instruction = program.step[origin.instruction]
        let text = "\(program[instruction.target].name) = \(program.text(of: instruction))"
        #expect(text == statement)
        #expect([origin.step, origin.tensor, origin.row, origin.col] == [step, 0, row, col])
      }
    }
  }

  @Test(arguments: 1...15)
  func `programs show the rule and break it`(_ number: Int) {
    let demands = SemanticsCases.all.filter { $0.rule == number }.map(\.demand)
    #expect(demands.contains { if case .same = $0 { true } else { false } })
    #expect(
      demands.contains {
        switch $0 {
        case .error, .stops: true
        case .same, .different: false
        }
      }
    )
  }

  @Test func `narrow storage is that of the declaration`() throws {
    let body = "state m as q8\nstate v as q8u\nstate s as bf16\nstate f\nm = g\nupdate = lr * m"
    let program = try #require(Compiler.compile(file(body)).rules.first?.program)
    let storages = program.states.map { variable -> Storage? in
      if case .state(_, let storage) = program[variable].role { storage } else { nil }
    }
    #expect(storages == [.q8, .q8u, .bf16, .full])
  }

  // MARK: - Support

  private func file(_ body: String) -> SourceFile {
    SourceFile(path: "rule.opt", text: "rule example(a = 2, b = 3) {\n\(body)\n}\n")
  }

  private func diagnostics(_ body: String) -> [Diagnostic] {
    Compiler.compile(file(body)).diagnostics.filter { $0.severity == .error }
  }

  /// Some weights, and the gradients of a few steps.
  private struct Numbers {
    let tensors = [TensorShape([3, 4]), TensorShape([5])]
    var weights: [[Double]]
    private var random = RandomStream(seed: 3, purpose: .test)

    init() {
      weights = []
      weights = next()
    }

    mutating func next() -> [[Double]] {
      tensors.map { tensor in (0..<tensor.count).map { $0 % 4 == 3 ? 0 : random.normal() } }
    }
  }

  /// The weights, and those to evaluate with, after each of five steps of the reference interpreter in
  /// Double; nil, with the errors recorded, for a body that is not right.
  private func trajectory(_ body: String) throws -> [Double]? {
    guard let program = program(body) else { return nil }
    var numbers = Numbers()
    let optimizer = try ReferenceOptimizer<Double>(program, tensors: numbers.tensors)
    var values: [Double] = []
    for _ in 0..<5 {
      let gradients = numbers.next()
      let outcome = optimizer.step(
        weights: &numbers.weights,
        gradients: gradients,
        learningRate: 0.1
      )
      #expect(outcome == .completed, "\(body)")
      values += numbers.weights.joined()
      values += optimizer.evaluationWeights(numbers.weights).joined()
    }
    return values
  }

  /// Where the first weight stopped being finite; nil if none did in five steps.
  private func origin(_ body: String) throws -> (program: Program, result: NonFiniteResult)? {
    guard let program = program(body) else { return nil }
    var numbers = Numbers()
    let optimizer = try ReferenceOptimizer<Double>(program, tensors: numbers.tensors)
    optimizer.keepsTrace = true
    for _ in 0..<5 {
      let gradients = numbers.next()
      _ = optimizer.step(weights: &numbers.weights, gradients: gradients, learningRate: 0.1)
      for (tensor, elements) in numbers.weights.enumerated() {
        guard let element = elements.firstIndex(where: { !$0.isFinite }) else { continue }
        return optimizer.origin(tensor: tensor, element: element).map { (program, $0) }
      }
    }
    return nil
  }

  private func program(_ body: String) -> Program? {
    #expect(diagnostics(body).map(\.message) == [], "\(body)")
    return Compiler.compile(file(body)).rules.first?.program
  }

  private func isSame(_ left: Double, _ right: Double) -> Bool {
    left == right || (left.isNaN && right.isNaN)
  }
}
