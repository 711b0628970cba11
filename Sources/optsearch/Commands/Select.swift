import ArgumentParser
import Foundation
import OptEvolution
import OptLanguage
import OptRuntime
import OptTasks

/// `optsearch select`: the funnel.
struct Select: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Sift a search's best programs on larger tasks, then on tasks held out.",
    discussion: """
      The best distinct programs of a search, finished or running, meet AdamW on the search's tasks \
      in the sizes @1, @10 and @100. Everything is tuned with the same budget; only what beats AdamW \
      by a paired test over fresh seeds goes on. The final table has AdamW, Lion and the finds on \
      tasks and test data that neither the search nor the selection has seen.

      The rule and the tables go to standard output: together they are a legal .opt file. Every step \
      is kept in DIR/selection.jsonl, the rule in DIR/selected.opt. The same command again goes on \
      where it was stopped, and shows the result of a finished selection.

      Examples:
        optsearch select runs/latest
        optsearch select runs/latest --budget 20m --size 1 --size 10
        optsearch select runs/latest --held-out digits-cnn@10 --held-out wine-mlp@10 --json
      """
  )

  @Argument(help: "The run directory.")
  var directory: String

  @Option(
    name: .customLong("size"),
    parsing: .unconditionalSingleValue,
    help: "A size of the stages (default 1, 10, 100); may be repeated.",
    transform: stageSize
  )
  var sizes: [Int] = []

  @Option(
    help: ArgumentHelp(
      "A task of the final table; may be repeated (default digits-cnn@10, genesis-lm@10, "
        + "digits-autoencoder@10, wine-mlp@10)."
    ),
    completion: TaskReference.completion,
    transform: TaskReference.init(argument:)
  )
  var heldOut: [TaskReference] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Wall time of everything, such as 20m. Where it is short there are fewer candidates and stages "
        + "and less simplification; in the final table first less tuning on the slow tasks, then "
        + "fewer finalists, then fewer tasks."
    ),
    transform: TimeBudget.init(argument:)
  )
  var budget: TimeBudget?

  @Option(
    parsing: .unconditional,
    help: "Programs of the first stage.",
    transform: count()
  )
  var candidates = 8

  @Option(
    parsing: .unconditional,
    help: "Programs of the final table.",
    transform: count()
  )
  var finalists = 2

  @Option(
    parsing: .unconditional,
    help: "Trainings to tune each rule on each task.",
    transform: count()
  )
  var trainings = 60

  @Option(
    parsing: .unconditional,
    help: "Fresh seeds of each rule on each task.",
    transform: count(atLeast: 2)
  )
  var seeds = 12

  @Option(
    parsing: .unconditional,
    help: "Decides all seeds.",
    transform: wholeNumber(atLeast: 0)
  )
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Threads; the result does not depend on them.",
    transform: threadCount
  )
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var engine: BackendFlags

  @Flag(help: "Simplify the finalists on the search's tasks before the final table.")
  var simplify = false

  @Flag(help: "Print the stages and their tables as JSON.")
  var json = false

  func run() async throws {
    Interruption.install()
    for task in heldOut { _ = try task.load() }
    let url = URL(filePath: directory).resolvingSymlinksInPath()
    let lines = SelectionDisplay()
    let outcome: SelectionOutcome
    do {
      var selection = try Selection(of: url) { selectionConfiguration($0) }
      selection.threads = threads
      selection.backend = engine.backend
      selection.isa = engine.isa
      selection.command = Array(CommandLine.arguments.dropFirst())
      selection.stop = Interruption.stop
      selection.report = { lines.show($0) }
      outcome = try await selection.run()
    } catch is CancellationError {
      lines.finish()
      throw ExitCode(Interruption.exitCode)
    } catch let error as RunDirectoryError {
      throw Failure("\(error)")
    } catch let error as SelectionError {
      throw Failure("\(error)")
    } catch let error as TaskFileError {
      throw Failure("\(error)")
    }
    lines.finish()
    for warning in outcome.warnings { Console.note("warning: \(warning)") }
    let report = SelectionReport(outcome: outcome, directory: url)
    try report.writeRule()
    Console.write(json ? report.json.text + "\n" : report.text)
  }

  private func selectionConfiguration(_ search: SearchDescription) -> SelectionConfiguration {
    var configuration = SelectionConfiguration(tasks: search.tasks)
    if !sizes.isEmpty { configuration.sizes = sizes }
    if !heldOut.isEmpty { configuration.heldOut = heldOut.map(\.lasting) }
    configuration.candidates = candidates
    configuration.finalists = finalists
    configuration.tuningTrainings = trainings
    configuration.seeds = seeds
    configuration.seed = seed
    configuration.simplifies = simplify
    configuration.budget = budget?.seconds
    return configuration
  }
}

/// Reads the size of a stage of an argument.
@Sendable
private func stageSize(_ argument: String) throws -> Int {
  guard let size = Int(argument), [1, 10, 100].contains(size) else {
    throw ValidationError("give 1, 10 or 100")
  }
  return size
}
