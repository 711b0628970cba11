package import OptProgram
import OptRuntime
package import OptTasks
import Synchronization

/// Measures programs by training tasks' models with them.
package struct TaskEvaluator: Evaluator {
  /// A task and what its baseline is.
  package struct Case: Sendable {
    package var task: ProxyTask

    /// The tuned baseline, hyperparameters as numbers.
    package var baseline: Program

    /// The middle of the learning-rate ladder, for the baseline and for every candidate.
    package var learningRate: Double
  }

  private let plan: EvaluationPlan

  /// An evaluator of tasks; without validation tasks, validation is the search's own with other seeds.
  package init(
    _ scoring: ScoringConfiguration,
    seed: UInt64,
    search: [Case],
    validation: [Case]
  ) {
    plan = EvaluationPlan(
      scoring,
      seed: seed,
      search: search,
      validation: validation.isEmpty ? search : validation
    )
  }

  /// A worker with trainers of its own.
  package func makeWorker() -> TaskWorker { TaskWorker(plan) }
}

/// What all workers of a search share: the cases, and the baseline's losses once they are known.
final class EvaluationPlan: Sendable {
  /// One case at one horizon.
  struct Stage: Sendable {
    /// The place in `cases`.
    var place: Int

    /// The place among the cases of its purpose.
    var position: Int
    var horizon: ScoringConfiguration.Horizon

    /// What it counts in the score: what short trainings gain is often lost in long ones.
    var weight: Double { horizon.steps }
  }

  let scoring: ScoringConfiguration
  let cases: [TaskEvaluator.Case]
  private let searchCount: Int
  private let seed: UInt64
  private let searchStages: [Stage]
  private let validationStages: [Stage]
  private let baselines = Mutex<[BaselineKey: [Double]]>([:])

  private struct BaselineKey: Hashable {
    var purpose: EvaluationPurpose
    var repetition: Int
    var rates: LearningRates
  }

  init(
    _ scoring: ScoringConfiguration,
    seed: UInt64,
    search: [TaskEvaluator.Case],
    validation: [TaskEvaluator.Case]
  ) {
    self.scoring = scoring
    self.seed = seed
    cases = search + validation
    searchCount = search.count
    // All cases at the shortest horizon come first: the cheapest trainings say what is hopeless.
    searchStages = scoring.horizons.flatMap { horizon in
      search.indices.map { Stage(place: $0, position: $0, horizon: horizon) }
    }
    let whole = ScoringConfiguration.Horizon(steps: 1, schedule: .cosine)
    validationStages = validation.indices.map {
      Stage(place: search.count + $0, position: $0, horizon: whole)
    }
  }

  /// The trainings of a purpose; only the longest of each task where the learning rates are fixed.
  func stages(_ purpose: EvaluationPurpose, _ rates: LearningRates) -> [Stage] {
    let stages =
      switch purpose {
      case .search: searchStages
      case .validation: validationStages
      }
    guard case .fixed = rates, let longest = stages.last?.horizon else { return stages }
    return stages.filter { $0.horizon == longest }
  }

  /// The factors of the learning rate that each case of a purpose is trained with, in their order.
  func rungs(_ purpose: EvaluationPurpose, _ rates: LearningRates) -> [[Double]] {
    switch rates {
    case .ladder, .near([]): cases(of: purpose).map { _ in scoring.ladder }
    case .near(let first):
      first.map { first in [first] + scoring.ladder.filter { $0 != first } }
    case .fixed(let factors): factors.map { [$0] }
    }
  }

  /// The rates of the baseline where a program has these: outside ladders those it is tuned to.
  func baselineRates(_ purpose: EvaluationPurpose, _ rates: LearningRates) -> LearningRates {
    let tuned = cases(of: purpose).map { _ in scoring.ladder[0] }
    return switch rates {
    case .ladder: .ladder
    case .near: .near(tuned)
    case .fixed: .fixed(tuned)
    }
  }

  private func cases(of purpose: EvaluationPurpose) -> ArraySlice<TaskEvaluator.Case> {
    switch purpose {
    case .search: cases[..<searchCount]
    case .validation: cases[searchCount...]
    }
  }

  /// The seed of a repetition, the same for all programs: comparisons are paired.
  func seed(_ purpose: EvaluationPurpose, _ repetition: Int) -> UInt64 {
    let index = purpose.rawValue << 32 | UInt64(repetition)
    var stream = RandomStream(seed: seed, purpose: .taskSeed, index: index)
    return stream.next()
  }

  /// The baseline's losses of a repetition; two workers may compute them at once, and find the same.
  func baseline(
    _ purpose: EvaluationPurpose,
    _ repetition: Int,
    _ rates: LearningRates,
    compute: () -> [Double]
  ) -> [Double] {
    let key = BaselineKey(purpose: purpose, repetition: repetition, rates: rates)
    if let known = baselines.withLock({ $0[key] }) { return known }
    let losses = compute()
    baselines.withLock { $0[key] = losses }
    return losses
  }
}
