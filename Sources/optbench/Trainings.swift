import ArgumentParser
import Foundation
import OptProgram
import OptRuntime
import OptTasks

/// Speed of whole trainings: preparation of the rule and validation included.
struct Trainings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trainings",
    abstract: "Times trainings of the tasks, alone and side by side.",
    discussion: """
      One line a task: the median of single trainings on one thread, and trainings per second on \
      one and on several threads.

      Example:
        optbench trainings --tasks digits-mlp
      """
  )

  @OptionGroup var training: TrainingFlags

  @Option(help: "Single trainings, of which the median counts.")
  var rounds = 11

  @Option(help: "Threads of the trainings side by side.")
  var threads = 2

  mutating func run() async throws {
    let program = try training.program()
    let options = training.options
    print("task, parameters, steps, ms a training, trainings/s on 1 thread, on \(threads)")
    for task in try training.selected() {
      let trainer = Trainer(task)
      let times = try (0..<rounds).map { _ in try trainer.train(program, options).time.totalSeconds
      }
      let median = times.sorted()[rounds / 2]
      let one = try await rate(task, program, options, threads: 1, trainingTime: median)
      let many = try await rate(task, program, options, threads: threads, trainingTime: median)
      print(
        task.name,
        trainer.parameterCount,
        task.steps,
        String(format: "%.2f", median * 1e3),
        String(format: "%.1f", one),
        String(format: "%.1f", many),
        separator: ", "
      )
    }
  }

  /// Trainings a second over about three seconds, as many on each thread.
  private func rate(
    _ task: ProxyTask,
    _ program: Program,
    _ options: TrainingOptions,
    threads: Int,
    trainingTime: Double
  ) async throws -> Double {
    let count = threads * max(1, Int(3 / trainingTime))
    let start = ContinuousClock.now
    _ = try await TrainerPool(task, threads: threads).map(Array(0..<count)) { trainer, seed in
      var options = options
      options.seed = UInt64(seed)
      return try trainer.train(program, options).finalLoss
    }
    return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
  }
}
