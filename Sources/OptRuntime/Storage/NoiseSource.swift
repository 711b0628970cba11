import OptProgram

/// The random numbers of a `noise` input: they depend on seed, step, tensor and input only.
struct NoiseSource: Sendable {
  let seed: UInt64

  /// Draws the numbers of one input of one tensor; `input` counts the program's noise inputs.
  func fill(
    _ target: UnsafeMutableBufferPointer<Float>,
    _ distribution: NoiseDistribution,
    step: Int,
    tensor: Int,
    input: Int
  ) {
    let index = mix64(mix64(UInt64(step)) ^ UInt64(tensor)) ^ UInt64(input)
    var stream = RandomStream(seed: seed, purpose: .noise, index: index)
    for place in target.indices {
      target[place] =
        switch distribution {
        case .normal: Float(stream.normal())
        case .rademacher: stream.next() >> 63 == 0 ? 1 : -1
        case .uniform: Float(stream.next() >> 40) * 0x1p-24
        }
    }
  }
}
