/// What a training loop supplies beside gradients, for the inputs that a rule declares.
///
/// Inputs that the rule does not read in a step (`Optimizer.reads`) may be left out.
public struct StepInputs {
  /// Estimates of the Hessian's diagonal by Hutchinson's method, one pointer a tensor.
  public var hutchinsonDiagonal: [UnsafePointer<Float>] = []

  /// Gauss-Newton estimates of the Hessian's diagonal, one pointer a tensor.
  public var gaussNewtonDiagonal: [UnsafePointer<Float>] = []

  /// For each `noise` input in the order of declaration, one pointer a tensor.
  ///
  /// Empty: the optimizer draws the numbers itself, from `Optimizer.Configuration.noiseSeed`.
  public var noise: [[UnsafePointer<Float>]] = []

  /// The loss of this step's batch.
  public var loss: Double = .nan

  /// The number of examples in this step's batch.
  public var batchSize: Double = .nan

  /// Nothing: for rules without declared inputs.
  public static var none: StepInputs { StepInputs() }

  /// No inputs; set what the rule reads.
  public init() {}
}
