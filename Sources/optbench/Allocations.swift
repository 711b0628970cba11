import ArgumentParser
import OptAllocations
import OptBenchmark
import OptLanguage
import OptProgram
import OptRuntime
import OptTasks
import Synchronization

/// Allocations of steps and of trainings once everything is there.
struct Allocations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Counts the allocations of steps in the steady state, of which there must be none.",
    discussion: """
      Counts calls of malloc and its kin in the process: over steps of every shipped rule and over those \
      of a training of digits-mlp with adamw, after some that prepare them. The tensors of rules with \
      matrix functions are small.

      Example: optbench allocations --steps 100
      """
  )

  @Option(help: "Steps that are counted.")
  var steps = 100

  @Option(help: "Elements of the tensor.")
  var size = 65_536

  @Option(help: "Threads of a step.")
  var threads = 2

  /// Steps that take all paths, of rules that do something every tenth step too.
  private static let warmUp = 30

  mutating func run() throws {
    guard opt_allocation_count() > 0 else {
      throw ValidationError("allocations cannot be counted on this system")
    }
    var isSteady = true
    for name in ShippedRules.names {
      let program = try shippedRule(named: name)
      for backend in [Backend.portable, .native] {
        let count = try allocations(of: program, backend)
        if count > 0 {
          print("\(name), \(backend.rawValue): \(count) allocations in \(steps) steps")
        }
        isSteady = isSteady && count == 0
      }
    }
    let inTraining = try allocationsOfTraining()
    print("training: \(inTraining) allocations in \(steps) steps")
    guard isSteady, inTraining == 0 else { throw ExitCode.failure }
    print("no allocation in the steady state")
  }

  private func allocations(of program: Program, _ backend: Backend) throws -> Int {
    let configuration = Optimizer.Configuration(
      backend: backend,
      totalSteps: 2 * steps,
      threads: threads
    )
    // Factorisations take the third power of the side.
    let count = program.hasMatrixFunctions ? min(size, 1_024) : size
    let optimizer = try Optimizer(
      program,
      tensors: [StepBenchmark.tensor(count: count)],
      configuration: configuration
    )
    let work = StepMemory(count: count).work(optimizer)
    _ = work.seconds(Allocations.warmUp)
    return Allocations.count { _ = work.seconds(steps) }
  }

  /// The allocations of a training from the step after a warm-up to its last.
  private func allocationsOfTraining() throws -> Int {
    let marks = Marks()
    var options = TrainingOptions(learningRate: 1e-2)
    options.steps = Allocations.warmUp + steps
    options.shouldContinue = { step in
      let count = Int(opt_allocation_count())
      if step == Allocations.warmUp { marks.first.store(count, ordering: .relaxed) }
      marks.last.store(count, ordering: .relaxed)
      return true
    }
    let task = try selectedTasks("digits-mlp")[0]
    _ = try Trainer(task).train(try shippedRule(named: "adamw"), options)
    return marks.last.load(ordering: .relaxed) - marks.first.load(ordering: .relaxed)
  }

  /// Counts of allocations within a training.
  private final class Marks: Sendable {
    let first = Atomic(0)
    let last = Atomic(0)
  }

  private static func count(_ body: () throws -> Void) rethrows -> Int {
    let before = opt_allocation_count()
    try body()
    return Int(opt_allocation_count() - before)
  }
}
