import OptProgram

/// Compares rules on a task: equal tuning, fresh seeds, paired tests.
public struct Comparison: Sendable {
  private let task: ProxyTask
  private let options: ComparisonOptions

  /// Differences with a p value below this are called significant.
  private static let level = 0.05

  /// A comparison on a task.
  public init(_ task: ProxyTask, _ options: ComparisonOptions) {
    self.task = task
    self.options = options
  }

  /// One row a rule, in the given order.
  ///
  /// - Throws: What the preparation of a rule throws, or `CancellationError`.
  /// - Precondition: There is a reference and there are at least two seeds.
  public func compare(_ rules: [ComparedRule]) async throws -> [ComparisonRow] {
    precondition(rules.indices.contains(options.reference), "no reference among the rules")
    precondition(options.seeds > 1, "a comparison needs two seeds")
    var rows: [ComparisonRow] = []
    for (place, rule) in rules.enumerated() {
      options.progress?(rule.name)
      var tuning: TuningResult?
      if rule.setting == nil {
        tuning = try await Tuner(task, options.tuning).tune(rule.program)
      }
      let setting =
        rule.setting ?? tuning?.best.setting ?? TunedSetting(learningRate: 1e-3)
      let results = try await train(rule.program, setting, place: place)
      // A table of trainings that were stopped says nothing, and their curves end anywhere.
      if results.contains(where: \.isStopped) { throw CancellationError() }
      rows.append(row(rule.name, setting, tuning, results))
    }
    judge(&rows)
    return rows
  }

  private func train(
    _ program: Program,
    _ setting: TunedSetting,
    place: Int
  ) async throws -> [TrainingResult] {
    var training = options.tuning.training
    training.learningRate = setting.learningRate
    training.hyperparameters.merge(setting.hyperparameters) { $1 }
    training.usesTestPart = options.usesTestPart
    training.curveEvery = max(1, (training.steps ?? task.steps) / options.curvePoints)
    let seeds = (0..<options.seeds).map { index in
      seed(options.usesDisjointSeeds ? place * options.seeds + index : index)
    }
    return try await TrainerPool(task, threads: options.tuning.threads).map(seeds) {
      [training] trainer, seed in
      var training = training
      training.seed = seed
      return try trainer.train(program, training)
    }
  }

  /// The seeds of comparisons, which no tuning uses.
  private func seed(_ index: Int) -> UInt64 {
    var stream = RandomStream(
      seed: options.tuning.seed,
      purpose: .taskSeed,
      index: UInt64(index)
    )
    return stream.next()
  }

  private func row(
    _ name: String,
    _ setting: TunedSetting,
    _ tuning: TuningResult?,
    _ results: [TrainingResult]
  ) -> ComparisonRow {
    let losses = results.map(\.finalLoss)
    let metrics = results.compactMap(\.finalMetric)
    return ComparisonRow(
      rule: name,
      task: task.name,
      setting: setting,
      tuning: tuning,
      losses: losses,
      loss: Statistics.estimate(losses),
      metricMean: metrics.count == results.count ? Statistics.mean(metrics) : nil,
      verdict: .notSignificant,
      curve: meanCurve(results),
      stateBytesPerParameter: results.first?.stateBytesPerParameter ?? 0,
      time: TrainingResult.Timing(
        preparationMicroseconds: Statistics.mean(results.map(\.time.preparationMicroseconds)),
        totalSeconds: Statistics.mean(results.map(\.time.totalSeconds)),
        stepMicroseconds: Statistics.mean(results.map(\.time.stepMicroseconds))
      )
    )
  }

  private func meanCurve(_ results: [TrainingResult]) -> [ComparisonRow.CurvePoint] {
    let curves = results.filter { $0.finalLoss.isFinite }.map(\.curve)
    guard let first = curves.first else { return [] }
    return first.indices.map { place in
      ComparisonRow.CurvePoint(
        step: first[place].step,
        loss: Statistics.estimate(curves.map { $0[place].validationLoss })
      )
    }
  }

  /// Fills in what depends on the reference.
  private func judge(_ rows: inout [ComparisonRow]) {
    let reference = rows[options.reference]
    let target = reference.curve.last?.loss.mean ?? -.infinity
    for place in rows.indices {
      rows[place].stepsToTarget = rows[place].curve.first { $0.loss.mean <= target }?.step
    }
    let tested = rows.indices.filter { place in
      place != options.reference
        && (rows[place].losses + reference.losses).allSatisfy(\.isFinite)
    }
    let raw = tested.map { Statistics.pairedTest(rows[$0].losses, reference.losses) }
    for (place, corrected) in zip(tested, Statistics.holm(raw)) {
      rows[place].pValue = corrected
      let isBetter = rows[place].loss.mean < reference.loss.mean
      rows[place].verdict =
        corrected >= Comparison.level ? .notSignificant : isBetter ? .better : .worse
    }
    for place in rows.indices {
      let lost = rows[place].losses.count { !$0.isFinite }
      if lost > 0 { rows[place].verdict = .diverged(lost) }
    }
    rows[options.reference].verdict = .reference
  }
}

extension TrainingResult {
  fileprivate var isStopped: Bool {
    if case .stopped = outcome { true } else { false }
  }
}
