import OptRuntime

/// Aligned arrays of floats for a loop that overwrites some of them.
///
/// Sendable because threads work on slices that do not overlap.
final class LoopMemory: @unchecked Sendable {
  private let loop: FusedLoop
  private let memory: UnsafeMutableRawPointer
  private let arrays: [UnsafeMutablePointer<Float>]
  private let uniforms: UnsafeMutablePointer<Float>

  /// Arrays of small positive numbers.
  init(_ loop: FusedLoop) {
    self.loop = loop
    let streams = loop.kernel.inputCount
    // A distance that is no multiple of 4096 keeps stores from being mistaken for later loads.
    let stride = (loop.count + 15) / 16 * 16 + 16 * 5
    memory = .allocate(byteCount: streams * stride * 4, alignment: 4_096)
    let base = memory.bindMemory(to: Float.self, capacity: streams * stride)
    for place in 0..<streams * stride {
      (base + place).initialize(to: Float(place % 1_009) * 1e-3 + 1e-3)
    }
    arrays = (0..<streams).map { base + $0 * stride }
    // With these coefficients all values stay far from zero and infinity.
    uniforms = .allocate(capacity: loop.kernel.uniformCount + 1)
    uniforms.initialize(repeating: 0.5, count: loop.kernel.uniformCount + 1)
  }

  deinit {
    memory.deallocate()
    uniforms.deallocate()
  }

  /// One slice for each thread, in which the loop can be run.
  func slices(threads: Int) -> [LoopSlice] {
    let length = (loop.count + threads * 16 - 1) / (threads * 16) * 16
    return (0..<threads).map { thread in
      let start = min(thread * length, loop.count)
      return LoopSlice(
        of: self,
        count: min(length, loop.count - start),
        inputs: arrays.map { UnsafePointer($0 + start) },
        outputs: loop.kernel.stores.indices.map { arrays[loop.inPlace[$0] ?? 0] + start },
        uniforms: uniforms
      )
    }
  }
}

/// What one thread works on in a `LoopMemory`.
///
/// Sendable because one thread at a time runs a slice.
final class LoopSlice: @unchecked Sendable {
  private let arguments: KernelArguments
  private let memory: LoopMemory
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  private let noReductions: UnsafeMutablePointer<Float>

  fileprivate init(
    of memory: LoopMemory,
    count: Int,
    inputs: [UnsafePointer<Float>],
    outputs: [UnsafeMutablePointer<Float>],
    uniforms: UnsafeMutablePointer<Float>
  ) {
    self.memory = memory
    self.inputs = .allocate(capacity: inputs.count)
    self.inputs.initialize(from: inputs, count: inputs.count)
    self.outputs = .allocate(capacity: outputs.count)
    self.outputs.initialize(from: outputs, count: outputs.count)
    noReductions = .allocate(capacity: 1)
    arguments = KernelArguments(
      count: count,
      inputs: UnsafePointer(self.inputs),
      outputs: UnsafePointer(self.outputs),
      uniforms: UnsafePointer(uniforms),
      reductions: noReductions
    )
  }

  /// Runs the loop over the slice a number of times, in one of the ways there are.
  @inline(__always)
  func run(_ count: Int, _ loop: (KernelArguments) -> Void) {
    withExtendedLifetime(self) { for _ in 0..<count { loop(arguments) } }
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
    noReductions.deallocate()
  }
}
