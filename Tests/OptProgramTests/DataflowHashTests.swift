import OptProgram
import OptTestSupport
import Testing

struct DataflowHashTests {
  private static func hash(_ body: String) throws -> UInt64 {
    try Program(flatText: "rule r(h = 0.5) {\n\(body)\n}").dataflowHash
  }

  @Test(arguments: [
    ("a = neg(g)\nupdate = a", "b = neg(g)\nc = b\nupdate = c"),
    ("a = neg(g)\nb = exp(w)\nupdate = add(a, b)", "b = exp(w)\na = neg(g)\nupdate = add(b, a)"),
    ("a = neg(g)\nb = exp(a)\nupdate = w", "update = w"),
    ("update = mul(g, h)", "update = mul(g, 0.5)"),
    ("update = mul(lr, g)", "a = mul(g, lr)\nw = sub(w, a)"),
    (
      "state m\nstate n\nm = add(m, g)\nn = mul(n, m)\nupdate = n",
      "state a\nstate b\nb = add(b, g)\na = mul(a, b)\nupdate = a"
    ),
    ("state m\nm = add(m, g)\nupdate = w", "update = w"),
    ("state m = 0\nm = add(m, g)\nupdate = m", "state m\nm = add(m, g)\nupdate = m"),
    (
      "state m\nstate n\nm = add(m, g)\nn = add(n, g)\nupdate = mul(m, n)",
      "state m\nm = add(m, g)\nupdate = mul(m, m)"
    ),
    (
      "when t == 1 {\nupdate = g\n} else {\nupdate = w\n}",
      "when not (t == 1) {\nupdate = w\n}\na = 1\nwhen t == 1 {\nupdate = g\n}"
    ),
    ("update = g\neval_a = w\neval_w = eval_a", "update = g\neval_w = w"),
  ])
  func `programs that compute the same have one hash`(_ left: String, _ right: String) throws {
    #expect(try Self.hash(left) == Self.hash(right))
  }

  @Test(arguments: [
    ("update = sub(g, w)", "update = sub(w, g)"),
    ("update = mul(g, 0.5)", "update = mul(g, 0.25)"),
    ("update = g", "w = g"),
    ("update = g", "update = g\neval_w = w"),
    ("state m\nm = add(m, g)\nupdate = m", "state m = 1\nm = add(m, g)\nupdate = m"),
    ("state m\nm = add(m, g)\nupdate = m", "state m as bf16\nm = add(m, g)\nupdate = m"),
    ("state m\nupdate = m\nm = add(m, g)", "state m\nm = add(m, g)\nupdate = m"),
    (
      "state m\nstate n\nm = add(m, g)\nn = mul(n, m)\nupdate = n",
      "state m\nstate n\nm = add(m, g)\nn = mul(n, m)\nupdate = m"
    ),
    (
      "state a\nstate b\nstate c\nupdate = a\na = b\nb = c\nc = g",
      "state a\nstate b\nstate c\nupdate = a\na = b\nb = c\nc = w"
    ),
    ("state a\nstate b\nupdate = a\na = b\nb = g", "state a\nupdate = a\na = g"),
    ("when t == 1 {\ng = w\n}\nupdate = g", "when t == 2 {\ng = w\n}\nupdate = g"),
    ("when t == 1 {\ng = w\n}\nupdate = g", "when not (t == 1) {\ng = w\n}\nupdate = g"),
    (
      "input x = noise(normal)\ninput y = noise(normal)\nupdate = mul(x, y)",
      "input x = noise(normal)\ninput y = noise(normal)\nupdate = mul(x, x)"
    ),
  ])
  func `programs that compute something else have another`(_ left: String, _ right: String) throws {
    #expect(try Self.hash(left) != Self.hash(right))
  }

  @Test func `a hash does not change from build to build`() throws {
    let hash = try Self.hash("state m\nm = interp(g, m, h)\nupdate = mul(lr, m)")
    #expect(hash == 0xF4F7_B73F_9D50_66DC)
  }

  @Test func `rewriting random programs without effect keeps the hash`() throws {
    var generator = ProgramGenerator(seed: 4)
    for _ in 0..<500 {
      let program = generator.next()
      let hash = program.dataflowHash
      #expect(program.removingDeadCode().dataflowHash == hash)
      #expect(program.inliningHyperparameters().dataflowHash == hash)
      #expect(shuffled(program, seed: 6).dataflowHash == hash, "\(program.flatText)")
    }
  }

  /// The program with exchanged commutative arguments, and neighbours exchanged that do not touch.
  private func shuffled(_ program: Program, seed: UInt64) -> Program {
    var random = RandomStream(seed: seed, purpose: .test)
    var result = program
    for index in result.step.indices where result.step[index].opcode.isCommutative {
      let instruction = result.step[index]
      result.step[index][0] = instruction[1]
      result.step[index][1] = instruction[0]
    }
    for _ in 0..<2 * result.step.count where result.step.count > 1 {
      let place = random.below(result.step.count - 1)
      let (first, second) = (result.step[place], result.step[place + 1])
      let touches =
        first.target == second.target || second.reads(first.target) || first.reads(second.target)
      if !touches { result.step.swapAt(place, place + 1) }
    }
    return result
  }
}

extension Instruction {
  fileprivate func reads(_ variable: Variable) -> Bool {
    (0..<operandCount).contains { self[$0] == .variable(variable) }
  }
}
