import OptProgram
import OptSimplify
import OptTasks

/// A simplification under way.
struct SimplificationWork {
  private var program: Program
  private var steps: [SimplificationReport.Step] = []
  private var refused: [SimplificationReport.Step] = []
  private var refusedHashes: Set<UInt64> = []
  private var trials: PairedTrials
  private let fingerprinter = Fingerprinter()
  private let options: EvidenceOptions
  private let tell: @Sendable (SimplificationEvent) -> Void

  /// Whether everything was tried.
  var isComplete = true

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
      tunings: trials.references.map { $0.tuning(learningRateFactor: trials.learningRateFactor) },
      refused: refused,
      trainings: trials.trainings,
      isComplete: isComplete
    )
  }

  private mutating func note(_ change: Change, _ evidence: [EquivalenceEvidence] = []) {
    program = change.program
    let step = change.step(evidence)
    steps.append(step)
    tell(.changed(step))
  }

  private mutating func refuse(_ change: Change, _ evidence: [EquivalenceEvidence]) {
    let step = change.step(evidence)
    refused.append(step)
    tell(.refused(step))
  }

  // MARK: - Algebra

  mutating func simplifyByAlgebra() {
    let result = Simplifier.simplify(program)
    for step in result.steps {
      note(
        Change(
          kind: .algebra,
          reason: step.rule,
          before: step.before,
          after: step.after,
          program: result.program
        )
      )
    }
    program = result.program
  }

  /// Lets the learning rate take up factors, as long as that makes the program shorter.
  mutating func takeUpLearningRateFactors() {
    while let best = program.learningRateFactors().min(by: {
      $0.program.isShorter(than: $1.program)
    }) {
      trials.learningRateFactor *= best.factor
      note(
        Change(
          kind: .learningRate,
          reason: "the learning rate takes up the factor",
          before: "lr * \(best.factor)",
          after: "lr",
          program: best.program
        )
      )
    }
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
      let candidates = try candidates()
      if candidates.isEmpty { return }
      tell(.deleting(candidates: candidates.count))
      let evidence = try await trials.judge(candidates.map(\.program))
      for (candidate, evidence) in zip(candidates, evidence) where !isEquivalent(evidence) {
        refuse(candidate, evidence)
        refusedHashes.insert(candidate.program.canonicalHash)
      }
      guard let best = evidence.indices.first(where: { isEquivalent(evidence[$0]) }) else { return }
      note(candidates[best], evidence[best])
      simplifyByAlgebra()
    }
  }

  /// The shorter programs that were not refused yet, each once, the shortest first.
  ///
  /// Trainings at one learning rate do not see that a rule no longer follows it: where the present program
  /// does, those that do not are left out.
  private mutating func candidates() throws -> [Change] {
    let isSound = fingerprinter.fingerprint(of: program).refusal == nil
    return try shorterPrograms().filter { candidate in
      !isSound || fingerprinter.fingerprint(of: candidate.program).refusal == nil
    }
  }

  private func shorterPrograms() throws -> [Change] {
    var seen = refusedHashes
    seen.insert(program.canonicalHash)
    return try program.deletions().compactMap { deletion -> (change: Change, hash: UInt64)? in
      try trials.requireTime()
      var change = deletion
      change.program = Simplifier.simplify(deletion.program).program
      let hash = change.program.canonicalHash
      guard change.program.isShorter(than: program), seen.insert(hash).inserted else { return nil }
      return (change, hash)
    }.sorted { left, right in
      if left.change.program.isShorter(than: right.change.program) { return true }
      if right.change.program.isShorter(than: left.change.program) { return false }
      return left.hash < right.hash
    }.map(\.change)
  }

  private func isEquivalent(_ evidence: [EquivalenceEvidence]) -> Bool {
    evidence.count == trials.references.count
      && evidence.allSatisfy { $0.verdict == .equivalent }
  }

  /// Rounds each number to the fewest digits with which trainings are the same.
  mutating func round() async throws {
    for number in program.numbers {
      tell(.rounding(number))
      for change in program.roundings(of: number, upTo: options.digits) {
        let evidence = try await trials.judge([change.program])[0]
        if isEquivalent(evidence) {
          note(change, evidence)
          break
        }
        refuse(change, evidence)
      }
    }
    simplifyByAlgebra()
  }
}
