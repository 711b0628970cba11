package import OptProgram
package import OptTasks

/// Scores of programs on seeds that no search has used, for comparisons of searches.
package struct FreshTrial: Sendable {
  private let pool: WorkerPool<TaskEvaluator>

  /// A trial on tasks, each with its tuned baseline.
  package init(
    _ scoring: ScoringConfiguration,
    tasks: [ProxyTask],
    tuned: [TunedTask],
    seed: UInt64,
    threads: Int
  ) throws {
    let cases = try zip(tasks, tuned).map { task, tuned in
      TaskEvaluator.Case(
        task: task,
        baseline: try Program(flatText: tuned.baseline),
        learningRate: tuned.learningRate
      )
    }
    let evaluator = TaskEvaluator(scoring, seed: seed, search: [], validation: cases)
    pool = WorkerPool(
      threads,
      evaluator: evaluator,
      mutator: Mutator(space: .standard, weights: .standard)
    )
  }

  /// One score a repetition; repetition i has the same seeds for every program.
  package func scores(of program: Program, repetitions: Int) async -> [Double] {
    await pool.map(Array(0..<repetitions)) { bench, repetition in
      let result = bench.worker.evaluate(
        program,
        purpose: .validation,
        repetition: repetition,
        rates: .ladder,
        hurdle: nil
      )
      return result.score ?? ProgramEvaluation.worstScore
    }
  }
}
