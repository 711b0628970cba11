package import OptProgram
import OptRuntime
import OptTasks

/// One thread's trainers.
package struct TaskWorker: EvaluationWorker {
  private let plan: EvaluationPlan
  private var trainers: [Trainer?]
  private var fingerprinter: Fingerprinter

  init(_ plan: EvaluationPlan) {
    self.plan = plan
    trainers = plan.cases.map { _ in nil }
    fingerprinter = Fingerprinter(backend: plan.scoring.backend)
  }

  /// A hash of a few steps, and whether the program need be trained at all.
  package mutating func fingerprint(of program: Program) -> Fingerprint {
    fingerprinter.fingerprint(of: program)
  }

  /// The score of a program: the mean log ratio of the baseline's loss to the program's.
  package mutating func evaluate(
    _ program: Program,
    purpose: EvaluationPurpose,
    repetition: Int,
    hurdle: Double?
  ) -> ProgramEvaluation {
    let baselines = baselines(purpose, repetition)
    let seed = plan.seed(purpose, repetition)
    var tally = Tally()
    var factors = plan.cases.map { _ in plan.scoring.ladder[0] }
    for (stage, baseline) in zip(plan.stages(purpose), baselines) {
      let loss = measure(program, stage, seed, &factors[stage.place], &tally)
      tally.scores.append(ProgramEvaluation.score(loss: loss, baseline: baseline))
      if tally.losses.allSatisfy({ !$0.loss.isFinite }) { break }
      if let hurdle, tally.meanScore < hurdle, tally.scores.count < baselines.count {
        return tally.evaluation(isPartial: true)
      }
    }
    return tally.evaluation(isPartial: false)
  }

  /// Trainings so far and what they gave.
  private struct Tally {
    var scores: [Double] = []
    var losses: [TaskLoss] = []
    var trainings = 0

    var meanScore: Double { scores.reduce(0, +) / Double(scores.count) }

    func evaluation(isPartial: Bool) -> ProgramEvaluation {
      guard losses.contains(where: { $0.loss.isFinite }) else {
        return ProgramEvaluation(refusal: .diverged, trainings: trainings)
      }
      return ProgramEvaluation(
        score: meanScore,
        losses: losses.sorted { $0.task < $1.task },
        trainings: trainings,
        isPartial: isPartial
      )
    }
  }

  /// The loss of a case at a horizon, at the best learning rate of its ladder, which `factor` keeps.
  private mutating func measure(
    _ program: Program,
    _ stage: EvaluationPlan.Stage,
    _ seed: UInt64,
    _ factor: inout Double,
    _ tally: inout Tally
  ) -> Double {
    let target = plan.cases[stage.place]
    var best = Double.infinity
    for rung in stage.isLadder ? plan.scoring.ladder : [factor] {
      let loss = train(program, stage, rate: target.learningRate * rung, seed: seed)
      tally.trainings += 1
      guard loss < best else { continue }
      best = loss
      factor = rung
    }
    tally.losses.append(TaskLoss(task: TaskWorker.name(target, stage.horizon), loss: best))
    return best
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
    options.resamplesValidation = true
    // A program that cannot be prepared has no loss, like one that diverged.
    let result = try? trainer.train(program, options)
    return result?.finalLoss ?? .infinity
  }

  /// The baseline goes through the same ladder, so that its own score is exactly 0.
  private mutating func baselines(
    _ purpose: EvaluationPurpose,
    _ repetition: Int
  ) -> [Double] {
    let plan = plan
    return plan.baseline(purpose, repetition) {
      let seed = plan.seed(purpose, repetition)
      var tally = Tally()
      var factors = plan.cases.map { _ in plan.scoring.ladder[0] }
      return plan.stages(purpose).map { stage in
        measure(
          plan.cases[stage.place].baseline,
          stage,
          seed,
          &factors[stage.place],
          &tally
        )
      }
    }
  }
}
