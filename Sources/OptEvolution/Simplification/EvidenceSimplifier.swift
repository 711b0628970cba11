public import OptProgram
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
  /// Nothing depends on threads, nor on clocks but through `EvidenceOptions.shouldContinue`.
  ///
  /// - Precondition: the program is verified.
  /// - Throws: `SimplificationError` if the rule does not train on a task; what the preparation of a rule
  ///   throws, or `CancellationError`.
  public func simplify(
    _ program: Program,
    report: @escaping @Sendable (SimplificationEvent) -> Void = { _ in }
  ) async throws -> SimplificationReport {
    let start = tasks.isEmpty ? program : program.inliningHyperparameters()
    var work = SimplificationWork(start, options, report)
    work.simplifyByAlgebra()
    if tasks.isEmpty { return work.report }
    do {
      try await work.train(on: tasks)
      try await work.delete()
      work.takeUpLearningRateFactors()
      try await work.round()
    } catch is CancellationError where !options.shouldContinue() {
      work.isComplete = false
    }
    return work.report
  }
}
