import OptProgram
import Testing

@testable import OptRuntime

/// Machine code against the definition of the micro-operations, bit for bit.
struct NativeKernelTests {
  @Test(arguments: InstructionSet.supported, MicroOperation.allCases)
  func `every operation at every tail length`(
    _ isa: InstructionSet,
    _ operation: MicroOperation
  ) throws {
    for kernel in kernels(of: operation) {
      for count in 0...33 {
        let trial = NativeTrial(
          kernel: kernel,
          inputs: specialInputs(kernel, count, seed: UInt64(count)),
          uniforms: [2.5]
        )
        #expect(try trial.native(isa) == trial.expected(), "\(count) elements")
      }
    }
  }

  @Test(arguments: InstructionSet.supported, MicroOperation.allCases)
  func `every operation on every pair of special values`(
    _ isa: InstructionSet,
    _ operation: MicroOperation
  ) throws {
    let side = specialValues.count
    var inputs = specialInputs(kernels(of: operation)[0], side * side, seed: 1)
    for input in inputs.indices {
      for place in 0..<side * side where input < 2 {
        inputs[input][place] = specialValues[input == 0 ? place / side : place % side]
      }
    }
    for kernel in kernels(of: operation) {
      let trial = NativeTrial(
        kernel: kernel,
        inputs: Array(inputs.prefix(kernel.inputCount)),
        uniforms: [2.5]
      )
      #expect(try trial.native(isa) == trial.expected())
    }
  }

  @Test(arguments: InstructionSet.supported, Opcode.allCases.filter { $0.family == .elementwise })
  func `every function of the language`(_ isa: InstructionSet, _ opcode: Opcode) throws {
    // The coefficient of interp is expanded before kernels are built.
    guard opcode != .interp else { return }
    var builder = KernelBuilder()
    let loads = (0..<3).map { builder.load($0) }
    let value = builder.emit(opcode, loads[0], loads[1], loads[2])
    _ = builder.store(value)
    let kernel = builder.finish()
    for count in [1, 8, 15, 16, 33, 200] {
      var inputs = specialInputs(kernel, count, seed: UInt64(count))
      let normal = randomInputs(3, count, seed: UInt64(count))
      for input in inputs.indices {
        for place in 0..<count where place % 3 == 0 { inputs[input][place] = normal[input][place] }
      }
      let trial = NativeTrial(kernel: kernel, inputs: inputs)
      #expect(try trial.native(isa) == trial.expected(), "\(count) elements")
    }
  }

  @Test(arguments: InstructionSet.supported)
  func `reductions around the borders of chunks`(_ isa: InstructionSet) throws {
    var builder = KernelBuilder()
    let x = builder.load(0)
    _ = builder.reduce(.sum, x)
    let square = builder.mul(x, x)
    _ = builder.reduce(.sum, square)
    _ = builder.reduce(.maximum, square)
    _ = builder.store(square)
    let kernel = builder.finish()
    let chunk = MicroKernel.chunkLength
    for count in [1, 15, chunk - 1, chunk, chunk + 1, chunk + 17, 2 * chunk, 2 * chunk + 9] {
      var random = RandomStream(seed: UInt64(count), purpose: .test)
      let trial = NativeTrial(
        kernel: kernel,
        inputs: [(0..<count).map { _ in Float(random.normal()) }]
      )
      #expect(try trial.native(isa) == trial.expected(), "\(count) elements")
    }
  }

  @Test(arguments: InstructionSet.supported)
  func `a NaN anywhere is the maximum`(_ isa: InstructionSet) throws {
    var builder = KernelBuilder()
    let x = builder.load(0)
    _ = builder.reduce(.maximum, x)
    let kernel = builder.finish()
    for count in [1, 7, 16, 40] {
      for place in 0..<count {
        var values = (0..<count).map { Float($0 * 7 % 11) }
        values[place] = place % 2 == 0 ? .nan : -.nan
        let trial = NativeTrial(kernel: kernel, inputs: [values])
        #expect(try trial.native(isa).reductions == [Float.nan.bitPattern])
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func `more reductions than registers`(_ isa: InstructionSet) throws {
    var builder = KernelBuilder()
    for stream in 0..<4 {
      let x = builder.load(stream)
      for power in 0..<5 {
        let scaled = builder.mul(x, builder.constant(Float(power) - 1.5))
        _ = builder.reduce(power % 2 == 0 ? .sum : .maximum, scaled)
      }
    }
    let kernel = builder.finish()
    for count in [0, 5, 16, 100] {
      let trial = NativeTrial(kernel: kernel, inputs: randomInputs(4, count, seed: 3))
      #expect(try trial.native(isa) == trial.expected())
    }
  }

  @Test(arguments: InstructionSet.supported)
  func `sixty-four values alive at once in ninety-six streams`(_ isa: InstructionSet) throws {
    var builder = KernelBuilder()
    let width = 64
    let values = (0..<width).map { stream in
      builder.fma(builder.load(stream), builder.uniform(0), builder.constant(Float(stream)))
    }
    let masks = (0..<12).map { builder.less(values[$0], values[$0 + 1]) }
    for output in 0..<32 {
      let pair = builder.mul(values[output], values[width - 1 - output])
      _ = builder.store(builder.select(masks[output % 12], pair, values[(output + 7) % width]))
    }
    let kernel = builder.finish()
    for count in [3, 16, 35] {
      var trial = NativeTrial(
        kernel: kernel,
        inputs: randomInputs(width, count, seed: 4),
        uniforms: [0.75]
      )
      #expect(try trial.native(isa) == trial.expected())
      let expected = trial.expected()
      for output in 0..<32 { trial.inPlace[output] = (output * 5 + 3) % width }
      #expect(try trial.native(isa) == expected, "in place")
    }
  }

  @Test(arguments: InstructionSet.supported)
  func `streams may change places`(_ isa: InstructionSet) throws {
    var builder = KernelBuilder()
    let x = builder.load(0)
    let y = builder.load(1)
    _ = builder.store(y)
    _ = builder.store(x)
    _ = builder.store(builder.constant(3))
    let trial = NativeTrial(
      kernel: builder.finish(),
      inputs: randomInputs(2, 29, seed: 5),
      inPlace: [0: 0, 1: 1]
    )
    #expect(try trial.native(isa) == trial.expected())
  }

  @Test(arguments: InstructionSet.supported)
  func `random kernels`(_ isa: InstructionSet) throws {
    for seed in UInt64(0)..<300 {
      let trial = NativeTrial.random(seed: seed)
      #expect(try trial.native(isa) == trial.expected(), "seed \(seed)")
    }
  }
}

/// Kernels of one operation: on three inputs, with a constant, with a uniform, its result folded.
func kernels(of operation: MicroOperation) -> [MicroKernel] {
  (0..<4).map { variant in
    var builder = KernelBuilder()
    let loads = (0..<3).map { builder.load($0) }
    var (a, b, c) = (loads[0], loads[1], loads[2])
    if variant == 1 { b = builder.constant(0.75) }
    if variant == 2 { (a, c) = (builder.uniform(0), builder.constant(-1.25)) }
    if operation == .select { a = builder.less(a, loads[2]) }
    let value = apply(operation, a, b, c, &builder)
    if variant == 3 {
      _ = builder.reduce(.sum, value)
      _ = builder.reduce(.maximum, value)
    } else {
      _ = builder.store(value)
    }
    return builder.finish()
  }
}

private func apply(
  _ operation: MicroOperation,
  _ a: MicroValue,
  _ b: MicroValue,
  _ c: MicroValue,
  _ builder: inout KernelBuilder
) -> MicroValue {
  switch operation {
  case .load: a
  case .uniform: builder.uniform(0)
  case .constant: builder.constant(1.5)
  case .add: builder.add(a, b)
  case .sub: builder.sub(a, b)
  case .mul: builder.mul(a, b)
  case .div: builder.div(a, b)
  case .fma: builder.fma(a, b, c)
  case .sqrt: builder.sqrt(a)
  case .floor: builder.floor(a)
  case .roundEven: builder.roundEven(a)
  case .less: builder.less(a, b)
  case .lessOrEqual: builder.lessOrEqual(a, b)
  case .equal: builder.equal(a, b)
  case .notEqual: builder.notEqual(a, b)
  case .and: builder.and(a, b)
  case .or: builder.or(a, b)
  case .xor: builder.xor(a, b)
  case .select: builder.select(a, b, c)
  case .shiftLeft: builder.shiftLeft(a, by: 9)
  case .shiftRight: builder.shiftRight(a, by: 23)
  case .shiftRightSigned: builder.shiftRightSigned(a, by: 31)
  case .addInteger: builder.addInteger(a, b)
  case .subInteger: builder.subInteger(a, b)
  }
}

func specialInputs(_ kernel: MicroKernel, _ count: Int, seed: UInt64) -> [[Float]] {
  var random = RandomStream(seed: seed, purpose: .test)
  return (0..<max(kernel.inputCount, 3)).map { _ in
    (0..<count).map { _ in specialValues[random.below(specialValues.count)] }
  }
}

func randomInputs(_ streams: Int, _ count: Int, seed: UInt64) -> [[Float]] {
  var random = RandomStream(seed: seed, purpose: .test)
  return (0..<streams).map { _ in (0..<count).map { _ in Float(random.normal()) } }
}
