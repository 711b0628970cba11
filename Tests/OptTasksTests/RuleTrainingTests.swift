import OptProgram
import OptRuntime
import Testing

@testable import OptTasks

enum TestRules {
  static func program(_ body: String, signature: String = "") throws -> Program {
    try Program(flatText: "rule r(\(signature)) {\n\(body)\n}")
  }

  static func sgd() throws -> Program { try program("update = mul(lr, g)") }

  static func adam() throws -> Program {
    try program(
      """
      state m
      state v
      m = interp(g, m, beta1)
      s = square(g)
      v = interp(s, v, 0.999)
      p = pow(beta1, t)
      q = sub(1, p)
      a = div(m, q)
      p = pow(0.999, t)
      q = sub(1, p)
      b = div(v, q)
      b = sqrt(b)
      b = add(b, 1e-8)
      a = div(a, b)
      d = mul(weight_decay, w)
      a = add(a, d)
      update = mul(lr, a)
      """,
      signature: "beta1 = 0.9 in 0.5 .. 0.999, weight_decay = 0.01"
    )
  }
}

struct RuleTrainingTests {
  private static func task(_ name: String = "digits-mlp") throws -> ProxyTask {
    try #require(TaskCatalog.task(named: name))
  }

  private static func options(_ learningRate: Double, steps: Int) -> TrainingOptions {
    var options = TrainingOptions(learningRate: learningRate)
    options.steps = steps
    return options
  }

  @Test func `descent and Adam reach known losses`() throws {
    let trainer = Trainer(try RuleTrainingTests.task())
    let sgd = try trainer.train(TestRules.sgd(), RuleTrainingTests.options(0.5, steps: 60))
    #expect(sgd.finalLoss < 0.6)
    #expect(sgd.stateBytesPerParameter == 0)
    let adam = try trainer.train(TestRules.adam(), RuleTrainingTests.options(0.02, steps: 60))
    #expect(adam.finalLoss < 0.35)
    #expect(adam.stateBytesPerParameter == 8)
    #expect(adam.time.preparationMicroseconds > 0)
    #expect(adam.time.totalSeconds * 1e6 > adam.time.preparationMicroseconds)
  }

  @Test func `a rule agrees with the same rule written by hand`() throws {
    let trainer = Trainer(try RuleTrainingTests.task("cancer-logistic"))
    let options = RuleTrainingTests.options(0.01, steps: 30)
    let rule = try trainer.train(TestRules.adam(), options)
    let hand = trainer.run(options, with: HandWrittenAdamW(trainer.parameters))
    #expect(abs(rule.finalLoss - hand.finalLoss) < 1e-5)
  }

  @Test func `every back end gives the same bits`() throws {
    let trainer = Trainer(try RuleTrainingTests.task())
    var options = RuleTrainingTests.options(0.02, steps: 5)
    options.batchSize = 8
    let losses = try Backend.allCases.map { backend in
      options.backend = backend
      return try trainer.train(TestRules.adam(), options).finalLoss
    }
    #expect(Set(losses).count == 1)
  }

  @Test func `hyperparameters and their names`() throws {
    let trainer = Trainer(try RuleTrainingTests.task("wine-mlp"))
    var options = RuleTrainingTests.options(0.02, steps: 5)
    let plain = try trainer.train(TestRules.adam(), options)
    options.hyperparameters = ["beta1": 0.5]
    let changed = try trainer.train(TestRules.adam(), options)
    #expect(plain.finalLoss != changed.finalLoss)
    options.hyperparameters = ["beta3": 0.5]
    #expect(throws: OptimizerError.self) { try trainer.train(TestRules.adam(), options) }
  }

  @Test func `the weights of evaluation are the rule's own`() throws {
    let trainer = Trainer(try RuleTrainingTests.task("wine-mlp"))
    let zero = try TestRules.program("update = mul(lr, g)\neval_w = mul(w, 0)")
    let result = try trainer.train(zero, RuleTrainingTests.options(0.1, steps: 5))
    // All logits are 0: three classes alike.
    #expect(abs(result.finalLoss - 1.0986123) < 1e-6)
  }

  @Test(arguments: ["hutchinson", "gauss_newton"])
  func `curvature comes from the model`(kind: String) throws {
    let text =
      "input h = hessian_diag(\(kind))\na = max(h, 1e-3)\na = div(g, a)\nupdate = mul(lr, a)"
    for name in ["cancer-logistic", "diabetes-regression", "wine-mlp", "quadratic"] {
      let trainer = Trainer(try RuleTrainingTests.task(name))
      let options = RuleTrainingTests.options(1e-3, steps: 5)
      let first = try trainer.train(TestRules.program(text), options)
      let second = try trainer.train(TestRules.program(text), options)
      #expect(first.outcome == .finished)
      #expect(first.finalLoss == second.finalLoss)
    }
  }

  @Test func `the average of Hutchinson's estimates is the diagonal of the Hessian`() throws {
    // Logistic regression: the Hessian's diagonal is the mean of p (1 - p) x^2.
    let trainer = Trainer(try RuleTrainingTests.task("cancer-logistic"))
    let model = Model(
      trainer.task,
      examples: 32,
      parameters: trainer.parameters,
      derivatives: .gradientAndCurvature,
      target: GraphTarget(.portable)
    )
    trainer.parameters.initialize(seed: 0)
    let data = trainer.task.data().training
    Array(0..<32).withUnsafeBufferPointer { model.load(data, rows: $0) }
    var hutchinson = [Double](repeating: 0, count: 30)
    var gaussNewton = hutchinson
    let draws = 4_000
    for draw in 0..<draws {
      model.estimateGaussNewton(seed: 1, step: draw)
      model.runForward()
      model.runBackward()
      model.estimateHutchinson(seed: 1, step: draw)
      for place in 0..<30 {
        hutchinson[place] += Double(model.products[0][place]) / Double(draws)
        gaussNewton[place] += Double(model.gaussNewton[0][place]) / Double(draws)
      }
    }
    for place in 0..<30 {
      let exact = RuleTrainingTests.logisticCurvature(trainer, data, column: place)
      #expect(abs(hutchinson[place] - exact) < 0.15 * exact + 0.01)
      #expect(abs(gaussNewton[place] - exact) < 0.15 * exact + 0.01)
    }
  }

  private static func logisticCurvature(
    _ trainer: Trainer,
    _ data: Examples,
    column: Int
  ) -> Double {
    let weights = trainer.parameters.pointers
    return (0..<32).reduce(0) { sum, row in
      let start = data.featureStart(row)
      let logit = (0..<30).reduce(Double(weights[1][0])) {
        $0 + Double(weights[0][$1]) * Double(data.features[start + $1])
      }
      let p = HostMath.sigmoid(logit)
      let x = Double(data.features[start + column])
      return sum + p * (1 - p) * x * x / 32
    }
  }
}
