import OptProgram
import Testing

@testable import OptLanguage

/// Sets of paths against their definition, path by path.
@Suite struct PathSetTests {
  private static let literals = (0..<Limits.conditions).flatMap {
    [GuardLiteral(condition: $0), GuardLiteral(condition: $0, isNegated: true)]
  }

  @Test(arguments: literals)
  func `a literal holds on half of the paths`(_ literal: GuardLiteral) {
    let paths = PathSet(literal)
    for path in 0..<PathSet.capacity {
      let holds = path >> Int(literal.condition) & 1 == (literal.isNegated ? 0 : 1)
      #expect(paths.contains(path) == holds)
    }
  }

  @Test func `operations are those of sets`() {
    let a = PathSet(GuardLiteral(condition: 0))
    let b = PathSet(GuardLiteral(condition: 7, isNegated: true))
    for path in 0..<PathSet.capacity {
      #expect(a.union(b).contains(path) == (a.contains(path) || b.contains(path)))
      #expect(a.intersection(b).contains(path) == (a.contains(path) && b.contains(path)))
      #expect(a.subtracting(b).contains(path) == (a.contains(path) && !b.contains(path)))
    }
    #expect(a.intersection(b).isSubset(of: a))
    #expect(!a.isSubset(of: b))
    #expect(PathSet.none.isEmpty)
    #expect(!PathSet.all.isEmpty)
  }

  @Test func `a witness names no condition that does not matter`() {
    let first = GuardLiteral(condition: 0)
    let third = GuardLiteral(condition: 2, isNegated: true)
    let paths = PathSet(first).intersection(PathSet(third))
    #expect(paths.witness(conditionCount: 4) == [first, third])
    #expect(PathSet.all.witness(conditionCount: 4) == [])
    #expect(PathSet.none.witness(conditionCount: 4) == nil)
  }
}
