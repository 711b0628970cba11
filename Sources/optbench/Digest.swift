import ArgumentParser
import OptProgram
import OptRuntime
import OptTasks

/// The bits that trainings end with.
struct Digest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a hash of the final weights of trainings.",
    discussion: """
      The lines are the same on any number of threads, with every back end, in debug and release \
      builds, and on every processor.

      Example:
        optbench digest --threads 2 --backend native > native.txt
        optbench digest --threads 1 --backend portable | diff native.txt -
      """
  )

  @OptionGroup var training: TrainingFlags

  @Option(help: "Steps of a training (default: the task's own number).")
  var steps: Int?

  @Option(help: "Trainings of each task, side by side.")
  var seeds = 2

  @Option(help: "Threads.")
  var threads = 1

  mutating func run() async throws {
    let program = try training.program()
    var options = training.options
    options.steps = steps
    for task in try training.selected() {
      let hashes = try await TrainerPool(task, threads: threads).map(Array(0..<seeds)) {
        [options] trainer, seed in
        var options = options
        options.seed = UInt64(seed)
        let result = try trainer.train(program, options)
        return trainer.weightHash ^ result.finalLoss.bitPattern
      }
      print(([task.name] + hashes.map { String($0, radix: 16) }).joined(separator: " "))
    }
  }
}

extension Trainer {
  /// A hash of the bits of all weights.
  fileprivate var weightHash: UInt64 {
    zip(parameters.pointers, parameters.shapes).reduce(0) { hash, tensor in
      (0..<tensor.1.count).reduce(hash) { mix64($0 ^ UInt64(tensor.0[$1].bitPattern)) &+ 1 }
    }
  }
}
