import ArgumentParser
import Foundation
import OptEvolution
import OptProgram
import OptRuntime
import OptTasks

/// Evolution beside random search and search for constants, with the same budget.
struct Strategies: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares evolution with random search and with search for constants alone.",
    discussion: """
      Each strategy searches with each seed and the same number of trainings. What it finds is \
      scored on fresh seeds, the same for all. P values are of paired tests against evolution: across \
      searches, and across fresh seeds of the mean over searches. Prints a table in Markdown.

      Example:
        optbench strategies > table.md
      """
  )

  @Option(help: "Tasks, separated by commas.")
  var tasks = "digits-mlp@1,genesis-mlp@1,cancer-logistic@1"

  @Option(help: "Trainings of each search, those of validations included.")
  var trainings = 20_000

  @Option(help: "Searches of each strategy.")
  var seeds = 5

  @Option(help: "Fresh seeds of what each search finds.")
  var freshSeeds = 100

  @Option(help: "Threads; the result does not depend on them.")
  var threads = 2

  func validate() throws {
    if seeds < 2 || freshSeeds < 2 { throw ValidationError("a paired test needs two seeds") }
  }

  func run() async throws {
    let baseline = try shippedRule(named: "adamw")
    var scores: [SearchStrategy: [[Double]]] = [:]
    for seed in 0..<UInt64(seeds) {
      for strategy in SearchStrategy.allCases {
        let found = try await search(strategy, seed, baseline)
        let mean = Statistics.mean(found).fixed(4)
        FileHandle.standardError.write(Data("seed \(seed), \(strategy.rawValue): \(mean)\n".utf8))
        scores[strategy, default: []].append(found)
      }
    }
    print("| strategy | score on fresh seeds | of each search | p (searches) | p (fresh seeds) |")
    print("|---|---|---|---|---|")
    for strategy in SearchStrategy.allCases {
      print(row(strategy, scores[strategy] ?? [], beside: scores[.evolve] ?? []))
    }
  }

  /// Scores on fresh seeds of what one search finds.
  private func search(
    _ strategy: SearchStrategy,
    _ seed: UInt64,
    _ baseline: Program
  ) async throws -> [Double] {
    let tasks = try selectedTasks(tasks)
    var configuration = SearchConfiguration()
    configuration.strategy = strategy
    configuration.seed = seed
    configuration.budget = .trainings(trainings)
    configuration.threads = threads
    configuration.scoring.backend = .best
    var description = SearchDescription(
      configuration,
      baseline: baseline,
      tasks: tasks.map(\.name),
      version: ""
    )
    description.references = []
    let outcome = try await Search(description).run()
    let trial = try FreshTrial(
      configuration.scoring,
      tasks: tasks,
      tuned: outcome.baseline,
      seed: seed ^ Strategies.freshness,
      threads: threads
    )
    return await trial.scores(of: outcome.best, repetitions: freshSeeds)
  }

  /// Far from the seeds of searches.
  private static let freshness: UInt64 = 0xF4E5_0000_0000_0000

  private func row(
    _ strategy: SearchStrategy,
    _ scores: [[Double]],
    beside others: [[Double]]
  ) -> String {
    let means = scores.map { Statistics.mean($0) }
    let estimate = Statistics.estimate(means)
    var cells = [
      strategy.rawValue,
      "\(estimate.mean.fixed(3)) (\(estimate.low.fixed(3)) .. \(estimate.high.fixed(3)))",
      means.map { $0.fixed(3) }.joined(separator: ", "),
    ]
    if strategy == .evolve {
      cells += ["", ""]
    } else {
      let searches = Statistics.pairedTest(means, others.map { Statistics.mean($0) })
      let fresh = Statistics.pairedTest(acrossSearches(scores), acrossSearches(others))
      cells += [searches, fresh].map { $0 < 0.001 ? "< 0.001" : $0.fixed(3) }
    }
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// For each fresh seed the mean over searches.
  private func acrossSearches(_ scores: [[Double]]) -> [Double] {
    (0..<freshSeeds).map { seed in Statistics.mean(scores.map { $0[seed] }) }
  }
}
