import OptDiagnostics
import OptProgram
import OptTestSupport
import Testing

@testable import OptLanguage

/// What raised rules look like.
@Suite struct RaiserTests {
  static let programs: [(name: String, text: String)] = [
    (
      "adamw",
      """
      rule adamw() {
        state m
        state v
        m = interp(g, m, 0.9)
        v_1 = square(g)
        v = interp(v_1, v, 0.999)
        unused = sqrt(v)
        update_1 = pow(0.9, t)
        update_2 = sub(1, update_1)
        update_3 = div(m, update_2)
        update_4 = pow(0.999, t)
        update_5 = sub(1, update_4)
        update_6 = div(v, update_5)
        update_7 = sqrt(update_6)
        update_8 = add(update_7, 1e-8)
        update_9 = div(update_3, update_8)
        update_10 = mul(0.01, w)
        update_11 = add(update_9, update_10)
        update = mul(lr, update_11)
      }
      """
    ),
    (
      "order",
      """
      rule order() {
        state m
        state n
        a = interp(g, m, 0.9)
        b = add(m, 1)
        m = interp(g, m, 0.99)
        c = mul(b, 2)
        n = add(n, m)
        n = mul(n, 2)
        d = sign(a)
        u = add(c, d)
        u = neg(u)
        update = mul(lr, u)
        update = add(update, n)
      }
      """
    ),
    (
      "precedence",
      """
      rule precedence() {
        a = sub(1, g)
        b = sub(w, a)
        c = neg(b)
        d = pow(c, 2)
        u = pow(2, d)
        f = neg(u)
        h = neg(3)
        i = mul(f, h)
        j = mul(-0.5, i)
        k = pow(-2, j)
        l = lt(k, 1)
        n = eq(l, g)
        o = div(g, w)
        p = div(n, o)
        q = mod(p, -3)
        r = add(q, -1)
        update = mul(lr, r)
      }
      """
    ),
    (
      "branches",
      """
      rule branches() {
        state m
        shared = square(g)
        when not (t == 1) {
          x = mul(2, shared)
        } else {
          y = neg(g)
          x = mul(y, 3)
        }
        when rank >= 2 and t > 3 or not (cols == rows) {
          when T / 2 > t {
            m = g
          } else {
            when T % -3 == -1 {
              m = w
            }
          }
        }
        z = add(x, m)
        update = mul(lr, z)
      }
      """
    ),
    (
      "declarations",
      """
      rule declarations(beta = 0.5 in 0 .. 1) {
        input h = hessian_diag(hutchinson)
        input loss
        input dead = noise(normal)
        state a
        state b
        state c as bf16
        state d as bf16
        state s: scalar
        state k: global = 0.5
        state L: rows * rows = mul(beta, eye(rows))
        state gone
        a = add(a, h)
        b = add(b, a)
        c = add(c, b)
        d = add(d, c)
        s_1 = norm(d)
        s = add(s, s_1)
        k = mul(k, loss)
        L_1 = transpose(g)
        L_2 = matmul(g, L_1)
        L = interp(L_2, L, beta)
        gone = add(gone, g)
        w_1 = matmul(L, d)
        w_2 = mul(s, k)
        w_3 = mul(w_1, w_2)
        w = sub(w, w_3)
        eval_1 = mul(w, 0.5)
        eval_w = add(eval_1, a)
      }
      """
    ),
  ]

  @Test(arguments: programs.map(\.name))
  func `raised rules look as recorded`(_ name: String) throws {
    let text = try #require(RaiserTests.programs.first { $0.name == name }).text
    let program = try Program(flatText: text)
    let raised = Formatter.format(SourceTree(rules: [Raiser.raise(program)]))
    expectGolden(text + "\n\n" + raised, name + ".txt")
    let (rules, diagnostics) = Compiler.compile(SourceFile(path: "raised.opt", text: raised))
    #expect(diagnostics.filter { $0.severity == .error } == [])
    #expect(rules.first?.program.dataflowHash == program.dataflowHash)
  }

  @Test func `raising a raised rule changes nothing`() throws {
    for (_, text) in RaiserTests.programs {
      let once = Formatter.format(
        SourceTree(rules: [Raiser.raise(try Program(flatText: text))])
      )
      let file = SourceFile(path: "raised.opt", text: once)
      let program = try #require(Compiler.compile(file).rules.first?.program)
      #expect(Formatter.format(SourceTree(rules: [Raiser.raise(program)])) == once)
    }
  }
}
