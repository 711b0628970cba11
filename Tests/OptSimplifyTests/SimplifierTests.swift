import Foundation
import OptProgram
import OptSimplify
import OptTestSupport
import Testing

struct SimplifierTests {
  /// A body and the body it becomes.
  static let rewritings: [Pair] = [
    Pair("a = mul(g, g); b = sqrt(a); update = div_no_nan(g, b)", "update = sign(g)"),
    Pair("a = mul(g, 0.5); update = mul(a, 2)", "update = g"),
    Pair("a = mul(g, 0.1); b = mul(w, 0.9); update = add(a, b)", "update = interp(g, w, 0.9)"),
    Pair("a = sub(1, 0.5); update = mul(a, g)", "update = mul(0.5, g)"),
    Pair(
      "a = mul(lr, g); b = mul(lr, w); update = add(a, b)",
      "x1 = add(w, g); update = mul(lr, x1)"
    ),
    Pair("a = exp(g); b = log(a); update = b", "update = g"),
    Pair("a = neg(g); b = max(g, a); update = b", "update = abs(g)"),
    Pair("a = min(g, 1); update = max(a, -1)", "a = min(g, 1); update = max(a, -1)"),
    Pair("a = square(g); b = sum(a); update = sqrt(b)", "update = norm(g)"),
    Pair(
      "state m; a = interp(g, m, 0.9); m = interp(g, a, 0.8); update = m",
      "state m; m = interp(g, m, 0.72); update = m"
    ),
    Pair(
      "state m; state n; m = interp(g, m, 0.9); a = mul(g, 2); n = interp(a, n, 0.9); update = add(m, n)",
      "state m; m = interp(g, m, 0.9); update = mul(m, 3)"
    ),
    Pair("state m = 3; a = mul(m, g); update = a", "update = mul(g, 3)"),
    Pair("state m = 0; m = add(m, g); update = m", "state m; m = add(m, g); update = m"),
    Pair(
      "state a; state b; c = a; a = add(b, 0); b = mul(c, 1); d = add(a, b); update = mul(g, d)",
      "update = 0"
    ),
    Pair(
      "state a = g; state b = w; c = a; a = add(b, 0); b = mul(c, 1); update = a",
      "state a = g; state b = w; x1 = a; a = b; update = b; b = x1"
    ),
    Pair("update = g; eval_a = mul(w, 2); eval_w = mul(eval_a, 0.5)", "update = g; eval_w = w"),
  ]

  private static func program(_ body: String) throws -> Program {
    try Program(flatText: "rule r() {\n\(body.replacing(";", with: "\n"))\n}")
  }

  @Test(arguments: rewritings)
  func `a program becomes shorter`(_ pair: Pair) throws {
    let result = Simplifier.simplify(try Self.program(pair.left)).program
    expectEqualLines(result.flatText, try Self.program(pair.right).flatText)
  }

  @Test(arguments: [lionRaw] + lionRawVariants)
  func `the raw find of Lion becomes Lion, clipping and arcsine apart`(_ text: String) throws {
    let result = Simplifier.simplify(try Program(flatText: text))
    let wanted = try Program(
      flatText: """
        rule lion() {
          state m
          a = clip_by_global_norm(g, lr)
          x = arcsin(a)
          u = interp(x, m, 0.8999999761581421)
          u = sign(u)
          m = interp(x, m, 0.9982196781841992)
          d = mul(w, 0.4601978361606598)
          u = add(u, d)
          r = mul(lr, 0.0002171761734643951)
          update = mul(r, u)
        }
        """
    )
    #expect(result.program.canonicalHash == wanted.canonicalHash)
    #expect(result.program.stateCount == 1)
    #expect(result.program.statementCount == 9, "\(result.program.flatText)")
    let averages = result.program.step.filter { $0.opcode == .interp }
    #expect(averages.count == 2)
  }

  @Test func `the reasons of the raw find`() throws {
    let steps = Simplifier.simplify(try Program(flatText: lionRaw)).steps
    func after(_ rule: String) -> [String] {
      steps.filter { $0.rule.contains(rule) }.map(\.before)
    }
    #expect(steps.count { $0.after.isEmpty } == 10)
    #expect(after("next step does not read") == ["m = cosh(update)"])
    #expect(after("earlier one left in the state") == ["state m"])
    #expect(after("sqrt(x^2) = |x|") == ["v1 = sqrt(v1)"])
    #expect(after("div_no_nan(x, |x|) = sign(x)") == ["update = div_no_nan(update, v1)"])
    #expect(after("chained moving averages") == ["v = interp(g, m, 1.109133005142212)"])
  }

  @Test func `simplifying twice is simplifying once`() throws {
    var generator = ProgramGenerator(seed: 7, options: .search)
    for _ in 0..<20 {
      let once = Simplifier.simplify(generator.next()).program
      #expect(Simplifier.simplify(once).program == once)
    }
  }

  @Test func `random programs keep what they do`() throws {
    var options = ProgramGenerator.Options.everything
    options.opcodes = options.opcodes.filter { TestInterpreter.supports($0) }
    try expectEquivalence(programs: 50, seed: 8, options: options)
    try expectEquivalence(programs: 50, seed: 9, options: .search)
  }

  @Test(.tags(.slow), .onlyWhenSlowTestsRun)
  func `many random programs keep what they do`() throws {
    var options = ProgramGenerator.Options.everything
    options.opcodes = options.opcodes.filter { TestInterpreter.supports($0) }
    try expectEquivalence(programs: 2_000, seed: 18, options: options)
    try expectEquivalence(programs: 2_000, seed: 19, options: .search)
  }

  private func expectEquivalence(
    programs: Int,
    seed: UInt64,
    options: ProgramGenerator.Options
  ) throws {
    var generator = ProgramGenerator(seed: seed, options: options)
    for index in 0..<programs {
      let program = generator.next()
      guard let problem = problem(with: program) else { continue }
      let small = program.shrunk { self.problem(with: $0) != nil }
      let result = Simplifier.simplify(small)
      Issue.record(
        "program \(index) of seed \(seed): \(problem)\n\(small.flatText)\(result.program.flatText)"
      )
      return
    }
  }

  private func problem(with program: Program) -> String? {
    let result = Simplifier.simplify(program).program
    do throws(VerifierError) {
      try result.verify()
    } catch {
      return error.message(in: result)
    }
    if result.statementCount > program.statementCount { return "longer" }
    var interpreter = TestInterpreter()
    interpreter.steps = 3
    let expected = interpreter.trajectory(program, seed: 5)
    return agrees(interpreter.trajectory(result, seed: 5), expected) ? nil : "another result"
  }
}

/// Whether two trajectories differ by rounding only; overflow is neglected.
func agrees(_ left: [Double], _ right: [Double]) -> Bool {
  left.count == right.count
    && zip(left, right).allSatisfy { a, b in
      guard a.isFinite, b.isFinite, max(a.magnitude, b.magnitude) < 1e60 else {
        return a.isFinite == b.isFinite || max(a.magnitude, b.magnitude) > 1e60
      }
      return abs(a - b) <= 1e-7 * max(1, abs(a), abs(b))
    }
}
