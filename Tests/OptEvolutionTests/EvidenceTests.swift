import Foundation
import OptProgram
import OptSimplify
import OptTasks
import OptTestSupport
import Synchronization
import Testing

@testable import OptEvolution

struct EvidenceTests {
  // MARK: - Lion

  /// Lion with the numbers that a simplified program carries.
  private static func lion(_ numbers: (Double, Double, Double)) throws -> Program {
    try Program(
      flatText: """
        rule lion() {
          state m
          a = interp(g, m, \(numbers.0))
          u = sign(a)
          m = interp(g, m, \(numbers.1))
          d = mul(w, \(numbers.2))
          s = add(u, d)
          update = mul(lr, s)
        }
        """
    )
  }

  @Test(
    .tags(.slow),
    .onlyWhenSlowTestsRun,
    arguments: [lionRaw] + lionRawVariants
  )
  func `the raw find of Lion becomes Lion`(_ text: String) async throws {
    let tasks = ["digits-mlp", "genesis-mlp"].compactMap { TaskCatalog.task(named: $0) }
    var options = EvidenceOptions()
    options.threads = 2
    let report = try await EvidenceSimplifier(tasks: tasks, options: options)
      .simplify(try Program(flatText: text))
    let numbers = report.program.numbers
    try #require(numbers.count == 3, "\(report.program.flatText)")
    let lion = try Self.lion((numbers[1], numbers[2], numbers[0]))
    #expect(report.program.canonicalHash == lion.canonicalHash, "\(report.program.flatText)")
    #expect(report.program.stateCount == 1)
    #expect(abs(numbers[2] - 0.998) <= 0.002)
    #expect(numbers[1] == 0.9)
    let removed = report.steps.filter { $0.kind == .deletion }.map(\.before)
    #expect(removed.count == 2)
    #expect(removed.contains { $0.contains("arcsin") })
    #expect(removed.contains { $0.contains("clip") })
  }

  // MARK: - Small rules on a small task

  private static var options: EvidenceOptions {
    var options = EvidenceOptions()
    options.seeds = [4, 8]
    options.tuningTrainings = 30
    options.steps = 30
    return options
  }

  private static func simplify(
    _ body: String,
    _ options: EvidenceOptions = options,
    _ report: @escaping @Sendable (SimplificationEvent) -> Void = { _ in }
  ) async throws -> SimplificationReport {
    let task = try #require(TaskCatalog.task(named: "diabetes-regression"))
    let lines = body.replacing(";", with: "\n")
    return try await EvidenceSimplifier(tasks: [task], options: options)
      .simplify(try Program(flatText: "rule r() {\n\(lines)\n}"), report: report)
  }

  @Test func `what trainings do not miss goes, and numbers lose digits`() async throws {
    let report = try await Self.simplify(
      """
      state m
      a = clip_by_global_norm(g, 1e5)
      b = mul(lr, 0.0317)
      m = interp(a, m, 0.9000123)
      update = mul(b, m)
      """
    )
    expectEqualLines(
      report.program.flatText,
      """
      rule r() {
        state m
        m = interp(g, m, 0.9)
        update = mul(lr, m)
      }

      """
    )
    #expect(report.steps.map(\.kind) == [.deletion, .learningRate, .rounding])
    #expect(report.steps.filter { $0.kind != .learningRate }.allSatisfy { $0.evidence.count == 1 })
    let tuning = try #require(report.tunings.first)
    #expect(tuning.learningRate == tuning.originalLearningRate * 0.0317)
    #expect(!report.refused.isEmpty)
  }

  @Test func `better is as different as worse`() async throws {
    // Without the division the learning rate would not vanish so fast, and the loss be smaller.
    let body = "a = div(lr, t); b = mul(a, g); update = mul(b, 1e-3)"
    let report = try await Self.simplify(body)
    #expect(report.program.step.contains { $0.opcode == .div })
    let refused = report.refused.flatMap(\.evidence)
    #expect(refused.contains { $0.verdict == .different })
  }

  @Test func `the learning rate stays`() async throws {
    // At the tuned rate of about 1 trainings would hardly miss it.
    let report = try await Self.simplify(
      "state m; a = mul(lr, 2); m = interp(g, m, 0.9); update = mul(a, m)"
    )
    expectEqualLines(
      report.program.flatText,
      "rule r() {\n  state m\n  m = interp(g, m, 0.9)\n  update = mul(lr, m)\n}\n"
    )
  }

  @Test(arguments: ["update = mul(lr, 0)", "a = mul(g, -1); update = mul(lr, a)"])
  func `a rule that does not train is refused`(_ body: String) async throws {
    await #expect(throws: SimplificationError.self) { try await Self.simplify(body) }
  }

  @Test func `threads change nothing`() async throws {
    let body = "state m; m = interp(g, m, 0.9000123); a = tanh(m); update = mul(lr, a)"
    var options = Self.options
    let one = try await Self.simplify(body, options)
    options.threads = 3
    let three = try await Self.simplify(body, options)
    #expect(one.steps == three.steps && one.refused == three.refused)
    #expect(one.program == three.program && one.tunings == three.tunings)
  }

  @Test func `an end that is asked for keeps what is simplified so far`() async throws {
    let body =
      "state m; a = clip_by_global_norm(g, 1e5); m = interp(a, m, 0.9000123)"
      + "; update = mul(lr, m)"
    let kinds: [SimplificationReport.Step.Kind] = [.deletion]
    for changes in 0...1 {
      let made = Mutex(0)
      var options = Self.options
      options.shouldContinue = { made.withLock { $0 } < changes }
      let report = try await Self.simplify(body, options) { event in
        if case .changed = event { made.withLock { $0 += 1 } }
      }
      #expect(!report.isComplete)
      #expect(report.steps.map(\.kind) == Array(kinds[..<changes]))
      #expect(report.program.statementCount == 3 - changes)
    }
  }

  @Test func `without tasks there is algebra only`() async throws {
    let program = try Program(flatText: lionRaw)
    let report = try await EvidenceSimplifier(tasks: []).simplify(program)
    #expect(report.program == Simplifier.simplify(program).program)
    #expect(report.trainings == 0 && report.tunings.isEmpty)
  }

  // MARK: - Candidates

  @Test func `operations are removed, never replaced`() throws {
    var generator = ProgramGenerator(seed: 3, options: .search)
    for _ in 0..<30 {
      let program = generator.next()
      let before = Self.operations(program)
      for deletion in program.deletions() {
        let after = Self.operations(deletion.program)
        let lost = deletion.before.hasPrefix("state ") ? 0 : 1
        #expect(after.count == before.count - lost)
        #expect(Set(after).isSubset(of: Set(before)))
      }
    }
  }

  private static func operations(_ program: Program) -> [Opcode] {
    program.step.map(\.opcode).filter { $0 != .copy }
  }

  @Test(arguments: [
    (0.998219678, 1, 0.998), (0.998219678, 2, 0.9982), (1.109133, 1, 1), (0.4601978, 1, 0.5),
    (0.4601978, 2, 0.46), (0.99, 1, 0.99), (0.95, 1, 0.95), (0.8999999761581421, 1, 0.9),
    (-3.3e-7, 1, -3e-7), (1234.5, 2, 1200), (0.9996, 1, 0.9996), (0.99951, 1, 0.9995),
  ])
  func `digits of a decay are those of its distance from 1`(
    _ number: Double,
    _ digits: Int,
    _ expected: Double
  ) {
    #expect(number.rounded(toDigits: digits) == expected)
  }

  @Test func `equivalence is two-sided`() throws {
    let task = try #require(TaskCatalog.task(named: "cancer-logistic"))
    let losses = [0.10, 0.11, 0.12, 0.13]
    let reference = TaskReference(
      task,
      learningRate: 1,
      losses: losses,
      untrained: 0,
      options: EvidenceOptions()
    )
    func verdict(_ factors: [Double]) -> EquivalenceEvidence.Verdict {
      reference.judge(zip(losses, factors).map { $0 * $1 }, learningRate: 1).verdict
    }
    #expect(verdict([1, 1, 1, 1]) == .equivalent)
    #expect(verdict([1.01, 0.99, 1, 1.01]) == .equivalent)
    #expect(verdict([0.5, 0.51, 0.5, 0.5]) == .different)
    #expect(verdict([2, 2.1, 2, 2]) == .different)
    #expect(verdict([0.7, 1.3, 0.8, 1.2]) == .undecided)
    #expect(verdict([.infinity, .infinity, .infinity, .infinity]) == .different)
  }
}
