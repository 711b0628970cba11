/// How far a training has come: its schedule, its curve and whether it goes on.
struct TrainingProgress {
  private let options: TrainingOptions
  private let steps: Int
  private let warmup: Int
  private let start = ContinuousClock.now
  private var evaluationTime = Duration.zero
  private var made = 0
  private var curve: [TrainingResult.CurvePoint] = []

  private(set) var outcome = TrainingResult.Outcome.finished

  init(_ options: TrainingOptions, steps: Int) {
    self.options = options
    self.steps = steps
    warmup = Int((options.warmup * Double(steps)).rounded())
  }

  /// The number of the next step, from 1; nil at the end.
  mutating func nextStep() -> Int? {
    guard made < steps, outcome == .finished else { return nil }
    if let shouldContinue = options.shouldContinue, !shouldContinue(made + 1) {
      outcome = .stopped(step: made)
      return nil
    }
    made += 1
    return made
  }

  func learningRate(at step: Int) -> Double {
    options.learningRate * options.schedule.factor(step: step, of: steps, warmup: warmup)
  }

  mutating func diverge(after step: Int) { outcome = .diverged(step: step) }

  /// What an evaluation gives, its time kept apart from that of the steps.
  mutating func timed(_ evaluate: () -> Evaluation) -> Evaluation {
    let before = ContinuousClock.now
    defer { evaluationTime += ContinuousClock.now - before }
    return evaluate()
  }

  /// Whether the validation loss after a step is a point of the curve or decides about a hurdle.
  func needsEvaluation(at step: Int) -> Bool {
    isPointOfCurve(step) || options.hurdles.contains { $0.step == step }
  }

  mutating func record(_ step: Int, trainingLoss: Double, validationLoss: Double) {
    if isPointOfCurve(step) {
      curve.append(
        TrainingResult.CurvePoint(
          step: step,
          trainingLoss: trainingLoss,
          validationLoss: validationLoss
        )
      )
    }
    // Not `>`: a loss that is not a number passes no hurdle.
    if options.hurdles.contains(where: { $0.step == step && !(validationLoss <= $0.loss) }) {
      outcome = .stopped(step: step)
    }
  }

  /// The result, still without what the rule knows, state and preparation; diverged without an evaluation.
  func result(of evaluation: Evaluation?) -> TrainingResult {
    var outcome = outcome
    if let evaluation, !evaluation.loss.isFinite { outcome = .diverged(step: made) }
    let isFinite = evaluation?.loss.isFinite ?? false
    return TrainingResult(
      outcome: outcome,
      finalLoss: isFinite ? evaluation?.loss ?? .infinity : .infinity,
      finalMetric: isFinite ? evaluation?.metric : nil,
      curve: curve,
      stateBytesPerParameter: 0,
      time: TrainingResult.Timing(
        stepMicroseconds: (ContinuousClock.now - start - evaluationTime) / .microseconds(1)
          / Double(max(made, 1))
      )
    )
  }

  private func isPointOfCurve(_ step: Int) -> Bool {
    guard let every = options.curveEvery else { return false }
    return step % every == 0 || step == steps
  }
}
