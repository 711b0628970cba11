import OptProgram

@testable import OptRuntime

extension NativeTrial {
  /// A random kernel on random data, the same for the same seed.
  ///
  /// Bits of NaNs are nobody's business: integer operations get values without NaNs only.
  static func random(seed: UInt64) -> NativeTrial {
    var generator = RandomKernel(seed: seed)
    return generator.trial()
  }
}

private struct RandomKernel {
  private var random: RandomStream
  private var builder = KernelBuilder()
  private let inputCount: Int
  /// Values whose bits matter only if they are not NaN.
  private var floats: [MicroValue] = []
  /// Values whose bits are the same everywhere.
  private var bits: [MicroValue] = []
  private var masks: [MicroValue] = []

  init(seed: UInt64) {
    random = RandomStream(seed: seed, purpose: .test)
    inputCount = 1 + random.below(6)
  }

  mutating func trial() -> NativeTrial {
    for stream in 0..<inputCount { floats.append(builder.load(stream)) }
    floats.append(builder.uniform(0))
    floats.append(builder.constant(specialValues[random.below(specialValues.count)]))
    bits.append(builder.constant(bits: UInt32(truncatingIfNeeded: random.next())))
    bits.append(builder.constant(bits: 0x8000_0000))
    bits.append(builder.constant(bits: 0x7FFF_FFFF))
    masks.append(builder.less(floats[0], floats[inputCount]))
    masks.append(builder.constant(bits: .max))
    for _ in 0..<(1 + random.below(80)) { addValue() }
    var inPlace: [Int: Int] = [:]
    let stores = random.below(5)
    for output in 0..<stores {
      let value = any([pick(floats), pick(bits), pick(masks), floats[0]])
      _ = builder.store(value)
      if output < inputCount && random.below(2) == 0 { inPlace[output] = inputCount - 1 - output }
    }
    for _ in 0..<(stores == 0 ? 1 : random.below(3)) {
      _ = builder.reduce(random.below(2) == 0 ? .sum : .maximum, pick(floats))
    }
    let count = random.below(101)
    let inputs = (0..<inputCount).map { _ in (0..<count).map { _ in element() } }
    let uniforms = (0..<3).map { _ in element() }
    return NativeTrial(
      kernel: builder.finish(),
      inputs: inputs,
      uniforms: uniforms,
      inPlace: inPlace
    )
  }

  private mutating func element() -> Float {
    switch random.below(4) {
    case 0: specialValues[random.below(specialValues.count)]
    case 1: Float(random.normal() * 1e4)
    default: Float(random.normal())
    }
  }

  private mutating func pick(_ values: [MicroValue]) -> MicroValue {
    // Old values stay alive for long, new ones are combined.
    random.below(3) == 0
      ? values[random.below(values.count)]
      : values[values.count - 1 - random.below(min(values.count, 4))]
  }

  private mutating func any(_ values: [MicroValue]) -> MicroValue {
    values[random.below(values.count)]
  }

  private mutating func addValue() {
    switch random.below(10) {
    case 0...4: floats.append(float())
    case 5...7: bits.append(bitPattern())
    default: masks.append(mask())
    }
  }

  private mutating func float() -> MicroValue {
    let (a, b, c) = (pick(floats), pick(floats), pick(floats))
    switch random.below(13) {
    case 0: return builder.add(a, b)
    case 1: return builder.sub(a, b)
    case 2: return builder.mul(a, b)
    case 3: return builder.div(a, b)
    case 4: return builder.fma(a, b, c)
    case 5: return builder.sqrt(builder.and(a, builder.constant(bits: 0x7FFF_FFFF)))
    case 6: return builder.floor(a)
    case 7: return builder.roundEven(a)
    case 8: return builder.xor(a, builder.constant(bits: 0x8000_0000))
    case 9: return builder.select(pick(masks), a, b)
    case 10: return builder.and(pick(masks), a)
    case 11: return builder.uniform(random.below(3))
    default: return pick(bits)
    }
  }

  private mutating func bitPattern() -> MicroValue {
    let (a, b) = (pick(bits), pick(bits))
    switch random.below(12) {
    case 0: return builder.and(a, b)
    case 1: return builder.or(a, b)
    case 2: return builder.xor(a, b)
    case 3: return builder.shiftLeft(a, by: random.below(34))
    case 4: return builder.shiftRight(a, by: random.below(34))
    case 5: return builder.shiftRightSigned(a, by: random.below(34))
    case 6: return builder.addInteger(a, b)
    case 7: return builder.subInteger(a, b)
    case 8: return builder.select(pick(masks), a, b)
    case 9: return pick(masks)
    case 10: return builder.or(builder.and(a, b), builder.xor(pick(bits), pick(bits)))
    default:
      let x = pick(floats)
      return builder.select(builder.equal(x, x), x, a)
    }
  }

  private mutating func mask() -> MicroValue {
    let (a, b) = (pick(floats), pick(floats))
    switch random.below(9) {
    case 0: return builder.less(a, b)
    case 1: return builder.lessOrEqual(a, b)
    case 2: return builder.equal(a, b)
    case 3: return builder.notEqual(a, b)
    case 4: return builder.and(pick(masks), pick(masks))
    case 5: return builder.or(pick(masks), pick(masks))
    case 6: return builder.xor(pick(masks), pick(masks))
    case 7: return builder.shiftRightSigned(pick(bits), by: 31)
    default: return builder.select(pick(masks), pick(masks), pick(masks))
    }
  }
}
