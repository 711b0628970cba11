public import OptProgram

/// Executes a rule: owns its states for any number of parameter tensors and takes steps.
///
/// Weights and gradients are the caller's memory. Once every path of the rule's conditions has been
/// taken, a step allocates nothing. An optimizer belongs to one thread at a time.
public final class Optimizer {
  /// How a rule is executed.
  public struct Configuration: Hashable, Sendable {
    /// What executes it; all give the same bits.
    public var backend: Backend

    /// The instruction set of machine code; where there is none, the portable back end stands in.
    public var isa: InstructionSet?

    /// Values of hyperparameters that differ from the rule's defaults.
    public var hyperparameters: [String: Double]

    /// `T`: the number of steps that will be taken, 0 if that is not known.
    public var totalSteps: Int

    /// The threads a step may use; the result does not depend on it.
    public var threads: Int

    /// The key of the noise that the rule declares, where `StepInputs` has none.
    public var noiseSeed: UInt64

    /// Whether statements that nothing depends on are executed too, for those who look on.
    package var keepsDeadCode = false

    /// A configuration; the defaults are the fastest back end and one thread.
    public init(
      backend: Backend = .best,
      isa: InstructionSet? = InstructionSet.best,
      hyperparameters: [String: Double] = [:],
      totalSteps: Int = 0,
      threads: Int = 1,
      noiseSeed: UInt64 = 0
    ) {
      self.backend = backend
      self.isa = isa
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
  public var stepNumber: Int { stepsTaken }

  /// Why the portable back end stands in for machine code that was wanted; nil where it does not.
  ///
  /// Kernels are made when a path of the rule is taken for the first time: known after a step.
  public var fallbackReason: NativeError? { engine.fallbackReason }

  private let instance: RuleInstance
  private let engine: any OptimizerEngine
  private var stepsTaken = 0
  private var learningRate = Double.nan

  /// An optimizer before its first step.
  ///
  /// - Precondition: the program is verified.
  public convenience init(
    _ program: Program,
    tensors: [TensorShape],
    configuration: Configuration = Configuration()
  ) throws(OptimizerError) {
    try self.init(program, tensors: tensors, configuration: configuration, codes: .shared)
  }

  /// An optimizer that takes its machine code from a cache.
  init(
    _ program: Program,
    tensors: [TensorShape],
    configuration: Configuration,
    codes: NativeCodeCache
  ) throws(OptimizerError) {
    self.program = program
    self.tensors = tensors
    instance = try RuleInstance(program, tensors: tensors, configuration: configuration)
    switch configuration.backend {
    case .reference: engine = try ReferenceEngine(program, tensors, configuration)
    case .portable, .native:
      engine = CompiledEngine(
        instance,
        target: KernelTarget(
          backend: configuration.backend,
          isa: configuration.isa,
          codes: codes
        ),
        threads: configuration.threads,
        noiseSeed: configuration.noiseSeed
      )
    }
  }

  /// Bytes of the states of each tensor, and of the model's own states at the end.
  public var stateBytes: [Int] {
    let own = tensors.indices.map { tensor in
      instance.tensorStates(tensor).reduce(0) { bytes, state in
        bytes + instance.layout(of: state, tensor: tensor).byteCount(elementBytes: 4)
      }
    }
    return own + [instance.modelStates.count * MemoryLayout<Double>.size]
  }

  /// Whether the rule reads an input of the kind in a step, counted from 1.
  public func reads(_ kind: InputKind, atStep step: Int) -> Bool {
    instance.reads(kind, atStep: step)
  }

  /// Takes a step: changes the weights in place, and the states.
  ///
  /// Weights, gradients and inputs of one tensor must not overlap.
  ///
  /// - Precondition: there is one pointer for each tensor in `weights`, `gradients` and each list of
  ///   `inputs` that the rule reads, to as many floats as the tensor has elements.
  @discardableResult
  public func step(
    weights: [UnsafeMutablePointer<Float>],
    gradients: [UnsafePointer<Float>],
    learningRate: Double,
    inputs: StepInputs = .none
  ) -> StepOutcome {
    precondition(
      weights.count == tensors.count && gradients.count == tensors.count,
      "one pointer a tensor"
    )
    stepsTaken += 1
    self.learningRate = learningRate
    return engine.step(stepsTaken, weights, gradients, learningRate: learningRate, inputs)
  }

  /// Writes the weights to evaluate and export with: `eval_w`, or the weights where the rule has none.
  ///
  /// - Precondition: there is one pointer for each tensor in both lists.
  public func evaluationWeights(
    weights: [UnsafePointer<Float>],
    into evaluation: [UnsafeMutablePointer<Float>]
  ) {
    precondition(
      weights.count == tensors.count && evaluation.count == tensors.count,
      "one pointer a tensor"
    )
    guard stepNumber > 0, hasEvaluationWeights else {
      for (tensor, shape) in tensors.enumerated() {
        evaluation[tensor].update(from: weights[tensor], count: shape.count)
      }
      return
    }
    engine.evaluate(step: stepNumber, learningRate: learningRate, weights, into: evaluation)
  }

  /// Whether the rule evaluates with other weights than those it trains.
  public var hasEvaluationWeights: Bool { !program.evaluation.isEmpty }

  /// Forgets all steps.
  public func reset() {
    stepsTaken = 0
    engine.reset()
  }

  /// What is kept between steps.
  public func saveState() -> SavedState {
    SavedState(stepNumber: stepNumber, buffers: engine.save())
  }

  /// Continues from a saved state of the same program, tensors and hyperparameters.
  ///
  /// - Throws: what is missing or does not fit; states may then be partly restored.
  public func restore(_ state: SavedState) throws(OptimizerError) {
    try engine.restore(state.buffers)
    stepsTaken = state.stepNumber
  }
}
