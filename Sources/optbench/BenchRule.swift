import OptProgram
import OptRuntime

/// A rule of the measurements, as the one kernel it consists of.
enum BenchRule: String, CaseIterable {
  case adamw
  case lion

  /// The streams that are read and written: weight and states come first, the gradient last.
  var stateStreams: Int {
    switch self {
    case .adamw: 3
    case .lion: 2
    }
  }

  /// Every output is the memory of the input of the same number.
  var inPlace: [Int: Int] { Dictionary(uniqueKeysWithValues: (0..<stateStreams).map { ($0, $0) }) }

  var kernel: MicroKernel {
    switch self {
    case .adamw: BenchRule.adamwKernel()
    case .lion: BenchRule.lionKernel()
    }
  }

  /// The roof: the same streams and one addition for each that is written.
  var roof: MicroKernel {
    var builder = KernelBuilder()
    let gradient = builder.load(stateStreams)
    for stream in 0..<stateStreams {
      let sum = builder.add(builder.load(stream), gradient)
      _ = builder.store(sum)
    }
    return builder.finish()
  }

  /// Values of the uniform slots, as in the tenth step.
  var uniforms: [Float] {
    switch self {
    case .adamw: [0.1, 0.9, 0.001, 0.999, 0.651_321_56, 0.009_955_12, 1e-8, 0.01, 1e-3]
    case .lion: [0.1, 0.9, 0.01, 0.99, 0.1, 1e-4]
    }
  }

  private static func adamwKernel() -> MicroKernel {
    var builder = KernelBuilder()
    let (w, oldM, oldV, g) = (builder.load(0), builder.load(1), builder.load(2), builder.load(3))
    let slots = (0..<9).map { builder.uniform($0) }
    let m = interpolate(g, oldM, slots[0], slots[1], &builder)
    let v = interpolate(builder.mul(g, g), oldV, slots[2], slots[3], &builder)
    let mHat = builder.div(m, slots[4])
    let vHat = builder.div(v, slots[5])
    let direction = builder.div(mHat, builder.add(builder.sqrt(vHat), slots[6]))
    let decayed = builder.add(direction, builder.mul(slots[7], w))
    let update = builder.mul(slots[8], decayed)
    for value in [builder.sub(w, update), m, v] { _ = builder.store(value) }
    return builder.finish()
  }

  private static func lionKernel() -> MicroKernel {
    var builder = KernelBuilder()
    let (w, oldM, g) = (builder.load(0), builder.load(1), builder.load(2))
    let slots = (0..<6).map { builder.uniform($0) }
    let direction = interpolate(g, oldM, slots[0], slots[1], &builder)
    let sign = builder.emit(.sign, direction, direction, direction)
    let m = interpolate(g, oldM, slots[2], slots[3], &builder)
    let decayed = builder.add(sign, builder.mul(slots[4], w))
    let update = builder.mul(slots[5], decayed)
    for value in [builder.sub(w, update), m] { _ = builder.store(value) }
    return builder.finish()
  }

  private static func interpolate(
    _ a: MicroValue,
    _ b: MicroValue,
    _ complement: MicroValue,
    _ c: MicroValue,
    _ builder: inout KernelBuilder
  ) -> MicroValue {
    builder.add(builder.mul(complement, a), builder.mul(c, b))
  }
}
