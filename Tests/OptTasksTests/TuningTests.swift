import OptProgram
import Synchronization
import Testing

@testable import OptTasks

struct TuningTests {
  private static func options(threads: Int, trainings: Int = 60) -> TuningOptions {
    var options = TuningOptions()
    options.trainings = trainings
    options.threads = threads
    options.training.steps = 20
    return options
  }

  private static func task() throws -> ProxyTask {
    try #require(TaskCatalog.task(named: "wine-mlp"))
  }

  @Test func `tuning finds a good setting and does not depend on threads`() async throws {
    let task = try TuningTests.task()
    let program = try TestRules.adam()
    let one = try await Tuner(task, TuningTests.options(threads: 1)).tune(program)
    let two = try await Tuner(task, TuningTests.options(threads: 3)).tune(program)
    #expect(one.table == two.table)
    #expect(one.best == two.best)
    #expect(one.trainings <= 60)
    // 60 trainings leave three rungs of 1, 2 and 4 seeds.
    #expect(one.best.losses.count == 7)
    #expect((0.003...1).contains(one.best.setting.learningRate))
    #expect(one.table.allSatisfy { $0.rung < 4 || $0.meanLoss >= one.best.meanLoss })
  }

  @Test func `every rule gets the same number of trainings`() async throws {
    let task = try TuningTests.task()
    for trainings in [5, 17, 33, 60] {
      let options = TuningTests.options(threads: 2, trainings: trainings)
      let adam = try await Tuner(task, options).tune(TestRules.adam())
      let sgd = try await Tuner(task, options).tune(TestRules.sgd())
      #expect(adam.trainings == sgd.trainings)
      #expect(adam.trainings <= trainings)
    }
  }

  @Test func `hyperparameters are drawn from their ranges`() throws {
    let space = TuningSpace(try TestRules.adam(), names: nil)
    let points = EvenPoints(dimensions: 2)
    var decays: Set<Double> = []
    for point in 0..<40 {
      let values = space.values { points.coordinate($0, of: point) }
      #expect((0.499...0.9991).contains(try #require(values["beta1"])))
      decays.insert(try #require(values["weight_decay"]))
    }
    #expect(decays.contains(0))
    #expect(decays.count > 8)
    #expect(TuningSpace(try TestRules.adam(), names: ["beta1"]).dimensions == 1)
    #expect(TuningSpace(try TestRules.sgd(), names: nil).isEmpty)
  }

  @Test func `a comparison names the better rule`() async throws {
    var options = ComparisonOptions(tuning: TuningTests.options(threads: 2, trainings: 25))
    options.seeds = 6
    let rows = try await Comparison(try TuningTests.task(), options).compare([
      ComparedRule(name: "adam", program: TestRules.adam()),
      ComparedRule(
        name: "still",
        program: TestRules.sgd(),
        setting: TunedSetting(learningRate: 1e-6)
      ),
      ComparedRule(
        name: "wild",
        program: TestRules.program("update = div(w, 0)"),
        setting: TunedSetting(learningRate: 1)
      ),
    ])
    #expect(rows.map(\.rule) == ["adam", "still", "wild"])
    #expect(rows[0].verdict == .reference)
    #expect(rows[1].verdict == .worse)
    #expect(rows[2].verdict == .diverged(6))
    #expect(try #require(rows[1].pValue) < 0.01)
    #expect(rows[0].pValue == nil && rows[2].pValue == nil)
    #expect(rows[0].stepsToTarget == 20)
    #expect(rows[1].stepsToTarget == nil)
    #expect(rows[0].loss.low < rows[0].loss.mean && rows[0].loss.mean < rows[0].loss.high)
    #expect(rows[0].stateBytesPerParameter == 8)
  }

  @Test func `a rule beside itself differs by nothing`() async throws {
    var options = ComparisonOptions(tuning: TuningTests.options(threads: 2))
    options.seeds = 4
    let setting = TunedSetting(learningRate: 0.03)
    let rule = ComparedRule(name: "adam", program: try TestRules.adam(), setting: setting)
    let rows = try await Comparison(try TuningTests.task(), options).compare([rule, rule])
    #expect(rows[0].losses == rows[1].losses)
    #expect(rows[1].verdict == .notSignificant)
    options.usesDisjointSeeds = true
    let apart = try await Comparison(try TuningTests.task(), options).compare([rule, rule])
    #expect(apart[0].losses == rows[0].losses)
    #expect(apart[0].losses != apart[1].losses)
  }

  @Test func `a comparison that is stopped within a training gives no rows`() async throws {
    let steps = Atomic(0)
    var options = ComparisonOptions(tuning: TuningTests.options(threads: 1))
    options.seeds = 4
    // The curve of the second training ends before that of the first.
    options.tuning.training.shouldContinue = { _ in
      steps.wrappingAdd(1, ordering: .relaxed).newValue < 30
    }
    let setting = TunedSetting(learningRate: 0.03)
    let rule = ComparedRule(name: "adam", program: try TestRules.adam(), setting: setting)
    let comparison = Comparison(try TuningTests.task(), options)
    await #expect(throws: CancellationError.self) { _ = try await comparison.compare([rule]) }
  }
}
