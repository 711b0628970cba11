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
}
