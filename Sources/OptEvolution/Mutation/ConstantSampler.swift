package import OptProgram

/// Where the numbers of new statements come from.
package enum ConstantSampler {
  /// A new number: a normal deviate, a decay close to 1, or a power of 2 below 1.
  ///
  /// Normal deviates alone (Chen et al. 2023, appendix) almost never give a decay like 0.99 or a
  /// factor like 0.001, of which update rules consist.
  package static func draw(_ stream: inout RandomStream) -> Double {
    switch stream.below(4) {
    case 0, 1: rounded(stream.normal())
    case 2: decay(&stream)
    default: rounded(exp2(-12 * stream.uniform()))
    }
  }

  /// A decay between a half and almost 1.
  static func decay(_ stream: inout RandomStream) -> Double {
    rounded(1 - exp2(-1 - 9 * stream.uniform()))
  }

  /// The number times 2^N(0,1), or for a number in (0.5, 1) as often its distance from 1 times that.
  package static func perturb(_ value: Double, _ stream: inout RandomStream) -> Double {
    moved(value, by: stream.normal(), viaComplement: stream.below(2) == 0)
  }

  /// A small step of the same kind, for refinement.
  package static func refine(_ value: Double, _ stream: inout RandomStream) -> Double {
    moved(value, by: 0.3 * stream.normal(), viaComplement: true)
  }

  private static func moved(_ value: Double, by power: Double, viaComplement: Bool) -> Double {
    let factor = exp2(power)
    if viaComplement, value > 0.5, value < 1 {
      let complement = (1 - value) * factor
      // A decay stays a decay: reflected into (0, 1) rather than thrown out of it.
      return rounded(1 - min(complement, 0.999))
    }
    let result = value * factor
    return result.isFinite ? rounded(result) : value
  }

  /// Six significant digits: more are noise in a journal and in a readable rule.
  static func rounded(_ value: Double) -> Double {
    let magnitude = abs(value)
    guard magnitude >= 1e-12, magnitude < 1e6 else { return value }
    // Powers of ten up to 10^22 are exact, so the quotient is the double nearest to the decimal.
    var power = 1.0
    while magnitude * power < 1e5 { power *= 10 }
    return (value * power).rounded() / power
  }

  private static func exp2(_ power: Double) -> Double { HostMath.exp2(power) }
}
