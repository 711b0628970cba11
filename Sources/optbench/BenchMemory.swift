import OptRuntime

/// Aligned streams of floats for one kernel, with outputs in place.
final class BenchMemory {
  let arguments: KernelArguments
  private let memory: UnsafeMutableRawPointer
  private let inputs: UnsafeMutableBufferPointer<UnsafePointer<Float>>
  private let outputs: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>
  private let uniforms: UnsafeMutableBufferPointer<Float>
  private let reductions: UnsafeMutablePointer<Float>

  /// Streams of `count` elements: small numbers of both signs.
  init(_ rule: BenchRule, count: Int) {
    let streams = rule.streams
    // A distance that is no multiple of 4096 keeps stores from being mistaken for later loads.
    let stride = (count + 15) / 16 * 16 + 16 * 5
    memory = .allocate(byteCount: streams * stride * 4, alignment: 4_096)
    let base = memory.bindMemory(to: Float.self, capacity: streams * stride)
    for place in 0..<streams * stride { base[place] = Float(place % 1_009) * 1e-3 + 1e-3 }
    let pointers = (0..<streams).map { base + $0 * stride }
    inputs = .allocate(capacity: streams)
    _ = inputs.initialize(from: pointers.map { UnsafePointer($0) })
    outputs = .allocate(capacity: rule.kernel.stores.count)
    _ = outputs.initialize(
      from: rule.kernel.stores.indices.map { pointers[rule.inPlace[$0] ?? 0] }
    )
    // With these coefficients all values stay far from zero and infinity.
    uniforms = .allocate(capacity: rule.kernel.uniformCount + 1)
    uniforms.initialize(repeating: 0.5)
    reductions = .allocate(capacity: 1)
    guard let inputs = inputs.baseAddress, let outputs = outputs.baseAddress,
      let uniforms = uniforms.baseAddress
    else { preconditionFailure("a kernel without streams") }
    arguments = KernelArguments(
      count: count,
      inputs: inputs,
      outputs: outputs,
      uniforms: uniforms,
      reductions: reductions
    )
  }

  deinit {
    memory.deallocate()
    inputs.deallocate()
    outputs.deallocate()
    uniforms.deallocate()
    reductions.deallocate()
  }
}
