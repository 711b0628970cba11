/// A multiple of a quarter turn and the rest, in two parts.
struct ReducedAngle {
  /// The number of quarter turns, a small whole number.
  var quarters: MicroValue
  /// The rest, between about -pi/4 and pi/4.
  var high: MicroValue
  /// What the rest loses by rounding.
  var low: MicroValue
}

extension KernelBuilder {
  /// The digits of 1 / (2 pi) that matter for arguments of some binades.
  private struct TurnWindow {
    /// Arguments below this and not below the limit of the window before.
    var limit: Float
    /// Brings the argument between 1 and 2^20.
    var scale: Float
    /// 1 / (2 pi scale) without what gives whole turns: a multiple of 1/2, then three floats, the
    /// first of which is between 1/2 and 1 (in the first window, 1 / (2 pi)).
    var chunks: [Float]
  }

  private static let turnWindows = [
    TurnWindow(
      limit: 0x1p20,
      scale: 0x1p0,
      chunks: [0, 0x1.45f306p-3, 0x1.b9391p-28, 0x1.529fc2p-54]
    ),
    TurnWindow(
      limit: 0x1p38,
      scale: 0x1p-20,
      chunks: [0x1.45f2cp+17, 0x1.1b7272p-1, 0x1.054a8p-28, -0x1.ec5418p-53]
    ),
    TurnWindow(
      limit: 0x1p56,
      scale: 0x1p-38,
      chunks: [0x1.836e4p+20, 0x1.c882a6p-1, -0x1.80f62ap-26, -0x1.70565ap-55]
    ),
    TurnWindow(
      limit: 0x1p74,
      scale: 0x1p-56,
      chunks: [0x1.391048p+20, 0x1.94fe14p-1, -0x1.505c16p-27, 0x1.a6ee06p-53]
    ),
    TurnWindow(
      limit: 0x1p92,
      scale: 0x1p-74,
      chunks: [0x1.529fb8p+20, 0x1.4eafa4p-1, -0x1.596448p-29, 0x1.b6c52cp-57]
    ),
    TurnWindow(
      limit: 0x1p110,
      scale: 0x1p-92,
      chunks: [-0x1.ec543p+19, 0x1.8fa9a6p-1, 0x1.dc0db6p-26, 0x1.4acc9ep-53]
    ),
    TurnWindow(
      limit: .infinity,
      scale: 0x1p-110,
      chunks: [-0x1.7056cp+17, 0x1.9bb81cp-1, -0x1.275a9ap-26, 0x1.3c439p-52]
    ),
  ]

  /// The quarter turns and the rest of a non-negative angle; NaN for infinity and NaN.
  ///
  /// Payne and Hanek (1983), "Radian Reduction for Trigonometric Functions", without a table to
  /// index: the digits are selected by binade, 18 binades to a window. In turns, the argument times
  /// the first chunk counts only by its fraction, which is a multiple of 2^-24, as is that of the
  /// rounded product with the second: their sum is exact. The rest is summed in two parts, good to
  /// about 2^-58 turns; the closest any float comes to a quarter turn is about 2^-34 turns.
  mutating func reduceAngle(_ a: MicroValue) -> ReducedAngle {
    let windows = KernelBuilder.turnWindows
    let masks = windows.dropLast().map { less(a, constant($0.limit)) }
    let x = mul(a, choose(masks, windows.map(\.scale)))
    let chunks = (0..<4).map { place in choose(masks, windows.map { $0.chunks[place] }) }

    let top = fraction(fma(x, chunks[0], xor(roundEven(mul(x, chunks[0])), signBit)))
    let second = exactProduct(x, chunks[1])
    let third = exactProduct(x, chunks[2])
    let last = fma(x, chunks[3], third.low)

    let turns = add(top, fraction(second.high))
    let (fine, fineError) = exactSum(second.low, third.high)
    let quarters = roundEven(mul(add(turns, fine), constant(4)))
    let coarse = fma(quarters, constant(-0.25), turns)
    let (sum, sumError) = exactSum(coarse, fine)
    let (high, low) = exactOrderedSum(sum, add(sumError, add(fineError, last)))
    return radians(quarters, high, low, of: a)
  }

  /// The rest in radians; angles below an eighth turn are their own rest.
  private mutating func radians(
    _ quarters: MicroValue,
    _ high: MicroValue,
    _ low: MicroValue,
    of a: MicroValue
  ) -> ReducedAngle {
    let isLarge = less(constant(0x1.921fb6p-1), a)
    let turn = constant(0x1.921fb6p+2)
    let rest = exactProduct(high, turn)
    let small = fma(low, turn, fma(high, constant(-0x1.777a5cp-23), rest.low))
    return ReducedAngle(
      quarters: and(quarters, isLarge),
      high: select(isLarge, rest.high, a),
      low: and(small, isLarge)
    )
  }

  /// x minus the nearest whole number.
  private mutating func fraction(_ x: MicroValue) -> MicroValue { sub(x, roundEven(x)) }

  /// The value of the first mask that is set, or the last value.
  private mutating func choose(_ masks: [MicroValue], _ values: [Float]) -> MicroValue {
    let last = constant(values[values.count - 1])
    return zip(masks, values).reversed().reduce(last) { rest, choice in
      select(choice.0, constant(choice.1), rest)
    }
  }
}
