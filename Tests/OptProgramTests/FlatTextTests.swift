import Foundation
import OptProgram
import OptTestSupport
import Testing

struct FlatTextTests {
  private static let lion = """
    rule lion(beta1 = 0.9 in 0.5 .. 0.9999, beta2 = 0.99, weight_decay = 1e-3 in 1e-9 .. 1 log) {
      state m
      direction = interp(g, m, beta1)
      update = sign(direction)
      m = interp(g, m, beta2)
      decay = mul(weight_decay, w)
      update = add(update, decay)
      update = mul(lr, update)
    }

    """

  @Test func `text is printed as it was read`() throws {
    let program = try Program(flatText: Self.lion)
    #expect(program.flatText == Self.lion.replacing("1e-3", with: "0.001"))
    #expect(program.hyperparameters.count == 3)
    #expect(program.states.count == 1)
    #expect(program.step.count == 6)
  }

  @Test func `every form of declaration and block is printed as it was read`() throws {
    let text = """
      rule forms(h = -0.5) {
        input loss
        input l = loss
        input h1 = hessian_diag(gauss_newton)
        input z = noise(rademacher)
        state a
        state b as bf16 = g
        state c: scalar = 1e-6
        state d: global = h
        state r: row as q8u
        state k: column
        state L: rows * rows = mul(h, eye(rows))
        state R: cols * cols = add(eye(cols), eye(cols))
        when t == 1 {
          a = g
        } else {
          when not (T > 0 and rank >= 2 or t % 10 == 1) {
            a = interp(g, a, -0)
          }
          when (t + 1) * -2 < -(t - -3) / h {
            a = w
          }
        }
        v = neg(w)
        when not (t == 1) {
          b = div(loss, a)
        }
        update = 0.5
        eval_x = add(w, a)
        eval_w = eval_x
      }

      """
    expectEqualLines(try Program(flatText: text).flatText, text)
  }

  @Test(arguments: [
    ("rule a() {\n  update = foo(g)\n}", 2, "`foo` is no function"),
    ("rule a() {\n\n  update = add(g)\n}", 3, "`add` takes 2 arguments, found 1"),
    ("rule a() {\n  update = x\n}", 2, "`x` has no value here"),
    ("rule a() {\n  x = sum(g)\n  m = x\n}", 1, "neither `update` nor `w` is assigned"),
    ("rule a() {\n  state m\n  m = sum(g)\n  update = m\n}", 3, "the state's shape is rows x cols"),
    ("rule a() {\n  state m\n  state m\n  update = m\n}", 3, "`m` is declared twice"),
    ("rule a() {\n  update = g", 2, "found the end of the text"),
    ("rule a() {\n  update = g }\nx", 3, "expected the end of the program, found `x`"),
    ("rule a() {\n  when 1 { update = g }\n}", 2, "expected a comparison, found a number"),
    ("rule a() {\n  input x = nothing(y)\n}", 2, "`nothing(y)` is no input"),
    ("rule a(b = 2 in 0 .. 1) {\n  update = g\n}", 1, "the default or range of `b` is wrong"),
    ("", 1, "expected `rule`, found the end of the text"),
    ("rule a() {\n  t = g\n  update = g\n}", 2, "`t` cannot be assigned here"),
  ])
  func `mistakes name their line`(text: String, line: Int, message: String) {
    do throws(FlatTextError) {
      let program = try Program(flatText: text)
      Issue.record("read as \(program.flatText)")
    } catch {
      #expect(error.line == line)
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test func `deep and long texts end with an error`() {
    let deep = "rule a() {\n when \(String(repeating: "(", count: 100_000))\n}"
    let long = "rule a() {\n when \(String(repeating: "t == 1 and ", count: 10_000)) t == 1 {}\n}"
    let first = "rule a() {\n state m = \(String(repeating: "neg(", count: 10_000))\n}"
    let blocks = "rule a() {\n \(String(repeating: "when t == 1 {\n", count: 10_000))\n}"
    for text in [deep, long, first, blocks] {
      #expect(throws: FlatTextError.self) { try Program(flatText: text) }
    }
  }

  @Test func `random programs are read back as they were`() throws {
    try expectRoundTrips(programs: 1_000)
  }

  @Test(.tags(.slow), .onlyWhenSlowTestsRun)
  func `ten thousand random programs are read back as they were`() throws {
    try expectRoundTrips(programs: 10_000)
  }

  private func expectRoundTrips(programs: Int) throws {
    var generator = ProgramGenerator(seed: 1)
    for index in 0..<programs {
      let program = generator.next()
      guard let problem = roundTripProblem(program) else { continue }
      let small = program.shrunk { roundTripProblem($0) != nil }
      Issue.record("program \(index) of seed 1: \(problem)\n\(small.flatText)")
      return
    }
  }

  private func roundTripProblem(_ program: Program) -> String? {
    do throws(VerifierError) {
      try program.verify()
    } catch {
      return "\(error.message(in: program)) at \(String(describing: error.location))"
    }
    do throws(FlatTextError) {
      let text = program.flatText
      let copy = try Program(flatText: text)
      if copy != program.compacted() { return "another program" }
      return copy.flatText == text ? nil : "another text"
    } catch {
      return "\(error)"
    }
  }
}
