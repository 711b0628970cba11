import ArgumentParser
import OptAllocations
import OptBenchmark
import OptLanguage
import OptProgram
import OptRuntime
import OptTasks

/// Allocations of steps and of trainings once everything is there.
struct Allocations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Counts the allocations of steps in the steady state, of which there must be none.",
    discussion: """
      Counts calls of malloc and its kin in the process: over steps of every shipped rule without matrix
      functions, after some that prepare it, and by how many a training grows with its steps.

      Example: optbench allocations --steps 100
      """
  )

  @Option(help: "Steps that are counted.")
  var steps = 100

  @Option(help: "Elements of the tensor.")
  var size = 65_536

  @Option(help: "Threads of a step.")
  var threads = 2

  mutating func run() throws {
    guard opt_allocation_count() > 0 else {
      throw ValidationError("allocations cannot be counted on this system")
    }
    var isSteady = true
    for name in ShippedRules.names {
      let program = try shippedRule(named: name)
      if program.hasMatrixFunctions { continue }
      for backend in [Backend.portable, .native] {
        let count = try allocations(of: program, backend)
        if count > 0 {
          print("\(name), \(backend.rawValue): \(count) allocations in \(steps) steps")
        }
        isSteady = isSteady && count == 0
      }
    }
    let growth = try allocationsOfTraining()
    print("training: \(growth) allocations for \(steps) more steps")
    guard isSteady, growth == 0 else { throw ExitCode.failure }
    print("no allocation in the steady state")
  }

  private func allocations(of program: Program, _ backend: Backend) throws -> Int {
    let configuration = Optimizer.Configuration(
      backend: backend,
      totalSteps: 2 * steps,
      threads: threads
    )
    let optimizer = try Optimizer(
      program,
      tensors: [StepBenchmark.tensor(count: size)],
      configuration: configuration
    )
    let work = StepMemory(count: size).work(optimizer)
    // Enough for the paths of warm-ups and of rules that do something every tenth step.
    _ = work.seconds(30)
    return Allocations.count { _ = work.seconds(steps) }
  }

  /// By how many allocations a training grows with its steps.
  private func allocationsOfTraining() throws -> Int {
    let program = try shippedRule(named: "adamw")
    let trainer = Trainer(try selectedTasks("digits-mlp")[0])
    func count(_ steps: Int) throws -> Int {
      var options = TrainingOptions(learningRate: 1e-2)
      options.steps = steps
      var result: TrainingResult?
      let count = try Allocations.count { result = try trainer.train(program, options) }
      withExtendedLifetime(result) {}
      return count
    }
    _ = try count(steps)
    return try count(2 * steps) - count(steps)
  }

  private static func count(_ body: () throws -> Void) rethrows -> Int {
    let before = opt_allocation_count()
    try body()
    return Int(opt_allocation_count() - before)
  }
}
