import OptDiagnostics
import OptLanguage
import OptProgram
import OptTasks
import Testing

struct CurvatureRulesTests {
  private static let tasks = TaskCatalog.all.filter { $0.size == 1 }.map(\.name)

  @Test(arguments: ["sophia_h", "sophia_g", "adahessian"], tasks)
  func `rules that read curvature run on every task`(rule: String, name: String) throws {
    let source = try #require(ShippedRules.source(named: rule))
    let compiled = Compiler.compile(SourceFile(path: rule, text: source))
    let program = try #require(compiled.rules.first).program
    let task = try #require(TaskCatalog.task(named: name))
    var options = TrainingOptions(learningRate: 1e-3)
    options.steps = 2
    options.batchSize = 1
    let result = try Trainer(task).train(program, options)
    #expect(result.outcome == .finished)
    #expect(result.finalLoss.isFinite)
  }
}
