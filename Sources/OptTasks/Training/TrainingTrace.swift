public import OptProgram
import OptRuntime

/// Everything another framework needs to repeat a training: first weights, batches, learning rates, and
/// the losses to compare with.
public struct TrainingTrace: Codable, Sendable {
  /// A parameter tensor before the first step.
  public struct Parameter: Codable, Sendable {
    /// The name in the model.
    public var name: String
    /// The dimensions.
    public var shape: [Int]
    /// The values, row-major.
    public var values: [Float]
  }

  /// One step.
  public struct Step: Codable, Sendable {
    /// The features of the batch, one array an input of the model.
    public var features: [[Float]]
    /// The indices of the batch, one array an input of the model.
    public var indices: [[Int32]]
    /// The learning rate after the schedule.
    public var learningRate: Double
    /// The mean loss of the batch before the step.
    public var loss: Double
  }

  /// The task's name with its size.
  public var task: String

  /// Examples of a batch.
  public var batchSize: Int

  /// The parameters.
  public var parameters: [Parameter]

  /// Fixed numbers of the model, in the order in which it uses them.
  public var constants: [[Double]]

  /// The steps.
  public var steps: [Step]
}

extension Trainer {
  /// Trains, and records what was trained on.
  ///
  /// - Throws: What the preparation of the rule throws.
  public func trace(_ program: Program, _ options: TrainingOptions) throws -> TrainingTrace {
    let optimizer = try optimizer(for: program, options)
    parameters.initialize(seed: options.seed)
    let first = parameters.names.indices.map { place in
      TrainingTrace.Parameter(
        name: parameters.names[place],
        shape: parameters.shapes[place].dimensions,
        values: Array(
          UnsafeBufferPointer(
            start: parameters.pointers[place],
            count: parameters.shapes[place].count
          )
        )
      )
    }
    var graph = Graph()
    _ = task.model(&graph, 1)
    let recorder = Recorder(OptimizerUpdate(optimizer, parameters, seed: options.seed))
    _ = run(options, with: recorder)
    return TrainingTrace(
      task: task.name,
      batchSize: options.batchSize ?? task.batchSize,
      parameters: first,
      constants: graph.constants.map(\.value),
      steps: recorder.steps
    )
  }
}

/// Records each step of a rule's update.
private final class Recorder: WeightUpdate {
  private(set) var steps: [TrainingTrace.Step] = []
  private let update: OptimizerUpdate

  init(_ update: OptimizerUpdate) { self.update = update }

  var needsCurvature: Bool { update.needsCurvature }

  func prepare(_ model: Model<Float>, step: Int) { update.prepare(model, step: step) }

  func step(_ model: Model<Float>, step: Int, learningRate: Double, loss: Double) {
    let (features, indices) = model.loaded
    steps.append(
      TrainingTrace.Step(
        features: features,
        indices: indices,
        learningRate: learningRate,
        loss: loss
      )
    )
    update.step(model, step: step, learningRate: learningRate, loss: loss)
  }

  func writeEvaluationWeights(into target: ParameterStorage<Float>) {
    update.writeEvaluationWeights(into: target)
  }
}
