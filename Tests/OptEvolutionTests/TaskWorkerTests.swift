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
      rates: .ladder,
      hurdle: nil
    )
    #expect(first.trainings == 3 + 2)
    #expect(first.losses.count == 2)
    #expect(first.factors.count == 1)
    let again = worker.evaluate(
      TestPrograms.lion,
      purpose: .search,
      repetition: 1,
      rates: .fixed(first.factors),
      hurdle: nil
    )
    #expect(again.trainings == 1)
    #expect(again.losses.count == 1)
    #expect(again.factors == first.factors)
  }

  @Test func `a ladder is climbed where the parent's learning rate does not do`() throws {
    var worker = try worker()
    func evaluate(_ factor: Double) -> ProgramEvaluation {
      worker.evaluate(
        TestPrograms.adamw,
        purpose: .search,
        repetition: 0,
        rates: .near([factor]),
        hurdle: nil
      )
    }
    let good = evaluate(1)
    #expect(good.trainings == 2 && good.factors == [1])
    // At a hundredth of the rate nothing is learned: all others are tried, until one does.
    let bad = evaluate(0.01)
    #expect(bad.trainings > 2 && bad.factors == [1])
    #expect(bad.score == good.score)
  }

  @Test(arguments: [LearningRates.ladder, .near([]), .near([1]), .fixed([1])])
  func `the baseline's own score is 0`(rates: LearningRates) throws {
    var worker = try worker()
    for purpose in [EvaluationPurpose.search, .validation] {
      let result = worker.evaluate(
        TestPrograms.adamw,
        purpose: purpose,
        repetition: 2,
        rates: rates,
        hurdle: nil
      )
      #expect(result.score == 0)
    }
  }

  @Test func `long trainings count more than short ones`() throws {
    var worker = try worker()
    let evaluate = { (worker: inout TaskWorker, program: Program) in
      worker.evaluate(program, purpose: .search, repetition: 0, rates: .ladder, hurdle: nil)
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
