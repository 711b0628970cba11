import OptProgram
import OptTasks

/// The rule that candidates are measured against, trained on one task.
struct TaskReference: Sendable {
  let task: ProxyTask

  /// The rate that the original was trained with.
  let learningRate: Double

  /// The logs of the original's losses, seed by seed.
  let logLosses: [Double]

  /// The mean log loss of the untrained model.
  let untrained: Double

  /// Differences of the mean log loss up to this one count as none.
  let margin: Double

  /// Logs of losses from `floor` to a good deal above the untrained one: a loss of 0 and one that is
  /// infinite would drown all others in a mean.
  static func log(_ loss: Double, untrained: Double) -> Double {
    let ceiling = untrained + 1
    return loss.isFinite ? min(ceiling, max(floor, HostMath.log(loss))) : ceiling
  }

  private static let floor = -27.0

  /// The least and the greatest margin: a tenth of a percent for tasks on which seeds make no difference,
  /// a tenth for those on which they decide everything.
  private static let margins = 1e-3...0.1

  /// By how much, and by how many margins, a rule must beat the untrained model: else nothing can be told.
  private static let leastProgress = (logRatio: 0.05, margins: 4.0)

  init(
    _ task: ProxyTask,
    learningRate: Double,
    losses: [Double],
    untrained: Double,
    options: EvidenceOptions
  ) {
    self.task = task
    self.learningRate = learningRate
    self.untrained = untrained
    logLosses = losses.map { TaskReference.log($0, untrained: untrained) }
    let limits = TaskReference.margins
    let spread = Statistics.variance(logLosses).squareRoot()
    margin = min(max(options.margin * spread, limits.lowerBound), limits.upperBound)
  }

  private var spread: Double { Statistics.variance(logLosses).squareRoot() }

  /// What the original achieves, for a report.
  func tuning(learningRateFactor: Double) -> SimplificationReport.Tuning {
    SimplificationReport.Tuning(
      task: task.name,
      originalLearningRate: learningRate,
      learningRate: learningRate * learningRateFactor,
      loss: HostMath.exp(Statistics.mean(logLosses)),
      untrainedLoss: HostMath.exp(untrained),
      spread: spread
    )
  }

  /// Whether the rule trains at all.
  var trains: Bool {
    let needed = TaskReference.leastProgress
    return untrained - Statistics.mean(logLosses) > max(needed.logRatio, needed.margins * margin)
  }

  /// What a candidate's losses, as many as there are, say about it.
  func judge(_ losses: [Double], learningRate: Double) -> EquivalenceEvidence {
    let differences = zip(losses, logLosses).map { loss, reference in
      TaskReference.log(loss, untrained: untrained) - reference
    }
    let difference = Statistics.estimate(differences)
    let verdict: EquivalenceEvidence.Verdict =
      if difference.low >= -margin, difference.high <= margin {
        .equivalent
      } else if difference.low > margin || difference.high < -margin {
        .different
      } else {
        .undecided
      }
    return EquivalenceEvidence(
      task: task.name,
      learningRate: learningRate,
      seeds: losses.count,
      difference: difference,
      margin: margin,
      verdict: verdict
    )
  }
}
