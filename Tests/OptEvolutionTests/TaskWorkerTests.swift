import OptProgram
import OptRuntime
import OptTasks
import Testing

@testable import OptEvolution

/// What an evaluation trains, and what it counts.
struct TaskWorkerTests {
  private func worker() throws -> TaskWorker {
    var scoring = ScoringConfiguration()
    scoring.horizons = [
      .init(steps: 0.05, schedule: .linear), .init(steps: 0.1, schedule: .cosine),
    ]
    scoring.backend = .best
    let task = try #require(TaskCatalog.task(named: "cancer-logistic@1"))
    return TaskEvaluator(
      scoring,
      seed: 3,
      search: [.init(task: task, baseline: TestPrograms.adamw, learningRate: 0.05)],
      validation: []
    ).makeWorker()
  }

  @Test func `the better half of a ladder stays for the longer trainings`() throws {
    var worker = try worker()
    let first = worker.evaluate(
      TestPrograms.lion,
      purpose: .search,
      repetition: 0,
      factors: nil,
      hurdle: nil
    )
    #expect(first.trainings == 3 + 2)
    #expect(first.losses.count == 2)
    #expect(first.factors.count == 1)
    let again = worker.evaluate(
      TestPrograms.lion,
      purpose: .search,
      repetition: 1,
      factors: first.factors,
      hurdle: nil
    )
    #expect(again.trainings == 1)
    #expect(again.losses.count == 1)
    #expect(again.factors == first.factors)
  }

  @Test(arguments: [nil, [1.0]])
  func `the baseline's own score is 0`(factors: [Double]?) throws {
    var worker = try worker()
    for purpose in [EvaluationPurpose.search, .validation] {
      let result = worker.evaluate(
        TestPrograms.adamw,
        purpose: purpose,
        repetition: 2,
        factors: factors,
        hurdle: nil
      )
      #expect(result.score == 0)
    }
  }

  @Test func `long trainings count more than short ones`() throws {
    var worker = try worker()
    let evaluate = { (worker: inout TaskWorker, program: Program) in
      worker.evaluate(program, purpose: .search, repetition: 0, factors: nil, hurdle: nil)
    }
    let baseline = evaluate(&worker, TestPrograms.adamw).losses
    let result = evaluate(&worker, TestPrograms.lion)
    let gains = zip(baseline, result.losses).map {
      ProgramEvaluation.score(loss: $1.loss, baseline: $0.loss)
    }
    // Twice the steps, twice the weight; names begin with the number of steps.
    let steps = result.losses.compactMap { Double($0.task.split(separator: ":")[1]) }
    let expected = zip(gains, steps).map { $0 * $1 }.reduce(0, +) / steps.reduce(0, +)
    #expect(abs(try #require(result.score) - expected) < 1e-9)
  }
}
