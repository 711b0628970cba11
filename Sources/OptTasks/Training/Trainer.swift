public import OptProgram
public import OptRuntime

/// Trains one task's model again and again, with different rules.
///
/// Owns every buffer, so that a training allocates next to nothing; a trainer belongs to one thread.
public final class Trainer {
  /// The task.
  public let task: ProxyTask

  /// The number of parameters of the model.
  public var parameterCount: Int { parameters.count }

  /// The parameter tensors.
  package let parameters: ParameterStorage<Float>

  private let data: DataSplit
  private let evaluated: ParameterStorage<Float>
  private var training: Model<Float>?
  private var evaluation: Model<Float>?
  private var rows: [Int] = []

  /// The optimizer of the last training: the next one may be with the same rule.
  private var latest: (configuration: Optimizer.Configuration, optimizer: Optimizer)?

  /// Examples of one execution in evaluation, at most.
  private static let evaluationBatch = 100

  /// A trainer of a task; decodes the task's data if nobody has yet.
  public init(_ task: ProxyTask) {
    self.task = task
    data = task.data()
    parameters = Model<Float>.parameters(of: task)
    evaluated = Model<Float>.parameters(of: task)
  }

  /// Trains with a rule from the initial weights of a seed.
  ///
  /// A training that diverges or is stopped is a result like any other.
  ///
  /// - Throws: What the preparation of the rule throws.
  public func train(_ program: Program, _ options: TrainingOptions) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    let optimizer = try preparedOptimizer(for: program, options)
    let prepared = clock.now
    var result = run(options, with: OptimizerUpdate(optimizer, parameters, seed: options.seed))
    result.stateBytesPerParameter =
      Double(optimizer.stateBytes.reduce(0, +)) / Double(parameters.count)
    result.time.preparationMicroseconds = (prepared - start) / .microseconds(1)
    result.time.totalSeconds = (clock.now - start) / .seconds(1)
    return result
  }

  private func configuration(_ options: TrainingOptions) -> Optimizer.Configuration {
    Optimizer.Configuration(
      backend: options.backend,
      isa: options.isa,
      hyperparameters: options.hyperparameters,
      totalSteps: options.steps ?? task.steps,
      noiseSeed: options.seed
    )
  }

  /// Where the numbers of a training that diverged stopped being finite (semantics rule 15).
  ///
  /// Repeats the training up to its last good step and takes the next one in the reference
  /// interpreter. Nil if the loss diverged before any weight.
  ///
  /// - Throws: What the preparation of the rule throws.
  public func origin(
    ofDivergenceAt step: Int,
    _ program: Program,
    _ options: TrainingOptions
  ) throws -> NonFiniteResult? {
    let configuration = configuration(options)
    let probe = DivergenceProbe(
      try optimizer(for: program, options),
      try ReferenceOptimizer(program, tensors: parameters.shapes, configuration: configuration),
      parameters,
      seed: options.seed,
      step: step
    )
    _ = run(options, with: probe)
    return probe.origin
  }

  /// An optimizer before its first step: the one of the last training, if it is of the same rule.
  private func preparedOptimizer(
    for program: Program,
    _ options: TrainingOptions
  ) throws -> Optimizer {
    let configuration = configuration(options)
    if let latest, latest.configuration == configuration, latest.optimizer.program == program {
      latest.optimizer.reset()
      return latest.optimizer
    }
    let optimizer = try optimizer(for: program, options)
    latest = (configuration, optimizer)
    return optimizer
  }

  /// A rule's optimizer for the task's parameters.
  func optimizer(for program: Program, _ options: TrainingOptions) throws -> Optimizer {
    try Optimizer(
      program,
      tensors: parameters.shapes,
      configuration: configuration(options)
    )
  }

  /// Trains with any way of changing the weights.
  package func run(_ options: TrainingOptions, with update: some WeightUpdate) -> TrainingResult {
    let data = options.resamplesValidation ? data.resampled(seed: options.seed) : data
    let model = trainingModel(options, hasCurvature: update.needsCurvature)
    let evaluator = evaluationModel(options)
    var sampler = BatchSampler(seed: options.seed, count: data.training.count)
    parameters.initialize(seed: options.seed)
    var progress = TrainingProgress(options, steps: options.steps ?? task.steps)
    while let step = progress.nextStep() {
      rows.withUnsafeMutableBufferPointer { rows in
        sampler.fill(rows)
        model.load(data.training, rows: UnsafeBufferPointer(rows))
      }
      update.prepare(model, step: step)
      model.runForward()
      let loss = model.meanLoss(of: model.examples)
      guard loss.isFinite else {
        progress.diverge(after: step - 1)
        break
      }
      model.runBackward()
      if let limit = options.gradientClip { model.clipGradients(parameters.shapes, to: limit) }
      update.step(model, step: step, learningRate: progress.learningRate(at: step), loss: loss)
      guard parameters.isFinite else {
        progress.diverge(after: step)
        break
      }
      if progress.needsEvaluation(at: step) {
        update.writeEvaluationWeights(into: evaluated)
        let value = progress.timed { evaluator.evaluate(data.validation, metric: .none) }
        progress.record(step, trainingLoss: loss, validationLoss: value.loss)
      }
    }
    if case .diverged = progress.outcome { return progress.result(of: nil) }
    update.writeEvaluationWeights(into: evaluated)
    let part = options.usesTestPart ? data.test : data.validation
    return progress.result(of: progress.timed { evaluator.evaluate(part, metric: task.metric) })
  }

  private func trainingModel(_ options: TrainingOptions, hasCurvature: Bool) -> Model<Float> {
    let size = options.batchSize ?? task.batchSize
    if let training, training.examples == size, training.target == options.target,
      training.hasCurvature || !hasCurvature
    {
      return training
    }
    let model = Model(
      task,
      examples: size,
      parameters: parameters,
      derivatives: hasCurvature ? .gradientAndCurvature : .gradient,
      target: options.target
    )
    rows = Array(repeating: 0, count: size)
    training = model
    return model
  }

  private func evaluationModel(_ options: TrainingOptions) -> Model<Float> {
    if let evaluation, evaluation.target == options.target { return evaluation }
    let model = Model(
      task,
      examples: Trainer.evaluationBatch,
      parameters: evaluated,
      derivatives: .none,
      target: options.target
    )
    evaluation = model
    return model
  }
}
