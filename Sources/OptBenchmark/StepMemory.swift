package import OptRuntime

/// A user's weights and gradients, in the user's own memory.
package final class StepMemory {
  private let weights: UnsafeMutablePointer<Float>
  private let gradients: UnsafeMutablePointer<Float>

  // The second gradient is the first one from this place on: the same lines of the cache.
  private static let shift = 16

  /// Small numbers of both signs.
  package init(count: Int) {
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
  package func work(_ optimizer: Optimizer) -> TimedWork {
    let steps = RepeatedSteps(
      optimizer,
      weights: weights,
      gradients: gradients,
      otherGradients: gradients + StepMemory.shift
    )
    return TimedWork(repeating: { [self] count in withExtendedLifetime(self) { steps.take(count) } }
    )
  }
}

/// Steps of an optimizer, in a loop that costs little beside the smallest of them.
///
/// Gradients take turns, or the differences that some rules average would decay to denormals.
private final class RepeatedSteps {
  private let optimizer: Optimizer
  private let weights: [UnsafeMutablePointer<Float>]
  private let gradients: [UnsafePointer<Float>]
  private let otherGradients: [UnsafePointer<Float>]
  private let inputs: StepInputs

  init(
    _ optimizer: Optimizer,
    weights: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    otherGradients: UnsafePointer<Float>
  ) {
    self.optimizer = optimizer
    self.weights = [weights]
    self.gradients = [gradients]
    self.otherGradients = [otherGradients]
    var inputs = StepInputs()
    inputs.hutchinsonDiagonal = [gradients]
    inputs.gaussNewtonDiagonal = [gradients]
    inputs.loss = 1
    inputs.batchSize = 64
    self.inputs = inputs
  }

  /// Takes so many steps.
  func take(_ count: Int) {
    for turn in 0..<count {
      if turn & 1 == 0 {
        optimizer.step(weights: weights, gradients: gradients, learningRate: 1e-3, inputs: inputs)
      } else {
        optimizer.step(
          weights: weights,
          gradients: otherGradients,
          learningRate: 1e-3,
          inputs: inputs
        )
      }
    }
  }
}
