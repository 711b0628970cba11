import OptProgram
import Testing

@testable import OptRuntime

/// What the plan of a step leaves out of its loops, and what it keeps between them.
struct PlanTests {
  /// The traversals of a rule with the given statements.
  private func traversals(_ statements: String) throws -> [StepProfile.Traversal] {
    let lines = statements.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    let program = try Program(flatText: "rule test(half = 0.5) {\n\(lines)\n}\n")
    return try StepProfile(of: program, tensor: TensorShape([64])).traversals
  }

  private func operations(_ traversal: StepProfile.Traversal) -> [MicroOperation] {
    traversal.kernel.code.map(\.operation).filter { $0 != .load }
  }

  @Test func `equal computations are made once`() throws {
    let loops = try traversals(
      """
      a = mul(g, w)
      b = mul(g, w)
      c = sqrt(a)
      d = sqrt(b)
      update = add(c, d)
      """
    )
    #expect(loops.count == 1)
    #expect(operations(loops[0]).filter { $0 == .sqrt }.count == 1)
  }

  @Test func `constants are folded`() throws {
    let loops = try traversals(
      """
      a = add(half, 2.5)
      b = sqrt(a)
      c = mul(a, b)
      update = mul(c, g)
      """
    )
    let expected = (3 * 3.0.squareRoot())
    let constants = loops[0].kernel.code.filter { $0.operation == .constant }
    #expect(constants.map(\.immediate) == [Float(expected).bitPattern])
    #expect(loops[0].kernel.uniformCount == 0)
  }

  @Test func `what is the same for all elements is computed before the loop`() throws {
    let loops = try traversals(
      """
      a = pow(half, t)
      b = sub(1, a)
      c = div(lr, b)
      d = sqrt(c)
      update = mul(d, g)
      """
    )
    #expect(operations(loops[0]) == [.uniform, .mul, .sub])
  }

  @Test func `a temporary of arrays that are read anyway is computed again`() throws {
    let loops = try traversals(
      """
      state m
      m = interp(m, g, 0.9)
      x = mul(m, w)
      n = norm(x)
      update = div(x, n)
      """
    )
    #expect(loops.map(\.kernel.inputCount) == [3, 3])
    #expect(loops.map(\.kernel.stores.count) == [0, 2])
  }

  @Test func `a temporary of many arrays that nothing else reads is kept`() throws {
    let loops = try traversals(
      """
      input a = noise(normal)
      input b = noise(uniform)
      input c = noise(rademacher)
      x = mul(a, b)
      y = mul(x, c)
      z = mul(y, g)
      n = norm(z)
      update = div(z, n)
      """
    )
    #expect(loops.map(\.kernel.inputCount) == [4, 2])
    #expect(loops.map(\.kernel.stores.count) == [1, 1])
  }
}
