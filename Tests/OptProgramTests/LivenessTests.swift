import OptProgram
import OptTestSupport
import Testing

struct LivenessTests {
  private func remaining(_ body: String, unusedDeclarations: Bool = true) throws -> String {
    let program = try Program(flatText: "rule r(h = 1) {\n\(body)\n}")
    let text = program.removingDeadCode(unusedDeclarations: unusedDeclarations).flatText
    return text.split(separator: "\n").dropFirst().dropLast()
      .map { $0.trimmingPrefix { $0 == " " } }.joined(separator: "\n")
  }

  @Test func `a value that nobody reads is dead`() throws {
    #expect(try remaining("a = g\nb = neg(a)\na = w\nupdate = a") == "a = w\nupdate = a")
  }

  @Test func `a state that only its own next value reads is dead`() throws {
    let body = "state m\nstate n\nn = interp(g, m, 0.9)\nm = interp(m, n, 0.9)\nupdate = g"
    #expect(try remaining(body) == "update = g")
  }

  @Test func `a state is live across steps`() throws {
    let body = "state m\nstate n\nupdate = m\nm = n\nn = g"
    #expect(try remaining(body) == body)
  }

  @Test func `the last value of a step is dead where the next step overwrites it`() throws {
    let body = "state m\nm = add(g, w)\nupdate = mul(m, lr)\nm = cosh(update)"
    #expect(try remaining(body) == "m = add(g, w)\nupdate = mul(m, lr)")
    #expect(
      try remaining(body, unusedDeclarations: false)
        == "state m\nm = add(g, w)\nupdate = mul(m, lr)"
    )
  }

  @Test func `the evaluation reads states and keeps them`() throws {
    let body = "state m\nm = add(g, w)\nupdate = g\neval_a = neg(w)\neval_w = m"
    #expect(try remaining(body) == body.replacing("eval_a = neg(w)\n", with: ""))
  }

  @Test func `a first value is dead with its state`() throws {
    let body = "state m = square(g)\nstate n = neg(w)\nm = mul(g, m)\nupdate = n"
    #expect(try remaining(body) == "state n = neg(w)\nupdate = n")
  }

  @Test func `branches that both assign end a value's life`() throws {
    let body = """
      a = exp(g)
      when t == 1 {
      a = g
      } else {
      a = w
      }
      update = a
      """
    #expect(try remaining(body) == body.replacing("a = exp(g)\n", with: ""))
  }

  @Test func `what is live on one path keeps its operands on all`() throws {
    let body = """
      when t == 1 {
      a = g
      } else {
      a = w
      }
      b = exp(a)
      when rank == 1 {
      update = b
      } else {
      update = g
      }
      """
    #expect(try remaining(body) == body)
  }

  @Test func `removing dead code changes no result of random programs`() throws {
    var options = ProgramGenerator.Options.everything
    options.opcodes = options.opcodes.filter { TestInterpreter.supports($0) }
    var generator = ProgramGenerator(seed: 3, options: options)
    for index in 0..<300 {
      let program = generator.next()
      guard changesResult(program) else { continue }
      let small = program.shrunk { changesResult($0) }
      Issue.record("program \(index) of seed 3:\n\(small.flatText)")
      return
    }
  }

  private func changesResult(_ program: Program) -> Bool {
    var interpreter = TestInterpreter()
    interpreter.steps = 3
    let expected = interpreter.trajectory(program, seed: 5).map(canonicalBits)
    return [false, true].contains { unusedDeclarations in
      let shorter = program.removingDeadCode(unusedDeclarations: unusedDeclarations)
      if (try? shorter.verify()) == nil { return true }
      return interpreter.trajectory(shorter, seed: 5).map(canonicalBits) != expected
    }
  }

  /// NaNs are equal, whatever their bits.
  private func canonicalBits(_ number: Double) -> UInt64 {
    number.isNaN ? Double.nan.bitPattern : number.bitPattern
  }
}
