public import OptProgram

/// Executes a rule: owns its states for any number of parameter tensors and takes steps.
///
/// Weights and gradients are the caller's memory. Once every path of the rule's conditions has been
/// taken, a step allocates nothing. An optimizer belongs to one thread at a time.
public final class Optimizer {
  /// How a rule is executed.
  public struct Configuration: Sendable {
    /// What executes it; all give the same bits.
    public var backend: Backend

    /// Values of hyperparameters that differ from the rule's defaults.
    public var hyperparameters: [String: Double]

    /// `T`: the number of steps that will be taken, 0 if that is not known.
    public var totalSteps: Int

    /// The threads a step may use; the result does not depend on it.
    public var threads: Int

    /// The key of the noise that the rule declares, where `StepInputs` has none.
    public var noiseSeed: UInt64

    /// A configuration; the defaults are the fastest back end and one thread.
    public init(
      backend: Backend = .best,
      hyperparameters: [String: Double] = [:],
      totalSteps: Int = 0,
      threads: Int = 1,
      noiseSeed: UInt64 = 0
    ) {
      self.backend = backend
      self.hyperparameters = hyperparameters
      self.totalSteps = totalSteps
      self.threads = threads
      self.noiseSeed = noiseSeed
    }
  }

  /// The rule.
  public let program: Program

  /// The parameter tensors.
  public let tensors: [TensorShape]

  /// The number of steps taken.
  public private(set) var stepNumber = 0

  /// An optimizer before its first step.
  ///
  /// - Precondition: the program is verified.
  public init(
    _ program: Program,
    tensors: [TensorShape],
    configuration: Configuration = Configuration()
  ) throws(OptimizerError) {
    self.program = program
    self.tensors = tensors
  }

  /// Bytes of the states of each tensor, and of the model's own states at the end.
  public var stateBytes: [Int] { preconditionFailure() }

  /// Whether the rule reads an input of the kind in a step, counted from 1.
  public func reads(_ kind: InputKind, atStep step: Int) -> Bool { preconditionFailure() }

  /// Takes a step: changes the weights in place, and the states.
  ///
  /// - Precondition: there is one pointer for each tensor in `weights`, `gradients` and each list of
  ///   `inputs` that the rule reads, to as many floats as the tensor has elements.
  @discardableResult
  public func step(
    weights: [UnsafeMutablePointer<Float>],
    gradients: [UnsafePointer<Float>],
    learningRate: Double,
    inputs: StepInputs = .none
  ) -> StepOutcome { preconditionFailure() }

  /// Writes the weights to evaluate and export with: `eval_w`, or the weights where the rule has none.
  public func evaluationWeights(
    weights: [UnsafePointer<Float>],
    into evaluation: [UnsafeMutablePointer<Float>]
  ) { preconditionFailure() }

  /// Forgets all steps.
  public func reset() { preconditionFailure() }

  /// What is kept between steps.
  public func saveState() -> SavedState { preconditionFailure() }

  /// Continues from a saved state of the same program, tensors and hyperparameters.
  public func restore(_ state: SavedState) throws(OptimizerError) { preconditionFailure() }
}
