package import OptProgram

/// Executes a rule one statement at a time, one element at a time: slow and obvious.
///
/// In Float it gives the bits of every other back end; in Double it goes through the C library and is
/// the oracle of all of them.
package final class ReferenceOptimizer<Real: ReferenceReal> {
  /// The number of steps taken.
  package private(set) var stepNumber = 0

  /// Whether `trace` and `origin` are wanted for the steps to come.
  package var keepsTrace = false

  let instance: RuleInstance
  private let noise: NoiseSource
  private var learningRate = Double.nan
  private var inputs = ReferenceInputs<Real>()
  private var lastExecution: ReferenceExecution<Real>?

  /// By variable: states of the model.
  var modelStates: [Double]
  /// By tensor and variable: states of the tensor.
  var tensorStates: [[ReferenceState<Real>?]]

  /// An interpreter before its first step.
  ///
  /// - Precondition: the program is verified.
  package init(
    _ program: Program,
    tensors: [TensorShape],
    configuration: Optimizer.Configuration = Optimizer.Configuration()
  ) throws(OptimizerError) {
    instance = try RuleInstance(program, tensors: tensors, configuration: configuration)
    noise = NoiseSource(seed: configuration.noiseSeed)
    modelStates = []
    tensorStates = []
    reset()
  }

  /// Forgets all steps.
  package func reset() {
    stepNumber = 0
    lastExecution = nil
    modelStates = instance.program.variables.map { _ in 0 }
    tensorStates = instance.tensors.indices.map { tensor in
      var states = [ReferenceState<Real>?](repeating: nil, count: modelStates.count)
      for variable in instance.tensorStates(tensor) {
        let layout = instance.layout(of: variable, tensor: tensor)
        states[Int(variable.index)] = ReferenceState(layout)
      }
      return states
    }
  }

  /// Counts on from a number of steps taken.
  func resume(after step: Int) {
    stepNumber = step
    lastExecution = nil
  }

  /// Takes a step: changes weights and states.
  ///
  /// - Precondition: there is a list for each tensor, with as many elements as the tensor.
  package func step(
    weights: inout [[Real]],
    gradients: [[Real]],
    learningRate: Double,
    inputs: ReferenceInputs<Real> = ReferenceInputs()
  ) -> StepOutcome {
    stepNumber += 1
    self.learningRate = learningRate
    self.inputs = inputs
    var outcome = StepOutcome.completed
    if stepNumber == 1, !instance.program.initialization.isEmpty {
      var first = execution(.initialization, weights, gradients)
      first.run()
      keepStates(of: first)
      outcome = StepOutcome(first.failure)
    }
    var execution = execution(.step, weights, gradients)
    execution.run()
    for tensor in weights.indices { weights[tensor] = execution.result(tensor) }
    keepStates(of: execution)
    lastExecution = keepsTrace ? execution : nil
    return outcome == .completed ? StepOutcome(execution.failure) : outcome
  }

  /// The weights to evaluate and export with: `eval_w`, or the weights where the rule has none.
  package func evaluationWeights(_ weights: [[Real]]) -> [[Real]] {
    guard stepNumber > 0, !instance.program.evaluation.isEmpty else { return weights }
    var execution = execution(.evaluation, weights, weights)
    execution.run()
    return weights.indices.map { execution.result($0) }
  }

  // MARK: - Environments

  private func execution(
    _ part: ProgramPart,
    _ weights: [[Real]],
    _ gradients: [[Real]]
  ) -> ReferenceExecution<Real> {
    let environments = instance.tensors.indices.map { tensor in
      let truths = instance.truths(tensor: tensor, step: stepNumber)
      let view = instance.views[instance.viewOfTensor[tensor]]
      let expansion = Expansion(view, part, truths: truths)
      var environment = ReferenceExecution<Real>.Environment(
        expansion: expansion,
        shape: instance.tensors[tensor],
        values: Array(repeating: nil, count: expansion.slotCount)
      )
      enter(&environment, tensor, weights[tensor], gradients[tensor])
      return environment
    }
    return ReferenceExecution(environments, keepsTrace: keepsTrace && part == .step)
  }

  private func enter(
    _ environment: inout ReferenceExecution<Real>.Environment,
    _ tensor: Int,
    _ weight: [Real],
    _ gradient: [Real]
  ) {
    let shape = environment.shape
    func matrix(_ elements: [Real]) -> ReferenceValue<Real> {
      .matrix(ReferenceMatrix(rows: shape.rows, cols: shape.cols, elements: elements))
    }
    var noiseInput = 0
    for (index, declaration) in instance.program.variables.enumerated() {
      switch declaration.role {
      case .builtin(.weight): environment.values[index] = matrix(weight)
      case .builtin(.gradient): environment.values[index] = matrix(gradient)
      case .builtin(let builtin):
        environment.values[index] = number(builtin, shape).map { .scalar($0) }
      case .hyperparameter(let value, _): environment.values[index] = .scalar(value)
      case .state(let type, _):
        environment.values[index] =
          type.isPerTensor
          ? tensorStates[tensor][index]?.value(type, shape) : .scalar(modelStates[index])
      case .input(.loss): environment.values[index] = .scalar(inputs.loss)
      case .input(.batchSize): environment.values[index] = .scalar(inputs.batchSize)
      case .input(.hessianDiagonal(let estimate)):
        let lists =
          estimate == .hutchinson ? inputs.hutchinsonDiagonal : inputs.gaussNewtonDiagonal
        environment.values[index] = lists.isEmpty ? nil : matrix(lists[tensor])
      case .input(.noise(let distribution)):
        environment.values[index] = matrix(drawn(distribution, tensor, noiseInput, shape.count))
        noiseInput += 1
      case .local: break
      }
    }
  }

  private func number(_ builtin: Builtin, _ shape: TensorShape) -> Double? {
    switch builtin {
    case .learningRate: learningRate
    case .stepNumber: Double(stepNumber)
    case .totalSteps: Double(instance.totalSteps)
    case .rows: Double(shape.rows)
    case .cols: Double(shape.cols)
    case .rank: Double(shape.rank)
    case .numel: Double(shape.count)
    case .weight, .gradient, .update, .evalWeight: nil
    }
  }

  private func drawn(
    _ distribution: NoiseDistribution,
    _ tensor: Int,
    _ input: Int,
    _ count: Int
  ) -> [Real] {
    if !inputs.noise.isEmpty { return inputs.noise[input][tensor] }
    var numbers = [Float](repeating: 0, count: count)
    numbers.withUnsafeMutableBufferPointer {
      noise.fill($0, distribution, step: stepNumber, tensor: tensor, input: input)
    }
    return numbers.map { Real($0) }
  }

  private func keepStates(of execution: ReferenceExecution<Real>) {
    for state in instance.modelStates {
      let owner = instance.tensors.indices.first { tensor in
        instance.views[instance.viewOfTensor[tensor]].states.contains(state)
      }
      guard let owner else { continue }
      if case .scalar(let number) = execution.environments[owner].values[Int(state.index)] {
        modelStates[Int(state.index)] = number
      }
    }
    for tensor in instance.tensors.indices {
      for state in instance.tensorStates(tensor) {
        guard let value = execution.environments[tensor].values[Int(state.index)] else { continue }
        tensorStates[tensor][Int(state.index)]?.keep(value)
      }
    }
  }

  // MARK: - Trace

  /// What each statement of the last step has computed, in the order of execution.
  package var trace: [TracedStatement<Real>] { lastExecution?.statements ?? [] }

  /// Where an element of the last step's new weights stopped being finite.
  ///
  /// - Precondition: `keepsTrace` was set before the step.
  package func origin(tensor: Int, element: Int) -> NonFiniteResult? {
    let cols = max(instance.tensors[tensor].cols, 1)
    return lastExecution?.origin(
      tensor: tensor,
      row: element / cols,
      col: element % cols,
      step: stepNumber
    )
  }
}

extension StepOutcome {
  init(_ failure: StepFailure?) {
    if let failure { self = .failed(failure) } else { self = .completed }
  }
}
