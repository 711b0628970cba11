/// Random numbers that depend on nothing but a key: (seed, purpose, index).
///
/// SplitMix64 (Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom Number Generators", figure 1)
/// started at a mix of the key, so that streams of different keys are unrelated and the numbers of one
/// stream never depend on how many threads draw from others.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What a stream is used for: part of its key, and so of every journal's meaning.
  public enum Purpose: UInt64, Sendable {
    case initialWeights = 1
    case batches = 2
    case split = 3
    case noise = 4
    case curvature = 5
    case mutation = 6
    case selection = 7
    case taskSeed = 8
    case data = 9
    case test = 10
    case tuning = 11
  }

  private var state: UInt64

  /// The stream of a key.
  public init(seed: UInt64, purpose: Purpose, index: UInt64 = 0) {
    state = mix64(mix64(mix64(seed) ^ purpose.rawValue) ^ index)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix64(state)
  }

  /// A number in 0 ..< 1, a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in 0 ..< bound, without bias (Lemire 2019, "Fast Random Integer Generation in an Interval").
  ///
  /// - Precondition: `bound` is positive.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "nothing to draw from")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A normal deviate of mean 0 and variance 1 (Box and Muller 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * HostMath.log(1 - uniform())).squareRoot()
    return radius * HostMath.cos(2 * Double.pi * uniform())
  }

  /// Exchanges the elements at random (Fisher and Yates; Durstenfeld 1964).
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
  }
}

/// A bijection of 64 bits in which every input bit changes about half of the output bits.
///
/// The finalizer of SplitMix64 (variant 13 of Stafford 2011, "Better Bit Mixing").
@inline(__always)
public func mix64(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
