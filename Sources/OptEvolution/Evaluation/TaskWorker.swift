package import OptProgram
import OptRuntime
import OptTasks

/// One thread's trainers.
package struct TaskWorker: EvaluationWorker {
  private let plan: EvaluationPlan
  private var trainers: [Trainer?]
  private let fingerprinter = Fingerprinter()

  init(_ plan: EvaluationPlan) {
    self.plan = plan
    trainers = plan.cases.map { _ in nil }
  }

  /// A hash of a few steps, and whether the program need be trained at all.
  package func fingerprint(of program: Program, isKnown: (UInt64) -> Bool) -> Fingerprint {
    fingerprinter.fingerprint(of: program, isKnown: isKnown)
  }

  /// The score of a program: the mean log ratio of the baseline's loss to the program's, long trainings
  /// counting more than short ones.
  package mutating func evaluate(
    _ program: Program,
    purpose: EvaluationPurpose,
    repetition: Int,
    rates: LearningRates,
    hurdle: Double?
  ) -> ProgramEvaluation {
    let stages = plan.stages(purpose, rates)
    let baselines = baselines(purpose, repetition, plan.baselineRates(purpose, rates))
    let seed = plan.seed(purpose, repetition)
    let margin = plan.scoring.ladderMargin
    var tally = Tally(rungs: plan.rungs(purpose, rates))
    for (stage, baseline) in zip(stages, baselines) {
      func score(_ loss: Double) -> Double {
        ProgramEvaluation.score(loss: loss, baseline: baseline)
      }
      let loss = measure(program, stage, seed, &tally) { loss in
        rates != .ladder && score(loss) >= -margin
      }
      tally.add(score(loss), weight: stage.weight)
      if tally.losses.allSatisfy({ !$0.loss.isFinite }) { break }
      if let hurdle, tally.meanScore < hurdle, tally.losses.count < baselines.count {
        return tally.evaluation(isPartial: true)
      }
    }
    return tally.evaluation(isPartial: false)
  }

  /// Trainings so far and what they gave.
  private struct Tally {
    /// What is left of the ladder of each case, the best first.
    var rungs: [[Double]]
    private var sum = 0.0
    private var weights = 0.0
    var losses: [TaskLoss] = []
    var trainings = 0

    init(rungs: [[Double]]) { self.rungs = rungs }

    mutating func add(_ score: Double, weight: Double) {
      sum += weight * score
      weights += weight
    }

    var meanScore: Double { sum / weights }

    func evaluation(isPartial: Bool) -> ProgramEvaluation {
      guard losses.contains(where: { $0.loss.isFinite }) else {
        return ProgramEvaluation(refusal: .diverged, trainings: trainings)
      }
      return ProgramEvaluation(
        score: meanScore,
        losses: losses.sorted { $0.task < $1.task },
        trainings: trainings,
        isPartial: isPartial,
        factors: rungs.map { $0[0] }
      )
    }
  }

  /// The loss of a case at a horizon, at the first learning rate that suffices, or the best of its ladder.
  ///
  /// The better half of the rungs stays for longer trainings (successive halving).
  private mutating func measure(
    _ program: Program,
    _ stage: EvaluationPlan.Stage,
    _ seed: UInt64,
    _ tally: inout Tally,
    suffices: (Double) -> Bool
  ) -> Double {
    let target = plan.cases[stage.place]
    var tried: [(rung: Double, loss: Double)] = []
    for rung in tally.rungs[stage.position] {
      let loss = train(program, stage, rate: target.learningRate * rung, seed: seed)
      let place = tried.firstIndex { loss < $0.loss } ?? tried.count
      tried.insert((rung, loss), at: place)
      if suffices(loss) { break }
    }
    tally.trainings += tried.count
    tally.rungs[stage.position] = tried.prefix((tried.count + 1) / 2).map(\.rung)
    tally.losses.append(TaskLoss(task: TaskWorker.name(target, stage.horizon), loss: tried[0].loss))
    return tried[0].loss
  }

  private static func name(
    _ target: TaskEvaluator.Case,
    _ horizon: ScoringConfiguration.Horizon
  ) -> String {
    "\(target.task.name):\(steps(target, horizon)):\(horizon.schedule.rawValue)"
  }

  private static func steps(
    _ target: TaskEvaluator.Case,
    _ horizon: ScoringConfiguration.Horizon
  ) -> Int {
    max(1, Int((Double(target.task.steps) * horizon.steps).rounded()))
  }

  /// The final validation loss, infinite where the training diverged.
  private mutating func train(
    _ program: Program,
    _ stage: EvaluationPlan.Stage,
    rate: Double,
    seed: UInt64
  ) -> Double {
    let target = plan.cases[stage.place]
    let trainer = trainers[stage.place] ?? Trainer(target.task)
    trainers[stage.place] = trainer
    var options = TrainingOptions(learningRate: rate)
    options.seed = seed
    options.steps = TaskWorker.steps(target, stage.horizon)
    options.schedule = stage.horizon.schedule
    options.backend = plan.scoring.backend
    options.isa = plan.scoring.isa ?? options.isa
    options.resamplesValidation = true
    // A program that cannot be prepared has no loss, like one that diverged.
    let result = try? trainer.train(program, options)
    guard let loss = result?.finalLoss, loss.isFinite else { return .infinity }
    return loss
  }

  /// The baseline goes through ladders too, so that its own score is exactly 0.
  private mutating func baselines(
    _ purpose: EvaluationPurpose,
    _ repetition: Int,
    _ rates: LearningRates
  ) -> [Double] {
    let plan = plan
    return plan.baseline(purpose, repetition, rates) {
      let seed = plan.seed(purpose, repetition)
      var tally = Tally(rungs: plan.rungs(purpose, rates))
      return plan.stages(purpose, rates).map { stage in
        measure(plan.cases[stage.place].baseline, stage, seed, &tally) { _ in rates != .ladder }
      }
    }
  }
}
