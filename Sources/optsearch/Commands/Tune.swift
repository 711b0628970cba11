import ArgumentParser
import Foundation
import OptDiagnostics
import OptEvolution
import OptLanguage
import OptProgram
import OptTasks

/// `optsearch tune`: the best learning rate and hyperparameters of a rule.
struct Tune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the best learning rate and hyperparameters of a rule for a task.",
    discussion: """
      First a grid of learning rates, then successive halving of settings around the best one. Tuned \
      are the learning rate, weight_decay and every hyperparameter declared with a range. With \
      --write the best values become the defaults in the rule's file; the learning rate, which no \
      rule holds, is printed.

      Examples:
        optsearch tune lion --task digits-mlp
        optsearch tune my.opt --task digits-mlp --trainings 60 --write
      """
  )

  @Argument(help: "The rule: FILE.opt, FILE.opt:NAME or a shipped rule's name.")
  var rule: RuleReference

  @Option(
    help: "One of `optsearch tasks`, or a file of your own ending in .json.",
    completion: TaskReference.completion,
    transform: TaskReference.init(argument:)
  )
  var task: TaskReference

  @Option(
    parsing: .unconditional,
    help: "Trainings that may be spent.",
    transform: count()
  )
  var trainings = 120

  @Option(
    parsing: .unconditional,
    help: "Threads; the result does not depend on them.",
    transform: threadCount
  )
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var training: TrainingFlags

  @Flag(help: "Print the best setting and the whole table as JSON.")
  var json = false

  @Flag(help: "Write the best hyperparameters into the rule's file as defaults.")
  var write = false

  func run() async throws {
    if write { _ = try writablePath() }
    let loaded = try RuleLoader.load(rule)
    let task = try task.load()
    training.explainBackend()
    let progress = ProgressLine(isEnabled: !json)
    progress.show("\(task.name): tuning \(loaded.name) with \(trainings) trainings")
    let result = try await Tuner(task, options).tune(loaded.program)
    progress.finish()
    let report = TuningReport(rule: loaded, task: task, result: result)
    Console.write(json ? report.json.text + "\n" : report.text)
    guard result.best.meanLoss.isFinite else {
      throw Failure("\(loaded.name) diverges on \(task.name) with every setting")
    }
    if write { try writeDefaults(result.best.setting.hyperparameters, of: loaded) }
  }

  private var options: TuningOptions {
    var options = TuningOptions()
    options.trainings = trainings
    options.threads = threads
    options.seed = training.seed
    options.training = training.options(learningRate: 0)
    return options
  }

  private func writablePath() throws -> String {
    guard case .file(let path) = rule.source else {
      throw Failure("\(rule.argument) is not a file; --write needs a rule file, ending in .opt")
    }
    return path
  }

  private func writeDefaults(_ values: [String: Double], of loaded: LoadedRule) throws {
    let path = try writablePath()
    var (tree, _) = Parser.parse(loaded.file)
    guard let place = tree.rules.firstIndex(where: { $0.name.text == loaded.name }) else { return }
    for index in tree.rules[place].hyperparameters.indices {
      guard let value = values[tree.rules[place].hyperparameters[index].name.text] else { continue }
      tree.rules[place].hyperparameters[index].defaultValue = NumberSyntax(value)
    }
    let text = OptLanguage.Formatter.format(tree)
    try OutputFile.write(text, to: path, force: true)
    Console.note("\(path): the defaults of \(loaded.name) are those of the best setting")
  }
}
