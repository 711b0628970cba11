extension HostMath {
  /// The cosine.
  public static func cos(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    let (quadrant, rest) = quarterTurns(x)
    let isOdd = quadrant & 1 == 1
    let value = (isOdd ? sineOfReduced(rest) : cosineOfReduced(rest)).rounded
    return (quadrant + 1) & 2 == 2 ? -value : value
  }

  /// sin r for |r| <= pi/4, to about 2^-57 of its value.
  ///
  /// r + r^3 p(r^2), p minimax of degree 6 with an error of 2^-68 of the sine.
  static func sineOfReduced(_ r: DoubleDouble) -> DoubleDouble {
    let z = r.high * r.high
    let p = z.polynomial(
      -0x1.5555555555555p-3,
      0x1.111111111110bp-7,
      -0x1.a01a01a018ae6p-13,
      0x1.71de3a5339aafp-19,
      -0x1.ae64529891b04p-26,
      0x1.612092e5b1b61p-33,
      -0x1.aaa55eace4d5cp-41
    )
    return DoubleDouble(ordered: r.high, r.low * (1 - 0.5 * z) + r.high * z * p)
  }

  /// cos r for |r| <= pi/4, to about 2^-58.
  ///
  /// 1 - r^2/2 + r^4 p(r^2), the first terms in double-double, p minimax of degree 5 with an error of
  /// 2^-64.
  static func cosineOfReduced(_ r: DoubleDouble) -> DoubleDouble {
    let z = r * r
    let p = z.high.polynomial(
      0x1.555555555554cp-5,
      -0x1.6c16c16c15181p-10,
      0x1.a01a019cb2169p-16,
      -0x1.27e4f80a33abcp-22,
      0x1.1ee9ec1891bbbp-29,
      -0x1.8faeb5e57dd3fp-37
    )
    return z.scaled(by: -0.5) + 1 + z.high * z.high * p
  }

  /// The number of quarter turns nearest to x, modulo 4, and the rest within +-pi/4, for finite x.
  ///
  /// Payne and Hanek (1983), "Radian Reduction for Trigonometric Functions": only the 192 bits of 2/pi
  /// that matter modulo 4 are multiplied with the significand. The fraction is good to 2^-137; no double
  /// comes closer than about 2^-62 to a multiple of pi/2, so the rest has 2^-66 of relative error.
  static func quarterTurns(_ x: Double) -> (quadrant: Int, rest: DoubleDouble) {
    guard x.magnitude > .pi / 4 else { return (0, DoubleDouble(x)) }
    let significand = x.significandBitPattern | 1 << 52
    // The first bit of 2/pi, padded by 64 zeros, whose product is below 4.
    let position = Int(x.exponent) + 10
    let window = (0..<3).map { twoOverPiWord(at: position + 64 * $0) }
    let last = significand.multipliedFullWidth(by: window[2])
    let middle = significand.multipliedFullWidth(by: window[1])
    let (low, carry) = last.high.addingReportingOverflow(middle.low)
    let high = significand &* window[0] &+ middle.high &+ (carry ? 1 : 0)
    // Two bits of quadrant, then the fraction: as signed number it lies in -1/2 ..< 1/2.
    let upper = Int64(bitPattern: high << 2 | low >> 62)
    let lower = low << 2 | last.low >> 62
    let quadrant = Int(high >> 62) + (upper < 0 ? 1 : 0)
    let first = Double(upper >> 11) * 0x1p-53
    let second = Double((UInt64(bitPattern: upper) & 0x7FF) << 42 | lower >> 22) * 0x1p-106
    let third = Double(lower & 0x3F_FFFF) * 0x1p-128
    let rest = (DoubleDouble(sum: first, second) + third) * halfPi
    return x < 0 ? (-quadrant & 3, -rest) : (quadrant & 3, rest)
  }

  /// 64 bits of 2/pi from a bit on.
  private static func twoOverPiWord(at position: Int) -> UInt64 {
    let (word, bit) = (position / 64, UInt64(position % 64))
    return bit == 0
      ? twoOverPi[word] : twoOverPi[word] << bit | twoOverPi[word + 1] >> (64 - bit)
  }

  static let halfPi = DoubleDouble(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54)

  /// The binary digits of 2/pi, after one word of zeros.
  private static let twoOverPi: [UInt64] = [
    0, 0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561, 0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e, 0xe882_35f5_2ebb_4484, 0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b, 0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b, 0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
  ]
}
