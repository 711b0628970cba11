import OptProgram

/// The numbers that a step has beside arrays, each at an address that stays.
struct StepNumbers: BitwiseCopyable {
  let learningRate: UnsafeMutablePointer<Double>
  let step: UnsafeMutablePointer<Double>
  let loss: UnsafeMutablePointer<Double>
  let batchSize: UnsafeMutablePointer<Double>
  /// By variable: the states of the model.
  let modelStates: UnsafeMutablePointer<Double>

  /// All numbers at 0, for so many variables.
  init(variables: Int, _ arena: Arena) {
    learningRate = arena.repeating(0, count: 4 + variables)
    step = learningRate + 1
    loss = learningRate + 2
    batchSize = learningRate + 3
    modelStates = learningRate + 4
  }

  /// The address of what is known to the model before a step.
  func address(of leaf: ScalarOperation) -> UnsafePointer<Double> {
    switch leaf {
    case .learningRate: UnsafePointer(learningRate)
    case .stepNumber: UnsafePointer(step)
    case .input(.loss): UnsafePointer(loss)
    case .input: UnsafePointer(batchSize)
    case .modelState(let variable): UnsafePointer(modelStates + Int(variable.index))
    case .global, .rows, .cols, .rank, .count, .tensorState, .result, .elementwise, .matrix:
      preconditionFailure("not known to the model before a step")
    }
  }
}
