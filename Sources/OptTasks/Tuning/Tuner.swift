public import OptProgram

/// Finds the learning rate and hyperparameters of a rule for a task.
///
/// First every half decade of learning rates is tried with the rule's defaults. Then settings around the
/// best one, spread evenly over all that is tuned, go through successive halving (Jamieson, Talwalkar
/// 2016): the better half of each rung meets twice as many fresh seeds in the next. Every rule gets the
/// same number of trainings, and nothing depends on threads or clocks.
public struct Tuner: Sendable {
  private let pool: TrainerPool
  private let options: TuningOptions

  /// Seeds of one setting in the rungs of the halving.
  private static let seedsOfRung = [1, 2, 4, 8]

  /// A tuner for a task.
  public init(_ task: ProxyTask, _ options: TuningOptions) {
    pool = TrainerPool(task, threads: options.threads)
    self.options = options
  }

  /// The best setting of a rule, and all others that were tried.
  ///
  /// - Throws: What the preparation of the rule throws, or `CancellationError`.
  public func tune(_ program: Program) async throws -> TuningResult {
    let grid = learningRates.map { TunedSetting(learningRate: $0) }
    let coarse = try await evaluate(
      grid.map { TuningResult.Trial(setting: $0, rung: 0, losses: []) },
      program,
      seeds: 0..<1
    )
    let start = best(of: coarse)
    // So many rungs that at least one setting is left on the last one.
    let left = options.trainings - coarse.count
    let rungs = Tuner.seedsOfRung.indices.last { (left / ($0 + 1)) >> $0 > 0 } ?? -1
    let candidates = rungs < 0 ? 0 : left / (rungs + 1)
    guard candidates > 1 else {
      return TuningResult(best: start, table: coarse, trainings: coarse.count)
    }
    var alive = settings(around: start.setting, program, count: candidates).map {
      TuningResult.Trial(setting: $0, rung: 0, losses: [])
    }
    var dropped: [TuningResult.Trial] = []
    var trainings = coarse.count
    var seed = 1
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

  /// Every half decade, or fewer where the budget does not allow it.
  private var learningRates: [Double] {
    let low = Int((HostMath.log10(options.lowestLearningRate) * 2).rounded())
    let high = Int((HostMath.log10(options.highestLearningRate) * 2).rounded())
    let stride = max(1, (high - low) / max(1, options.trainings) + 1)
    return Swift.stride(from: low, through: high, by: stride).map {
      HostMath.pow(10, Double($0) / 2)
    }
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
        return TunedSetting(
          learningRate: start.learningRate * HostMath.pow(10, exponent),
          hyperparameters: space.values { points.coordinate(1 + $0, of: point) }
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
      return try trainer.train(program, training).finalLoss
    }
    var result = trials
    for (place, loss) in losses.enumerated() { result[place / seeds.count].losses.append(loss) }
    return result
  }

  private func best(of trials: [TuningResult.Trial]) -> TuningResult.Trial { ranked(trials)[0] }

  /// The trials from the smallest mean loss to the largest; equal ones keep their order.
  private func ranked(_ trials: [TuningResult.Trial]) -> [TuningResult.Trial] {
    trials.indices.sorted { (trials[$0].meanLoss, $0) < (trials[$1].meanLoss, $1) }.map {
      trials[$0]
    }
  }

  private static func seed(_ seed: UInt64, _ index: Int) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: .tuning, index: UInt64(index))
    return stream.next()
  }
}
