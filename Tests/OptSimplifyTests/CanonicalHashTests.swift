import OptProgram
import OptSimplify
import Testing

struct CanonicalHashTests {
  private static func hash(_ body: String) throws -> UInt64 {
    let lines = body.replacing(";", with: "\n")
    return try Program(flatText: "rule r() {\n\(lines)\n}").canonicalHash
  }

  @Test(arguments: equalPairs)
  func `one rule has one hash`(_ pair: Pair) throws {
    #expect(try Self.hash(pair.left) == Self.hash(pair.right))
  }

  @Test(arguments: differentPairs)
  func `two rules have two hashes`(_ pair: Pair) throws {
    #expect(try Self.hash(pair.left) != Self.hash(pair.right))
  }

  @Test func `a value that is its own negation is clipped`() throws {
    let clipped = try Self.hash("a = div(0, 0); b = clip(a, -1, 1); update = mul(b, g)")
    #expect(try clipped != Self.hash("a = div(0, 0); update = mul(a, g)"))
  }

  /// What is known of the values of one program must not reach the next: a state of the same place may have
  /// another sign, and a sum of the same hash other bits.
  @Test func `a hasher remembers nothing of earlier programs`() throws {
    var hasher = CanonicalHash()
    for pair in equalPairs + differentPairs {
      for body in [pair.left, pair.right] {
        let lines = body.replacing(";", with: "\n")
        let program = try Program(flatText: "rule r() {\n\(lines)\n}")
        #expect(hasher.hash(program) == program.canonicalHash)
      }
    }
  }
}
