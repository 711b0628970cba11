import OptProgram
import OptRuntime

/// A user's weights and gradients, in the user's own memory.
final class StepMemory {
  private let weights: UnsafeMutablePointer<Float>
  private let gradients: UnsafeMutablePointer<Float>

  // The second gradient is the first one from this place on: the same lines of the cache.
  private static let shift = 16

  /// Small numbers of both signs.
  init(count: Int) {
    func values(_ period: Int) -> UnsafeMutablePointer<Float> {
      let byteCount = (count + StepMemory.shift) * MemoryLayout<Float>.size
      let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
      let floats = memory.bindMemory(to: Float.self, capacity: count + StepMemory.shift)
      for place in 0..<count + StepMemory.shift {
        (floats + place).initialize(to: Float(place % period - period / 2) * 1e-3)
      }
      return floats
    }
    weights = values(1_009)
    gradients = values(997)
  }

  deinit {
    weights.deallocate()
    gradients.deallocate()
  }

  /// Steps of an optimizer of one tensor.
  ///
  /// Gradients take turns, or the differences that some rules average would decay to denormals.
  func work(_ optimizer: Optimizer) -> TimedWork {
    let weights = [weights]
    let (even, odd) = ([UnsafePointer(gradients)], [UnsafePointer(gradients + StepMemory.shift)])
    var inputs = StepInputs()
    inputs.hutchinsonDiagonal = even
    inputs.gaussNewtonDiagonal = even
    inputs.loss = 1
    inputs.batchSize = 64
    return TimedWork(repeating: { [inputs] count in
      withExtendedLifetime(self) {
        for place in 0..<count {
          _ = optimizer.step(
            weights: weights,
            gradients: place & 1 == 0 ? even : odd,
            learningRate: 1e-3,
            inputs: inputs
          )
        }
      }
    })
  }
}
