public import OptProgram

/// Finds the learning rate and hyperparameters of a rule for a task.
///
/// First a coarse grid of learning rates, and of two weight decays where the rule has one, is tried with
/// the rule's defaults; its best third meets more seeds. Then settings around the best one, spread evenly
/// over all that is tuned, go through successive halving (Jamieson, Talwalkar 2016): the better half of
/// each rung meets twice as many fresh seeds in the next. Every seed divides training and validation
/// anew: on one division of a small data set, settings would win that suit its validation part and
/// nothing else. Every rule gets the same number of trainings, and nothing depends on threads or clocks.
public struct Tuner: Sendable {
  private let pool: TrainerPool
  private let options: TuningOptions

  /// Seeds of one setting in the rungs of the halving.
  private static let seedsOfRung = [1, 2, 4, 8]

  /// Seeds of the best settings of the coarse grid.
  private static let coarseSeeds = 3

  /// A tuner for a task.
  public init(_ task: ProxyTask, _ options: TuningOptions) {
    pool = TrainerPool(task, threads: options.threads)
    self.options = options
  }

  /// The best setting of a rule, and all others that were tried.
  ///
  /// - Throws: What the preparation of the rule throws, or `CancellationError`.
  public func tune(_ program: Program) async throws -> TuningResult {
    let coarse = try await coarseTrials(program)
    let start = best(of: coarse)
    var trainings = coarse.reduce(0) { $0 + $1.losses.count }
    // So many rungs that at least one setting is left on the last one.
    let left = options.trainings - trainings
    let rungs = Tuner.seedsOfRung.indices.last { (left / ($0 + 1)) >> $0 > 0 } ?? -1
    let candidates = rungs < 0 ? 0 : left / (rungs + 1)
    guard candidates > 1 else {
      return TuningResult(best: start, table: coarse, trainings: trainings)
    }
    var alive = settings(around: start.setting, program, count: candidates).map {
      TuningResult.Trial(setting: $0, rung: 0, losses: [])
    }
    var dropped: [TuningResult.Trial] = []
    var seed = Tuner.coarseSeeds
    for (rung, seeds) in Tuner.seedsOfRung[...rungs].enumerated() {
      for place in alive.indices { alive[place].rung = rung + 1 }
      alive = try await evaluate(alive, program, seeds: seed..<(seed + seeds))
      trainings += alive.count * seeds
      seed += seeds
      alive = ranked(alive)
      let kept = rung == rungs ? alive.count : max(1, alive.count / 2)
      dropped = alive.suffix(alive.count - kept) + dropped
      alive = Array(alive.prefix(kept))
    }
    return TuningResult(best: alive[0], table: coarse + alive + dropped, trainings: trainings)
  }

  /// The coarse grid, with more seeds for its best third.
  private func coarseTrials(_ program: Program) async throws -> [TuningResult.Trial] {
    var trials = try await evaluate(
      coarseGrid(program).map { TuningResult.Trial(setting: $0, rung: 0, losses: []) },
      program,
      seeds: 0..<1
    )
    let promising = ranking(trials).prefix(trials.count / 3)
    guard trials.count + promising.count * (Tuner.coarseSeeds - 1) <= options.trainings else {
      return trials
    }
    let further = try await evaluate(
      promising.map { trials[$0] },
      program,
      seeds: 1..<Tuner.coarseSeeds
    )
    for (place, trial) in zip(promising, further) { trials[place] = trial }
    return trials
  }

  /// Half decades of learning rates, or decades with the default weight decay and a large one, or fewer
  /// where the budget does not allow them.
  private func coarseGrid(_ program: Program) -> [TunedSetting] {
    let low = Int((HostMath.log10(options.lowestLearningRate) * 2).rounded())
    let high = Int((HostMath.log10(options.highestLearningRate) * 2).rounded())
    let hasDecay = TuningSpace(program, names: options.hyperparameters).contains("weight_decay")
    let rates = (low...(high + 1)).filter { !hasDecay || ($0 - low) % 2 == 0 }
    let decays = hasDecay ? [[:], ["weight_decay": 0.5]] : [[:]]
    let grid = rates.flatMap { rate in
      decays.map {
        TunedSetting(learningRate: HostMath.pow(10, Double(rate) / 2), hyperparameters: $0)
      }
    }
    let stride = (grid.count - 1) / max(1, options.trainings) + 1
    return Swift.stride(from: 0, to: grid.count, by: stride).map { grid[$0] }
  }

  /// Settings near a first one, which comes first itself.
  private func settings(
    around start: TunedSetting,
    _ program: Program,
    count: Int
  ) -> [TunedSetting] {
    let space = TuningSpace(program, names: options.hyperparameters)
    // Without other axes, the grid of learning rates is simply finer.
    let reach = space.isEmpty ? 0.5 : 0.75
    let points = EvenPoints(dimensions: 1 + space.dimensions)
    return [start]
      + (1..<count).map { point in
        let exponent =
          space.isEmpty
          ? reach * (2 * Double(point) / Double(count) - 1)
          : ((2 * points.coordinate(0, of: point) - 1) * reach * 8).rounded() / 8
        var values = space.values { points.coordinate(1 + $0, of: point) }
        // Every other setting keeps the rule's defaults but for the decay.
        if point % 2 == 1 { values = values.filter { $0.key == "weight_decay" } }
        return TunedSetting(
          learningRate: start.learningRate * HostMath.pow(10, exponent),
          hyperparameters: values
        )
      }
  }

  private func evaluate(
    _ trials: [TuningResult.Trial],
    _ program: Program,
    seeds: Range<Int>
  ) async throws -> [TuningResult.Trial] {
    let jobs = trials.flatMap { trial in seeds.map { (trial.setting, $0) } }
    let losses = try await pool.map(jobs) { trainer, job in
      var training = options.training
      training.learningRate = job.0.learningRate
      training.hyperparameters.merge(job.0.hyperparameters) { $1 }
      training.seed = Tuner.seed(options.seed, job.1)
      training.resamplesValidation = true
      return try trainer.train(program, training).finalLoss
    }
    var result = trials
    for (place, loss) in losses.enumerated() { result[place / seeds.count].losses.append(loss) }
    return result
  }

  /// The best of those that met the most seeds.
  private func best(of trials: [TuningResult.Trial]) -> TuningResult.Trial {
    let seeds = trials.map(\.losses.count).max() ?? 0
    return ranked(trials.filter { $0.losses.count == seeds })[0]
  }

  /// The trials from the smallest mean loss to the largest; equal ones keep their order.
  private func ranked(_ trials: [TuningResult.Trial]) -> [TuningResult.Trial] {
    ranking(trials).map { trials[$0] }
  }

  private func ranking(_ trials: [TuningResult.Trial]) -> [Int] {
    trials.indices.sorted { (trials[$0].meanLoss, $0) < (trials[$1].meanLoss, $1) }
  }

  private static func seed(_ seed: UInt64, _ index: Int) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: .tuning, index: UInt64(index))
    return stream.next()
  }
}
