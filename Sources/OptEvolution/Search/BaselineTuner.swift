import OptProgram
import OptTasks

/// Tunes what a search starts from, so that nothing is won by a mere change of a learning rate.
struct BaselineTuner {
  private let configuration: SearchConfiguration
  private let stop: StopFlag

  /// Trainings made so far.
  private(set) var trainings = 0

  init(_ configuration: SearchConfiguration, _ stop: StopFlag) {
    self.configuration = configuration
    self.stop = stop
  }

  /// The baseline's best setting on a task, hyperparameters as numbers.
  ///
  /// - Throws: `CancellationError` if a stop was asked for; what the preparation of a rule throws.
  mutating func tune(_ program: Program, on task: ProxyTask) async throws -> TunedTask {
    var options = TuningOptions(
      backend: configuration.scoring.backend,
      isa: configuration.scoring.isa
    )
    options.trainings = configuration.scoring.tuningTrainings
    options.seed = configuration.seed
    options.threads = configuration.threads
    options.training.shouldContinue = { [stop] _ in !stop.isRequested }
    let result = try await Tuner(task, options).tune(program)
    if stop.isRequested { throw CancellationError() }
    trainings += result.trainings
    var tuned = program
    for (name, value) in result.best.setting.hyperparameters.sorted(by: { $0.key < $1.key }) {
      tuned.setHyperparameter(name, to: ConstantSampler.rounded(value))
    }
    return TunedTask(
      task: task.name,
      baseline: tuned.inliningHyperparameters().flatText,
      learningRate: ConstantSampler.rounded(result.best.setting.learningRate),
      loss: result.best.meanLoss
    )
  }

  /// A program of the search for a rule that it starts from.
  ///
  /// All programs get the learning rates of the baseline; what another rule needs is written into it as a
  /// factor, as in the paper's own start.
  mutating func start(
    _ program: Program,
    baseline: Program,
    tuned: TunedTask,
    on task: ProxyTask
  ) async throws -> Program {
    if program == baseline { return try Program(flatText: tuned.baseline) }
    // No learning rate makes a difference to a rule that stands still.
    if Fingerprinter().fingerprint(of: program).refusal == .standsStill { return program }
    let own = try await tune(program, on: task)
    var start = try Program(flatText: own.baseline)
    let factor = ConstantSampler.rounded(own.learningRate / tuned.learningRate)
    guard factor != 1 else { return start }
    let rate = Builtin.learningRate.variable
    start.step.insert(Instruction(.mul, rate, .variable(rate), .constant(factor)), at: 0)
    return start
  }
}
