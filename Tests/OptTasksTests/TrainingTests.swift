import OptProgram
import OptRuntime
import Testing

@testable import OptTasks

struct TrainingTests {
  private static func trainer(_ name: String = "digits-mlp") throws -> Trainer {
    Trainer(try #require(TaskCatalog.task(named: name)))
  }

  private static func options(
    _ learningRate: Double,
    steps: Int,
    seed: UInt64 = 0
  ) -> TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.steps = steps
    options.seed = seed
    return options
  }

  private static func train(_ trainer: Trainer, _ options: TrainingOptions) -> TrainingResult {
    trainer.run(options, with: HandWrittenAdamW(trainer.parameters))
  }

  private static func weights(_ trainer: Trainer) -> [UInt32] {
    zip(trainer.parameters.pointers, trainer.parameters.shapes).flatMap { tensor, shape in
      (0..<shape.count).map { tensor[$0].bitPattern }
    }
  }

  @Test func `digits are learned`() throws {
    let result = TrainingTests.train(
      try TrainingTests.trainer(),
      TrainingTests.options(0.02, steps: 100)
    )
    #expect(result.outcome == .finished)
    #expect(result.finalLoss < 0.25)
    #expect(try #require(result.finalMetric) > 0.94)
  }

  @Test func `the same seed gives the same bits, also after other trainings`() throws {
    let first = try TrainingTests.trainer()
    let one = TrainingTests.train(first, TrainingTests.options(0.01, steps: 20, seed: 7))
    let bits = TrainingTests.weights(first)
    let second = try TrainingTests.trainer()
    let other = TrainingTests.train(second, TrainingTests.options(0.01, steps: 20, seed: 8))
    #expect(TrainingTests.weights(second) != bits)
    let again = TrainingTests.train(second, TrainingTests.options(0.01, steps: 20, seed: 7))
    #expect(TrainingTests.weights(second) == bits)
    #expect(again.finalLoss == one.finalLoss)
    #expect(other.finalLoss != one.finalLoss)
  }

  /// Trainings of one rule in a row share its kernels, but none of its states.
  @Test func `a training does not depend on the one before`() throws {
    let rules = try ["m", "s"].map { direction in
      let update = "update = mul(lr, \(direction))"
      let lines = ["state m", "m = interp(g, m, 0.9)", "s = sign(m)", update]
      return try Program(flatText: "rule r() {\n\(lines.joined(separator: "\n"))\n}")
    }
    let used = try TrainingTests.trainer()
    for (rule, rate, steps) in [
      (0, 0.1, 8), (0, 0.01, 8), (0, 0.01, 5), (1, 0.01, 5), (0, 0.01, 5),
    ] {
      let options = TrainingTests.options(rate, steps: steps)
      let result = try used.train(rules[rule], options)
      let expected = try TrainingTests.trainer().train(rules[rule], options)
      #expect(result.finalLoss == expected.finalLoss)
    }
  }

  @Test(
    arguments: Backend.allCases.map { ($0, InstructionSet.best) }
      + InstructionSet.supported.map { (.native, $0) }
  )
  func `every back end gives the same bits`(backend: Backend, isa: InstructionSet?) throws {
    let portable = try TrainingTests.trainer("genesis-mlp")
    let trainer = try TrainingTests.trainer("genesis-mlp")
    var options = TrainingOptions(learningRate: 0.01)
    options.steps = 3
    options.batchSize = 16
    options.backend = .portable
    _ = TrainingTests.train(portable, options)
    options.backend = backend
    options.isa = isa
    _ = TrainingTests.train(trainer, options)
    #expect(TrainingTests.weights(trainer) == TrainingTests.weights(portable))
  }

  @Test func `a training that diverges stops at once and is a value`() throws {
    let result = TrainingTests.train(
      try TrainingTests.trainer(),
      TrainingTests.options(1e30, steps: 50)
    )
    let step = try #require(result.divergedAtStep)
    #expect(step < 5)
    #expect(result.finalLoss == .infinity)
    #expect(result.finalMetric == nil)
  }

  @Test func `a hurdle stops a hopeless training`() throws {
    let trainer = try TrainingTests.trainer("cancer-logistic")
    var options = TrainingTests.options(1e-6, steps: 50)
    options.hurdles = [
      TrainingOptions.Hurdle(step: 10, loss: 100), TrainingOptions.Hurdle(step: 20, loss: 0.1),
    ]
    #expect(TrainingTests.train(trainer, options).outcome == .stopped(step: 20))
  }

  @Test func `the caller stops a training`() throws {
    let trainer = try TrainingTests.trainer("cancer-logistic")
    var options = TrainingTests.options(0.01, steps: 50)
    options.shouldContinue = { $0 <= 12 }
    #expect(TrainingTests.train(trainer, options).outcome == .stopped(step: 12))
  }

  @Test func `the curve has the points asked for and ends at the final loss`() throws {
    let trainer = try TrainingTests.trainer("cancer-logistic")
    var options = TrainingTests.options(0.01, steps: 25)
    options.curveEvery = 10
    let result = TrainingTests.train(trainer, options)
    #expect(result.curve.map(\.step) == [10, 20, 25])
    #expect(result.curve.last?.validationLoss == result.finalLoss)
  }

  @Test func `gradients are clipped to a norm`() throws {
    let trainer = try TrainingTests.trainer("cancer-logistic")
    let model = Model(
      trainer.task,
      examples: 8,
      parameters: trainer.parameters,
      derivatives: .gradient,
      target: GraphTarget(.portable)
    )
    trainer.parameters.initialize(seed: 0)
    let rows = Array(0..<8)
    rows.withUnsafeBufferPointer { model.load(trainer.task.data().training, rows: $0) }
    model.runForward()
    model.runBackward()
    func norm() -> Float {
      zip(model.gradients, trainer.parameters.shapes).reduce(0) { sum, part in
        (0..<part.1.count).reduce(sum) { $0 + part.0[$1] * part.0[$1] }
      }.squareRoot()
    }
    let before = norm()
    model.clipGradients(trainer.parameters.shapes, to: Double(before) * 2)
    #expect(norm() == before)
    model.clipGradients(trainer.parameters.shapes, to: Double(before) / 4)
    #expect(abs(norm() / before - 0.25) < 1e-6)
  }

  /// Modular addition is left out: what generalises comes long after the first steps.
  static let quickTasks = TaskCatalog.all.filter { task in
    task.size == 1 && task.family != "modular-addition"
  }

  @Test(arguments: quickTasks.map(\.name))
  func `every task trains`(name: String) throws {
    let trainer = try TrainingTests.trainer(name)
    var options = TrainingTests.options(0, steps: 4)
    options.batchSize = min(8, trainer.task.batchSize)
    let untrained = TrainingTests.train(trainer, options)
    options.learningRate = 0.01
    let trained = TrainingTests.train(trainer, options)
    #expect(trained.outcome == .finished)
    #expect(trained.finalLoss < untrained.finalLoss)
    #expect((trained.finalMetric == nil) == (trainer.task.metric == .none))
  }
}
