package import OptProgram

/// A set of paths through a rule, where a path is a truth value for each of its `when` conditions.
///
/// With at most eight conditions there are at most 256 paths, so a set is 256 bits: bit p stands for
/// the path on which condition i holds if bit i of p is set.
package struct PathSet: Hashable, Sendable {
  private var words: SIMD4<UInt64>

  private init(words: SIMD4<UInt64>) { self.words = words }

  /// No path.
  package static let none = PathSet(words: .zero)

  /// Every path.
  package static let all = PathSet(words: SIMD4(repeating: .max))

  /// The paths on which a guard's literal holds.
  package init(_ literal: GuardLiteral) {
    let condition = Int(literal.condition)
    precondition(condition < Limits.conditions, "a path has \(Limits.conditions) conditions")
    var words = SIMD4<UInt64>.zero
    for path in 0..<PathSet.capacity where path >> condition & 1 == 1 {
      words[path / 64] |= 1 << UInt64(path % 64)
    }
    self.words = literal.isNegated ? ~words : words
  }

  /// The number of paths that can be told apart.
  package static let capacity = 1 << Limits.conditions

  /// Whether there is no path in the set.
  package var isEmpty: Bool { words == .zero }

  /// The paths in both sets.
  package func intersection(_ other: PathSet) -> PathSet { PathSet(words: words & other.words) }

  /// The paths in one of the sets.
  package func union(_ other: PathSet) -> PathSet { PathSet(words: words | other.words) }

  /// The paths that are not in the other set.
  package func subtracting(_ other: PathSet) -> PathSet { PathSet(words: words & ~other.words) }

  /// Whether every path of the set is in the other.
  package func isSubset(of other: PathSet) -> Bool { subtracting(other).isEmpty }

  /// Conditions that single out paths of the set, as few as possible; nil if the set is empty.
  package func witness(conditionCount: Int) -> [GuardLiteral]? {
    guard let path = (0..<PathSet.capacity).first(where: contains) else { return nil }
    var literals = (0..<conditionCount).map {
      GuardLiteral(condition: $0, isNegated: path >> $0 & 1 == 0)
    }
    for index in literals.indices.reversed() {
      var fewer = literals
      fewer.remove(at: index)
      let paths = fewer.reduce(PathSet.all) { $0.intersection(PathSet($1)) }
      if paths.isSubset(of: self) { literals = fewer }
    }
    return literals
  }

  /// Whether a path is in the set.
  package func contains(_ path: Int) -> Bool { words[path / 64] >> UInt64(path % 64) & 1 == 1 }
}
