public import OptProgram
import OptSimplify
public import OptTasks

/// Makes a rule as short as it can be without another outcome of training.
///
/// Algebra comes first. Then operations and states are deleted, and numbers rounded, as long as paired
/// trainings find the shorter rule equivalent to the original on every task, at the original's tuned
/// learning rate. Better is as different as worse: what is looked for is the rule that was found, in fewer
/// words. Every candidate is measured against the original, so that small differences do not add up.
public struct EvidenceSimplifier: Sendable {
  private let tasks: [ProxyTask]
  private let options: EvidenceOptions

  /// A simplifier by evidence from tasks; without any, algebra is all there is.
  public init(tasks: [ProxyTask], options: EvidenceOptions = EvidenceOptions()) {
    self.tasks = tasks
    self.options = options
  }

  /// The simplest program that trains like a program, with its hyperparameters at their defaults, and the
  /// steps that lead to it.
  ///
  /// Nothing depends on threads or clocks.
  ///
  /// - Precondition: the program is verified.
  /// - Throws: `SimplificationError` if the rule does not train on a task; what the preparation of a rule
  ///   throws, or `CancellationError`.
  public func simplify(
    _ program: Program,
    report: @escaping @Sendable (SimplificationEvent) -> Void = { _ in }
  ) async throws -> SimplificationReport {
    var work = Work(tasks.isEmpty ? program : program.inliningHyperparameters(), options, report)
    work.simplifyByAlgebra()
    if !tasks.isEmpty {
      try await work.train(on: tasks)
      try await work.delete()
      work.takeUpLearningRateFactors()
      try await work.round()
    }
    return work.report
  }
}

/// A simplification under way.
private struct Work {
  private var program: Program
  private var steps: [SimplificationReport.Step] = []
  private var trials: PairedTrials
  private var refused: Set<UInt64> = []
  private let options: EvidenceOptions
  private let tell: @Sendable (SimplificationEvent) -> Void

  init(
    _ program: Program,
    _ options: EvidenceOptions,
    _ tell: @escaping @Sendable (SimplificationEvent) -> Void
  ) {
    self.program = program
    self.options = options
    self.tell = tell
    trials = PairedTrials(options)
  }

  var report: SimplificationReport {
    SimplificationReport(
      program: program,
      steps: steps,
      tunings: trials.references.map { reference in
        SimplificationReport.Tuning(
          task: reference.task.name,
          originalLearningRate: reference.learningRate,
          learningRate: reference.learningRate * trials.learningRateFactor,
          loss: HostMath.exp(Statistics.mean(reference.logLosses)),
          untrainedLoss: HostMath.exp(reference.untrained),
          spread: reference.spread
        )
      },
      refused: refused.count,
      trainings: trials.trainings
    )
  }

  // MARK: - Algebra

  mutating func simplifyByAlgebra() {
    let result = Simplifier.simplify(program)
    program = result.program
    for step in result.steps { note(.algebra, step.rule, step.before, step.after) }
  }

  private mutating func note(
    _ kind: SimplificationReport.Step.Kind,
    _ reason: String,
    _ before: String,
    _ after: String,
    _ evidence: [EquivalenceEvidence] = []
  ) {
    let step = SimplificationReport.Step(
      kind: kind,
      reason: reason,
      before: before,
      after: after,
      evidence: evidence,
      statements: program.statementCount,
      states: program.stateCount
    )
    steps.append(step)
    tell(.changed(step))
  }

  // MARK: - Evidence

  mutating func train(on tasks: [ProxyTask]) async throws {
    for task in tasks {
      tell(.tuning(task: task.name))
      try await trials.addReference(program, on: task)
    }
  }

  /// Deletes, one by one, what trainings do not miss: each time the deletion that leaves the shortest program.
  mutating func delete() async throws {
    while true {
      let candidates = candidates()
      if candidates.isEmpty { return }
      tell(.deleting(candidates: candidates.count))
      let evidence = try await trials.judge(candidates.map(\.deletion.program))
      for (candidate, evidence) in zip(candidates, evidence) where !isEquivalent(evidence) {
        refused.insert(candidate.hash)
      }
      guard let best = evidence.indices.first(where: { isEquivalent(evidence[$0]) }) else { return }
      let deletion = candidates[best].deletion
      program = deletion.program
      note(
        .deletion,
        "trainings with and without it are equivalent",
        deletion.before,
        deletion.after,
        evidence[best]
      )
      simplifyByAlgebra()
    }
  }

  /// The shorter programs that were not refused yet, each once, the shortest first.
  private func candidates() -> [(deletion: Deletion, hash: UInt64)] {
    var seen = refused
    seen.insert(program.canonicalHash)
    return program.deletions().compactMap { deletion -> (deletion: Deletion, hash: UInt64)? in
      var shorter = deletion
      shorter.program = Simplifier.simplify(deletion.program).program
      let hash = shorter.program.canonicalHash
      guard shorter.program.isShorter(than: program), seen.insert(hash).inserted else { return nil }
      return (shorter, hash)
    }.sorted { left, right in
      if left.deletion.program.isShorter(than: right.deletion.program) { return true }
      if right.deletion.program.isShorter(than: left.deletion.program) { return false }
      return left.hash < right.hash
    }
  }

  private func isEquivalent(_ evidence: [EquivalenceEvidence]) -> Bool {
    evidence.count == trials.references.count
      && evidence.allSatisfy { $0.verdict == .equivalent }
  }

  // MARK: - Numbers

  mutating func takeUpLearningRateFactors() {
    while let best = program.learningRateFactors().min(by: {
      $0.program.isShorter(than: $1.program)
    }) {
      let factor = best.factor
      program = best.program
      trials.learningRateFactor *= factor
      note(.learningRate, "the learning rate takes up the factor", "lr * \(factor)", "lr")
    }
  }

  /// Rounds each number to the fewest digits with which trainings are the same.
  mutating func round() async throws {
    for number in program.numbers {
      for digits in 1...options.digits {
        let rounded = number.rounded(toDigits: digits)
        if rounded == number { break }
        tell(.rounding(number))
        let candidate = Simplifier.simplify(program.replacing(number, with: rounded)).program
        let evidence = try await trials.judge([candidate])[0]
        guard isEquivalent(evidence) else {
          refused.insert(candidate.canonicalHash)
          continue
        }
        program = candidate
        note(
          .rounding,
          "trainings with \(digits == 1 ? "one digit" : "\(digits) digits") are equivalent",
          "\(number)",
          "\(rounded)",
          evidence
        )
        break
      }
    }
  }
}
