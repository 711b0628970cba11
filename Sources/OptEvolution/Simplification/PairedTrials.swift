import OptProgram
import OptTasks

/// Trains candidates beside the original, seed by seed, until it is clear which do the same.
struct PairedTrials {
  /// A candidate and its losses so far.
  private struct Trial {
    var program: Program
    var losses: [[Double]]
    var evidence: [EquivalenceEvidence?]

    var isOpen: Bool {
      !evidence.contains { $0?.verdict == .different }
        && evidence.contains { $0?.verdict != .equivalent }
    }
  }

  /// A training to be made.
  private struct Job: Sendable {
    var trial: Int
    var program: Program
    var seed: Int
  }

  private let options: EvidenceOptions

  private(set) var references: [TaskReference] = []

  /// Trainings made so far.
  private(set) var trainings = 0

  /// Candidates get the original's learning rates times this.
  var learningRateFactor = 1.0

  init(_ options: EvidenceOptions) { self.options = options }

  // MARK: - The original

  /// Tunes a program on a task and trains it with all seeds.
  ///
  /// - Throws: `SimplificationError` if it does not train; what the preparation of the rule throws, or
  ///   `CancellationError`, also where the options ask for an end.
  mutating func addReference(_ program: Program, on task: ProxyTask) async throws {
    let seeds = Array(0..<(options.seeds.last ?? 0))
    let tuning = try await Tuner(task, tuningOptions).tune(program)
    try requireTime()
    trainings += tuning.trainings
    let untrained = try await untrainedLoss(program, on: task, seeds)
    var rate = tuning.best.setting.learningRate
    var losses: [Double] = []
    // A tuned rate may be so near to instability that some seed diverges.
    for _ in 0..<PairedTrials.attempts {
      let jobs = seeds.map { Job(trial: 0, program: program, seed: $0) }
      losses = try await train(jobs, on: task, learningRate: rate)
      if losses.allSatisfy(\.isFinite) { break }
      rate /= PairedTrials.retreat
    }
    let reference = TaskReference(
      task,
      learningRate: rate,
      losses: losses,
      untrained: untrained,
      options: options
    )
    guard reference.trains, losses.allSatisfy(\.isFinite) else {
      throw SimplificationError.doesNotTrain(
        task: task.name,
        loss: tuning.best.meanLoss,
        untrainedLoss: HostMath.exp(untrained)
      )
    }
    references.append(reference)
  }

  /// Learning rates that are tried where seeds diverge, and the step between them.
  private static let attempts = 4
  private static let retreat = 2.0

  private var tuningOptions: TuningOptions {
    var result = TuningOptions(backend: options.backend, isa: options.isa)
    result.trainings = options.tuningTrainings
    result.lowestLearningRate = options.lowestLearningRate
    result.highestLearningRate = options.highestLearningRate
    result.hyperparameters = []
    result.seed = options.seed
    result.threads = options.threads
    result.training.steps = options.steps
    result.training.shouldContinue = { [options] _ in options.shouldContinue() }
    return result
  }

  /// The mean log loss before the first step.
  private mutating func untrainedLoss(
    _ program: Program,
    on task: ProxyTask,
    _ seeds: [Int]
  ) async throws -> Double {
    let options = options
    let losses = try await TrainerPool(task, threads: options.threads).map(seeds) {
      trainer,
      seed in
      var training = PairedTrials.training(options, seed: seed, learningRate: 0)
      training.shouldContinue = { _ in false }
      return try trainer.train(program, training).finalLoss
    }
    return Statistics.mean(losses.map { HostMath.log($0) })
  }

  // MARK: - Candidates

  /// The evidence for and against each candidate: for those that do the same an equivalence on every task,
  /// for the others what was found before they were dropped.
  ///
  /// - Throws: What the preparation of a rule throws, or `CancellationError`, also where the options ask for
  ///   an end.
  mutating func judge(_ candidates: [Program]) async throws -> [[EquivalenceEvidence]] {
    var trials = candidates.map { program in
      Trial(
        program: program,
        losses: references.map { _ in [] },
        evidence: references.map { _ in nil }
      )
    }
    for count in options.seeds {
      for place in references.indices { try await extend(&trials, to: count, at: place) }
    }
    return trials.map { $0.evidence.compactMap(\.self) }
  }

  /// Trains the open candidates on a task until they have so many seeds.
  private mutating func extend(_ trials: inout [Trial], to count: Int, at place: Int) async throws {
    let reference = references[place]
    let open = trials.indices.filter { index in
      trials[index].isOpen && trials[index].evidence[place]?.verdict != .equivalent
    }
    let rate = reference.learningRate * learningRateFactor
    let jobs = open.flatMap { index in
      (trials[index].losses[place].count..<count).map {
        Job(trial: index, program: trials[index].program, seed: $0)
      }
    }
    let losses = try await train(jobs, on: reference.task, learningRate: rate)
    for (job, loss) in zip(jobs, losses) { trials[job.trial].losses[place].append(loss) }
    for index in open {
      trials[index].evidence[place] = reference.judge(
        trials[index].losses[place],
        learningRate: rate
      )
    }
  }

  private mutating func train(
    _ jobs: [Job],
    on task: ProxyTask,
    learningRate: Double
  ) async throws -> [Double] {
    let options = options
    trainings += jobs.count
    let losses = try await TrainerPool(task, threads: options.threads).map(jobs) { trainer, job in
      let training = PairedTrials.training(options, seed: job.seed, learningRate: learningRate)
      return try trainer.train(job.program, training).finalLoss
    }
    try requireTime()
    return losses
  }

  /// Throws where the options ask for an end: trainings that were ended on the way say nothing.
  func requireTime() throws {
    if !options.shouldContinue() { throw CancellationError() }
  }

  private static func training(
    _ options: EvidenceOptions,
    seed: Int,
    learningRate: Double
  ) -> TrainingOptions {
    var training = TrainingOptions(learningRate: learningRate)
    training.steps = options.steps
    training.backend = options.backend
    training.isa = options.isa ?? training.isa
    training.shouldContinue = { _ in options.shouldContinue() }
    var stream = RandomStream(seed: options.seed, purpose: .taskSeed, index: UInt64(seed))
    training.seed = stream.next()
    return training
  }
}
