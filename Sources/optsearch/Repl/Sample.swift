import OptProgram
import OptRuntime

/// The small tensor on which statements are tried.
struct Sample {
  /// How the numbers are drawn.
  enum Distribution: String, CaseIterable {
    case normal
    case uniform
    case ones
    case zeros
  }

  var distribution = Distribution.normal
  var shape = TensorShape([4, 3])

  private static let seed: UInt64 = 0
  private static let largestCount = 1_000_000

  /// The weights before the first step.
  var weights: [Float] { numbers(index: 0) }

  /// The gradient of a step, counted from 1.
  func gradient(step: Int) -> [Float] { numbers(index: UInt64(step)) }

  /// A sample from words such as `normal 4x3`; a part that is left out stays as it is.
  ///
  /// - Throws: `Failure` for words that are neither a distribution nor a shape.
  mutating func set(_ words: [String]) throws {
    for word in words {
      let sides = word.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      if let distribution = Distribution(rawValue: word) {
        self.distribution = distribution
      } else if !sides.contains(nil), (1...4).contains(sides.count) {
        let dimensions = sides.compactMap(\.self)
        let isSmall = dimensions.allSatisfy { (1...Sample.largestCount).contains($0) }
        guard isSmall, dimensions.reduce(1, *) <= Sample.largestCount else {
          throw Failure("a sample has 1 to \(Sample.largestCount) elements")
        }
        shape = TensorShape(dimensions)
      } else {
        let names = Distribution.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure("`\(word)` is neither a distribution (\(names)) nor a shape such as 4x3")
      }
    }
  }

  private func numbers(index: UInt64) -> [Float] {
    var stream = RandomStream(seed: Sample.seed, purpose: .data, index: index)
    return (0..<shape.count).map { _ in
      switch distribution {
      case .normal: Float(stream.normal())
      case .uniform: Float(2 * stream.uniform() - 1)
      case .ones: 1
      case .zeros: 0
      }
    }
  }
}
