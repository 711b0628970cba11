import OptProgram
import Testing

@testable import OptRuntime

/// One execution of a kernel on data of one's choice, by machine code and by the oracle.
struct NativeTrial {
  var kernel: MicroKernel
  var inputs: [[Float]]
  var uniforms: [Float] = []
  /// The input stream whose memory each output is, where it is one.
  var inPlace: [Int: Int] = [:]

  var count: Int { inputs.first?.count ?? 0 }

  /// Outputs and reductions, as bits with one pattern for all NaNs.
  struct Result: Equatable {
    var outputs: [[UInt32]]
    var reductions: [UInt32]
  }

  /// What machine code does.
  func native(_ isa: InstructionSet) throws -> Result {
    try run(NativeKernel(kernel: kernel, isa: isa))
  }

  /// What a kernel does that was made of `kernel`.
  func run(_ code: some KernelExecutor) throws -> Result {
    let outputs = kernel.stores.indices.map { inPlace[$0] ?? inputs.count + $0 }
    // Strange values around every stream, to see writes outside; odd places, to have no alignment.
    let strange: Float = 12_345.5
    let streamCount = inputs.count + outputs.count
    let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: streamCount * (count + 2) + 1)
    defer { memory.deallocate() }
    memory.initialize(repeating: strange)
    let base = try #require(memory.baseAddress) + 1
    for (stream, values) in inputs.enumerated() {
      (base + stream * (count + 2)).update(from: values, count: count)
    }
    let inputPointers = inputs.indices.map { UnsafePointer(base + $0 * (count + 2)) }
    let outputPointers = outputs.map { base + $0 * (count + 2) }
    var reductions = [Float](repeating: strange, count: kernel.reductions.count)
    reductions.withUnsafeMutableBufferPointer { reductions in
      withPointers(inputPointers, outputPointers, uniforms, reductions) { code.run($0) }
    }
    for stream in 0...streamCount {
      #expect(memory[stream * (count + 2)] == strange, "written outside")
    }
    return Result(
      outputs: outputPointers.map { pointer in
        (0..<count).map { canonicalBits(pointer[$0]) }
      },
      reductions: reductions.map(canonicalBits)
    )
  }

  private func withPointers(
    _ inputs: [UnsafePointer<Float>],
    _ outputs: [UnsafeMutablePointer<Float>],
    _ uniforms: [Float],
    _ reductions: UnsafeMutableBufferPointer<Float>,
    _ body: (KernelArguments) -> Void
  ) {
    // A pointer to something, for lists that are empty.
    var nothing: Float = 0
    withUnsafeMutablePointer(to: &nothing) { nothing in
      (inputs + [UnsafePointer(nothing)]).withUnsafeBufferPointer { inputs in
        (outputs + [nothing]).withUnsafeBufferPointer { outputs in
          (uniforms + [0]).withUnsafeBufferPointer { uniforms in
            guard let inputs = inputs.baseAddress, let outputs = outputs.baseAddress,
              let uniforms = uniforms.baseAddress
            else { return }
            body(
              KernelArguments(
                count: count,
                inputs: inputs,
                outputs: outputs,
                uniforms: uniforms,
                reductions: reductions.baseAddress ?? nothing
              )
            )
          }
        }
      }
    }
  }

  /// What the definition of the micro-operations says.
  func expected() -> Result {
    var values = [[UInt32]](repeating: [], count: kernel.code.count)
    for (place, instruction) in kernel.code.enumerated() {
      let a = values[Int(instruction.a.index)]
      let b = values[Int(instruction.b.index)]
      let c = values[Int(instruction.c.index)]
      values[place] = (0..<count).map { element in
        switch instruction.operation {
        case .load: inputs[Int(instruction.immediate)][element].bitPattern
        case .uniform: uniforms[Int(instruction.immediate)].bitPattern
        default:
          MicroEvaluator.evaluate(
            instruction.operation,
            a.isEmpty ? 0 : a[element],
            b.isEmpty ? 0 : b[element],
            c.isEmpty ? 0 : c[element],
            immediate: instruction.immediate
          )
        }
      }
    }
    return Result(
      outputs: kernel.stores.map {
        values[Int($0.index)].map { canonicalBits(Float(bitPattern: $0)) }
      },
      reductions: kernel.reductions.map {
        canonicalBits(fold($0.kind, values[Int($0.value.index)].map { Float(bitPattern: $0) }))
      }
    )
  }
}

/// The bits of a float, one pattern for all NaNs.
func canonicalBits(_ value: Float) -> UInt32 {
  value.isNaN ? Float.nan.bitPattern : value.bitPattern
}

private func fold(_ kind: MicroKernel.Reduction.Kind, _ values: [Float]) -> Float {
  switch kind {
  case .maximum:
    return values.contains(where: \.isNaN) ? .nan : values.reduce(0) { $1 > $0 ? $1 : $0 }
  case .sum:
    var total: Float = 0
    for start in stride(from: 0, to: values.count, by: MicroKernel.chunkLength) {
      var lanes = [Float](repeating: 0, count: MicroKernel.laneCount)
      for place in start..<min(start + MicroKernel.chunkLength, values.count) {
        lanes[(place - start) % MicroKernel.laneCount] += values[place]
      }
      total += lanes.reduce(0, +)
    }
    return total
  }
}

/// Values at the borders of every case of arithmetic.
let specialValues: [Float] = [
  0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.141_592_7, -7.25, 1e-3, 123_456.79,
  .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
  Float(bitPattern: 0x007F_FFFF), -Float(bitPattern: 0x0000_1234), .greatestFiniteMagnitude,
  -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, -.nan, 8_388_608, 8_388_607.5,
  -4_194_304.5, 1e30, -1e-30,
]
