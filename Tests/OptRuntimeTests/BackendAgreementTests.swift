import OptProgram
import OptRuntime
import OptTestSupport
import Testing

@Suite("Back ends agree to the bit")
struct BackendAgreementTests {
  @Test func `on random programs`() {
    let seed = testSeed()
    for index in 0..<250 {
      let agreement = BackendAgreement(seed: seed, index: index)
      guard let backend = agreement.disagreement else { continue }
      Issue.record("\(backend), seed \(seed), program \(index):\n\(agreement.smallest.flatText)")
      return
    }
  }

  @Test(arguments: Opcode.allCases.filter { $0.family == .elementwise })
  func `on every operation`(opcode: Opcode) {
    for length in [0, 1, 15, 16, 17, 33] {
      #expect(BackendAgreement(opcode, length: length).disagreement == nil, "\(length) elements")
    }
  }

  @Test func `on a hostile program`() throws {
    let program = Program.hostile()
    try program.verify()
    #expect(program.step.count == 60)
    let run = BackendRun(shapes: [TensorShape([37])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
  }

  @Test func `on an initialization that is longer than the step`() throws {
    let program = try Program(
      flatText: """
        rule initial() {
          state a = 2
          state s: scalar = global_norm(g)
          update = mul(s, a)
        }
        """
    )
    #expect(program.initialization.count == 2)
    let run = BackendRun(shapes: [TensorShape([5]), TensorShape([2, 3])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
  }

  @Test func `on first values that need one another's global reductions`() throws {
    let program = try Program(
      flatText: """
        rule nested() {
          state s: scalar = global_norm(div(g, global_norm(g)))
          update = mul(s, g)
        }
        """
    )
    let run = BackendRun(shapes: [TensorShape([5]), TensorShape([2, 3])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
  }

  @Test func `on a global first value that only some tensors use`() throws {
    let program = try Program(
      flatText: """
        rule partial() {
          state s: global = global_norm(g)
          state n: global = global_sum(w)
          when rank == 2 {
            update = mul(g, s)
          } else {
            update = mul(g, n)
          }
        }
        """
    )
    let run = BackendRun(shapes: [TensorShape([5]), TensorShape([2, 3])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
  }

  @Test func `on tensors without elements`() throws {
    let program = try Program(
      flatText: """
        rule kept() {
          a = transpose(g)
          x = matmul(g, a)
          x = mul(x, x)
          y = matmul(x, g)
          update = add(y, g)
        }
        """
    )
    for shapes in [[TensorShape([0, 3])], [TensorShape([0, 3]), TensorShape([4, 0])]] {
      let run = BackendRun(shapes: shapes, seed: 1)
      #expect(BackendAgreement(program, run).disagreement == nil)
    }
  }

  @Test func `on the tensor whose matrix function has no result`() throws {
    let program = try Program(
      flatText: """
        rule failing() {
          input x = loss
          y = mul(x, x)
          y = neg(y)
          when rows == 3 {
            z = inverse_root(y, 5)
            update = mul(z, g)
          } else {
            update = g
          }
        }
        """
    )
    let run = BackendRun(shapes: [TensorShape([2]), TensorShape([3])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
  }

  @Test func `on a matrix function whose result nothing reads in a step`() throws {
    let program = try Program(
      flatText: """
        rule overwritten() {
          input x = loss
          y = mul(x, x)
          y = neg(y)
          y = inverse_root(y, 5)
          when t > 0 {
            y = mul(x, 0.5)
          }
          update = mul(y, g)
        }
        """
    )
    let run = BackendRun(shapes: [TensorShape([3])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
    let outcomes = try run.run(program, .reference).outcomes
    #expect(outcomes.allSatisfy { $0 == .completed })
  }

  @Test func `on a state that a step without arithmetic keeps`() throws {
    let program = try Program(
      flatText: """
        rule idle() {
          state s: scalar = 0.125
          w = w
          eval_w = s
        }
        """
    )
    let run = BackendRun(shapes: [TensorShape([3])], seed: 1)
    #expect(BackendAgreement(program, run).disagreement == nil)
  }

  /// Sums, narrow states, broadcast vectors and temporaries over several chunks, which threads share.
  @Test func `on tensors that threads share`() throws {
    let program = try Program(
      flatText: """
        rule shared() {
          state a as bf16
          state b as q8
          x = mul(g, w)
          n = rms(x)
          m = max_abs(g)
          a = add(a, x)
          b = interp(b, g, 0.5)
          r = row_mean(x)
          y = div(x, n)
          y = add(y, a)
          y = sub(y, b)
          y = mul(y, r)
          update = div(y, m)
        }
        """
    )
    let run = BackendRun(shapes: [TensorShape([3, 90_001]), TensorShape([7])], seed: 1)
    let one = try run.run(program, .reference)
    for threads in 1...4 {
      #expect(try run.run(program, .native, threads: threads) == one)
      #expect(try run.run(program, .portable, threads: threads) == one)
    }
  }
}
