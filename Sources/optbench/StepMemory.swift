import OptProgram
import OptRuntime

/// An optimizer of one tensor, with weights, gradients and estimates of curvature of its own.
final class StepMemory {
  let optimizer: Optimizer
  private let weights: [UnsafeMutablePointer<Float>]
  private let gradients: [UnsafePointer<Float>]
  private let inputs: StepInputs
  private let memory: UnsafeMutableRawPointer

  /// A rule ready for steps on small numbers of both signs.
  init(_ program: Program, _ shape: TensorShape, _ configuration: Optimizer.Configuration) throws {
    optimizer = try Optimizer(program, tensors: [shape], configuration: configuration)
    // A distance that is no multiple of 4096 keeps stores from being mistaken for later loads.
    let stride = (shape.count + 15) / 16 * 16 + 16 * 5
    memory = .allocate(byteCount: 3 * stride * 4, alignment: 4_096)
    let start = memory.bindMemory(to: Float.self, capacity: 3 * stride)
    for place in 0..<3 * stride { start[place] = Float(place % 1_009) * 1e-3 - 0.5 }
    weights = [start]
    gradients = [UnsafePointer(start + stride)]
    var inputs = StepInputs()
    inputs.hutchinsonDiagonal = [UnsafePointer(start + 2 * stride)]
    inputs.gaussNewtonDiagonal = inputs.hutchinsonDiagonal
    inputs.loss = 1
    inputs.batchSize = 32
    self.inputs = inputs
  }

  deinit { memory.deallocate() }

  /// Takes a step.
  func step() {
    optimizer.step(weights: weights, gradients: gradients, learningRate: 1e-3, inputs: inputs)
  }
}

extension TensorShape {
  /// A square matrix of so many elements where there is one, else a vector.
  static func squarest(_ count: Int) -> TensorShape {
    let side = Int(Double(count).squareRoot())
    return side > 1 && side * side == count ? TensorShape([side, side]) : TensorShape([count])
  }
}
