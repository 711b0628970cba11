/// How well a behaviour does: means over its evaluations, each on seeds of its own.
package struct Fitness: Hashable, Sendable {
  /// The mean score, nil if refused.
  package var score: Double?

  /// Why there is no score.
  package var refusal: Refusal?

  /// Whether the score is of the first, hopeless trainings only.
  package var isPartial = false

  /// Mean losses, sorted by task.
  package var losses: [TaskLoss] = []

  /// The best factor of the learning rate on each task, in the order of the tasks; empty if refused.
  package var factors: [Double] = []

  /// The number of evaluations behind the score.
  package var evaluations = 0

  /// A score that orders refused programs last.
  package var rank: Double { score ?? -.infinity }

  /// Takes one more evaluation into the means.
  package mutating func add(_ evaluation: ProgramEvaluation) {
    guard evaluations > 0, let score else {
      score = evaluation.score
      refusal = evaluation.refusal
      isPartial = evaluation.isPartial
      losses = evaluation.losses
      factors = evaluation.factors
      evaluations = 1
      return
    }
    // A program that diverges on some seeds only keeps its place with the worst of scores among them.
    let weight = 1 / Double(evaluations + 1)
    self.score = score + ((evaluation.score ?? ProgramEvaluation.worstScore) - score) * weight
    for place in losses.indices {
      let task = losses[place].task
      guard let again = evaluation.losses.first(where: { $0.task == task }) else { continue }
      losses[place].loss += (again.loss - losses[place].loss) * weight
    }
    evaluations += 1
  }
}
