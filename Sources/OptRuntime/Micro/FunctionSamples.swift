import OptProgram

/// Arguments that show what a function does: special values, any bits, numbers of ordinary size.
struct FunctionSamples {
  private let numbers: [Float]

  /// About `count` numbers, the same ones every time.
  init(count: Int) {
    var random = RandomStream(seed: 0, purpose: .test)
    var numbers = FunctionSamples.special + FunctionSamples.special.map { -$0 }
    while numbers.count < count {
      numbers.append(Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
      numbers.append(Float(8 * random.uniform() - 4))
      numbers.append(Float(200 * random.uniform() - 100))
      numbers.append(Float(HostMath.exp2(60 * random.uniform() - 30)))
    }
    self.numbers = numbers
  }

  /// Both operands of every sample; a function of one operand ignores the second.
  ///
  /// For `pow` most exponents are chosen so that the result spreads over all floats.
  func operands(of opcode: Opcode) -> [[Float]] {
    guard opcode.arity == 2 else { return numbers.map { [$0, $0] } }
    var random = RandomStream(seed: 1, purpose: .test)
    return numbers.map { number in
      let logarithm = HostMath.log2(Double(number.magnitude))
      let exponent = (300 * random.uniform() - 150) / logarithm
      let isOrdinary = random.below(4) > 0 && exponent.isFinite
      let base = isOrdinary ? number.magnitude : number
      return [base, isOrdinary ? Float(exponent) : numbers[random.below(numbers.count)]]
    }
  }

  /// Zeros, ends of ranges, neighbours of them, and arguments near multiples of pi/2.
  private static let special: [Float] = {
    let edges: [Float] = [
      0, 0.5, 1, 2, 0.25, .pi / 4, .pi / 2, .pi, 2 * .pi, 0.625, 10, 17, 18, 88.72284, 89, 89.41599,
      90, 103.97208, 104, 127, 128, 149, 150, 0.70710678, 1.41421356, 0x1p-12, 0x1p-24, 0x1p20,
      0x1p24, 0x1p32, 0x1p64, 0x1p100, 16_367_173 * 0x1p72, .leastNonzeroMagnitude,
      .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity, .nan,
    ]
    let multiples = (1...64).map { Float($0) * (.pi / 2) }
    return (edges + multiples).flatMap { [$0.nextDown, $0, $0.nextUp] }
  }()
}
