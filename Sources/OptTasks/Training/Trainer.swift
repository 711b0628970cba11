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

  private let data: DataSplit
  private let parameters: ParameterStorage<Float>
  private var training: (model: Model<Float>, batchSize: Int, backend: Backend)?
  private var evaluation: (model: Model<Float>, backend: Backend)?
  private var rows: [Int] = []

  /// Examples of one execution in evaluation.
  private static let evaluationBatch = 100

  /// A trainer of a task; decodes the task's data if nobody has yet.
  public init(_ task: ProxyTask) {
    self.task = task
    data = task.data()
    parameters = Model<Float>.parameters(of: task)
  }

  /// Trains with a rule from the initial weights of a seed.
  ///
  /// A training that diverges or is stopped is a result like any other.
  ///
  /// - Throws: What the preparation of the rule throws.
  public func train(_ program: Program, _ options: TrainingOptions) throws -> TrainingResult {
    preconditionFailure("no optimizer yet")
  }

  /// One step of a rule: changes the parameters by the model's gradients.
  package typealias Update = (_ model: Model<Float>, _ learningRate: Double, _ loss: Double) throws
    -> Void

  /// Trains with any update of the weights.
  package func run(_ options: TrainingOptions, update: Update) throws -> TrainingResult {
    var progress = TrainingProgress(options, steps: options.steps ?? task.steps)
    let model = try trainingModel(options)
    let evaluator = try evaluationModel(options)
    var sampler = BatchSampler(seed: options.seed, count: data.training.count)
    parameters.initialize(seed: options.seed)
    while let step = progress.nextStep() {
      rows.withUnsafeMutableBufferPointer { rows in
        sampler.fill(rows)
        model.load(data.training, rows: UnsafeBufferPointer(rows))
      }
      model.runForward()
      let loss = model.meanLoss(of: model.examples)
      guard loss.isFinite else {
        progress.diverge(after: step - 1)
        break
      }
      model.runBackward()
      if let limit = options.gradientClip { model.clipGradients(parameters.shapes, to: limit) }
      try update(model, progress.learningRate(at: step), loss)
      guard parameters.isFinite else {
        progress.diverge(after: step)
        break
      }
      if progress.needsEvaluation(at: step) {
        let value = evaluator.evaluate(data.validation, metric: .none)
        progress.record(step, trainingLoss: loss, validationLoss: value.loss)
      }
    }
    return progress.result(of: finalEvaluation(progress, evaluator, options))
  }

  private func finalEvaluation(
    _ progress: TrainingProgress,
    _ evaluator: Model<Float>,
    _ options: TrainingOptions
  ) -> Evaluation? {
    if case .diverged = progress.outcome { return nil }
    return evaluator.evaluate(
      options.usesTestPart ? data.test : data.validation,
      metric: task.metric
    )
  }

  private func trainingModel(_ options: TrainingOptions) throws -> Model<Float> {
    let size = options.batchSize ?? task.batchSize
    if let training, training.batchSize == size, training.backend == options.backend {
      return training.model
    }
    let model = try Model(
      task,
      examples: size,
      parameters: parameters,
      isDifferentiated: true,
      backend: options.backend
    )
    rows = Array(repeating: 0, count: size)
    training = (model, size, options.backend)
    return model
  }

  private func evaluationModel(_ options: TrainingOptions) throws -> Model<Float> {
    if let evaluation, evaluation.backend == options.backend { return evaluation.model }
    let model = try Model(
      task,
      examples: Trainer.evaluationBatch,
      parameters: parameters,
      isDifferentiated: false,
      backend: options.backend
    )
    evaluation = (model, options.backend)
    return model
  }
}
