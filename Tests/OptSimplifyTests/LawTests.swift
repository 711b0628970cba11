import OptProgram
import OptTestSupport
import Testing

@testable import OptSimplify

/// Each law of the algebra on programs that need it: hashes, and numbers on random inputs.
struct LawTests {
  private static func program(_ body: String) throws -> Program {
    try Program(flatText: "rule r() {\n\(body.replacing(";", with: "\n"))\n}")
  }

  @Test(arguments: Law.allCases)
  func `both sides of a law are one rule`(_ law: Law) throws {
    let pair = law.example
    let left = try Self.program(pair.left)
    let right = try Self.program(pair.right)
    #expect(left.canonicalHash == right.canonicalHash)
    #expect(left.dataflowHash != right.dataflowHash)
  }

  @Test(arguments: Law.allCases)
  func `both sides of a law have the same values`(_ law: Law) throws {
    let left = try Self.program(law.example.left)
    let right = try Self.program(law.example.right)
    var interpreter = TestInterpreter()
    interpreter.steps = 2
    for seed in UInt64(0)..<50 {
      let values = interpreter.trajectory(left, seed: seed)
      #expect(values.contains { $0.isFinite && $0 != 0 })
      #expect(agrees(values, interpreter.trajectory(right, seed: seed)), "seed \(seed)")
    }
  }

  @Test(arguments: Law.allCases)
  func `a law is named where it is used`(_ law: Law) throws {
    var form = NormalForm(try Self.program(law.example.left))
    form.analyzeStates()
    form.execute()
    #expect(form.algebra.laws.contains(LawSet(law)))
  }

  @Test func `limits are counted and leave a rule as it is`() throws {
    let program = try Program(flatText: lionRaw)
    for limits in [
      Simplifier.Limits(classes: 1), Simplifier.Limits(nodes: 1), Simplifier.Limits(proposals: 1),
    ] {
      let result = Simplifier.simplify(program, limits: limits).program
      #expect(result.canonicalHash == program.canonicalHash)
      #expect(result.statementCount <= program.statementCount)
    }
  }
}

extension Law: CustomTestStringConvertible {
  /// The law in symbols.
  public var testDescription: String { text }

  /// A program in which the law matters, and what it makes of it.
  fileprivate var example: Pair {
    switch self {
    case .constants: Pair("a = cos(2); update = mul(a, g)", "update = mul(g, -0.4161468365471424)")
    case .likeTerms: Pair("update = add(g, g)", "update = mul(2, g)")
    case .cancellation: Pair("a = add(g, w); update = sub(a, w)", "update = g")
    case .distribution:
      Pair(
        "a = add(g, w); update = mul(a, lr)",
        "a = mul(g, lr); b = mul(w, lr); update = add(a, b)"
      )
    case .perfectSquare:
      Pair(
        "a = square(g); b = square(w); c = mul(g, w); c = mul(2, c); a = add(a, b); a = add(a, c)"
          + "; update = sqrt(a)",
        "a = add(g, w); update = abs(a)"
      )
    case .likePowers: Pair("a = square(g); update = mul(a, g)", "update = cube(g)")
    case .reciprocal: Pair("a = reciprocal(g); update = mul(w, a)", "update = div(w, g)")
    case .guardedQuotient: Pair("a = square(g); update = div_no_nan(a, g)", "update = g")
    case .magnitudeOverItself: Pair("a = abs(g); update = div_no_nan(g, a)", "update = sign(g)")
    case .signTimesMagnitude: Pair("a = abs(g); b = sign(g); update = mul(a, b)", "update = g")
    case .rootOfSquare: Pair("a = square(g); update = sqrt(a)", "update = abs(g)")
    case .magnitude:
      Pair("a = mul(g, w); update = abs(a)", "a = abs(g); b = abs(w); update = mul(a, b)")
    case .sign:
      Pair("a = mul(g, w); update = sign(a)", "a = sign(g); b = sign(w); update = mul(a, b)")
    case .oddFunction: Pair("a = neg(g); update = tanh(a)", "a = tanh(g); update = neg(a)")
    case .evenFunction: Pair("a = neg(g); update = cos(a)", "update = cos(g)")
    case .inverseFunction: Pair("a = arctan(g); update = tan(a)", "update = g")
    case .exponential:
      Pair("a = exp(g); b = exp(w); update = mul(a, b)", "a = add(g, w); update = exp(a)")
    case .logarithm:
      Pair(
        "a = cosh(g); b = cosh(w); a = mul(a, b); update = log(a)",
        "a = cosh(g); b = cosh(w); a = log(a); b = log(b); update = add(a, b)"
      )
    case .hyperbolic:
      Pair(
        "update = sigmoid(g)",
        "a = mul(g, 0.5); a = tanh(a); a = add(a, 1); update = mul(a, 0.5)"
      )
    case .circle:
      Pair("a = sin(g); b = cos(g); a = square(a); b = square(b); update = add(a, b)", "update = 1")
    case .extremum:
      Pair("a = max(g, w); b = min(g, w); update = add(a, b)", "update = add(g, w)")
    case .comparison: Pair("update = lt(g, w)", "update = gt(w, g)")
    case .selection: Pair("a = gt(g, 0); update = where(a, g, 0)", "update = relu(g)")
    case .interpolation:
      Pair("update = interp(g, w, 0.75)", "a = mul(g, 0.25); b = mul(w, 0.75); update = add(a, b)")
    case .remainder:
      Pair("update = mod(g, 2)", "a = mul(g, 0.5); a = floor(a); a = mul(2, a); update = sub(g, a)")
    case .wholeNumbers:
      Pair("a = add(g, 3); update = floor(a)", "a = floor(g); update = add(a, 3)")
    case .linearReduction:
      Pair("a = mul(g, lr); update = sum(a)", "a = sum(g); update = mul(lr, a)")
    case .reductionOfSquares:
      Pair("a = norm(g); update = square(a)", "a = square(g); update = sum(a)")
    case .axisThenAll: Pair("a = row_sum(g); update = sum(a)", "update = sum(g)")
    case .homogeneousClip:
      Pair(
        "a = mul(2, g); a = clip_by_norm(a, 2); update = mul(a, 0.5)",
        "update = clip_by_norm(g, 1)"
      )
    case .linearMatrix:
      Pair(
        "a = mul(g, lr); a = transpose(a); a = matmul(g, a); update = matmul(a, g)",
        "a = transpose(g); a = matmul(g, a); a = mul(a, lr); update = matmul(a, g)"
      )
    case .transposedTwice: Pair("a = transpose(g); update = transpose(a)", "update = g")
    }
  }
}
