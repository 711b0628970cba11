import ArgumentParser
import Foundation
import OptEvolution
import OptLanguage
import OptTasks

/// `optsearch compare`: which of several rules is better, and whether that is significant.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare rules: equal tuning, fresh seeds, intervals and tests.",
    discussion: """
      Each rule is tuned with the same budget, then trained from fresh seeds. Losses and metrics are \
      those of the test part, which no tuning sees. The reference is adamw, which joins if you do not \
      name it. Differences are tested in pairs across seeds, with Holm's correction; one that is not \
      significant is printed as such.

      Examples:
        optsearch compare lion momentum --task digits-mlp
        optsearch compare my.opt --task digits-mlp --task genesis-mlp --plot curves.svg
      """
  )

  @Argument(help: "The rules: FILE.opt, FILE.opt:NAME or names of shipped rules.")
  var rules: [RuleReference]

  @Option(
    name: .customLong("task"),
    help: "One of `optsearch tasks`, or a file of your own ending in .json; may be repeated.",
    completion: TaskReference.completion,
    transform: TaskReference.init(argument:)
  )
  var tasks: [TaskReference]

  @Option(
    parsing: .unconditional,
    help: "Fresh seeds for each rule.",
    transform: count(atLeast: 2)
  )
  var seeds = 10

  @Option(
    parsing: .unconditional,
    help: "Trainings spent on the tuning of each rule.",
    transform: count()
  )
  var trainings = 120

  @Flag(help: "Give each rule seeds of its own instead of the same ones for all.")
  var disjointSeeds = false

  @Option(
    parsing: .unconditional,
    help: "Threads; the result does not depend on them.",
    transform: threadCount
  )
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var training: TrainingFlags

  @Flag(help: "Print the table as JSON.")
  var json = false

  @Option(help: "Write the learning curves with their intervals as an SVG file (one task only).")
  var plot: String?

  @Flag(help: "Overwrite the file of --plot.")
  var force = false

  func validate() throws {
    if tasks.isEmpty {
      throw ValidationError("name a task with --task; `optsearch tasks` lists them")
    }
    if plot != nil, tasks.count > 1 { throw ValidationError("--plot takes one --task") }
  }

  func run() async throws {
    if let plot { try OutputFile.refuse(existing: plot, force: force) }
    let compared = try comparedRules()
    var options = comparisonOptions
    options.reference = compared.firstIndex { $0.name == Compare.referenceName } ?? 0
    training.explainBackend()
    var rows: [ComparisonRow] = []
    for task in try tasks.map({ try $0.load() }) {
      let progress = ProgressLine(isEnabled: !json)
      progress.show("\(task.name): tuning and training \(compared.count) rules")
      rows += try await Comparison(task, options).compare(compared)
      progress.finish()
    }
    if let plot {
      try OutputFile.write(ComparisonReport.chart(rows).svg(), to: plot, force: force)
    }
    Console.write(json ? ComparisonReport.json(rows).text + "\n" : ComparisonReport.table(rows))
  }

  private static let referenceName = "adamw"

  private var comparisonOptions: ComparisonOptions {
    var tuning = TuningOptions()
    tuning.trainings = trainings
    tuning.threads = threads
    tuning.seed = training.seed
    tuning.training = training.options(learningRate: 0)
    var options = ComparisonOptions(tuning: tuning)
    options.seeds = seeds
    options.usesDisjointSeeds = disjointSeeds
    return options
  }

  private func comparedRules() throws -> [ComparedRule] {
    var loaded = try rules.map { try RuleLoader.load($0) }
    if !loaded.contains(where: { $0.name == Compare.referenceName }) {
      loaded.insert(try RuleLoader.load(RuleReference(argument: Compare.referenceName)), at: 0)
    }
    var counts: [String: Int] = [:]
    return loaded.map { rule in
      counts[rule.name, default: 0] += 1
      let count = counts[rule.name, default: 1]
      let name = count == 1 ? rule.name : "\(rule.name) (\(count))"
      return ComparedRule(name: name, program: rule.program)
    }
  }
}
