import ArgumentParser
import Foundation
import OptEvolution
import OptLanguage
import OptProgram
import OptRuntime
import OptTasks

/// `optsearch run`: one training with one rule.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train one task with one rule and draw the curve.",
    discussion: """
      Examples:
        optsearch run adamw --task digits-mlp
        optsearch run lion --task digits-mlp --lr 3e-4 --set beta1=0.95
        optsearch run my.opt --task genesis-mlp --json --curve > run.json
        optsearch run adamw --task my.task.json
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
    name: .customLong("lr"),
    parsing: .unconditional,
    help: """
      The largest learning rate of the schedule (default: that of `optsearch tasks --baselines` with \
      its hyperparameters where the rule and the task are listed, else 1e-3).
      """,
    transform: number("a number, not below 0") { $0 >= 0 }
  )
  var learningRate: Double?

  @Option(
    name: .customLong("set"),
    parsing: .unconditionalSingleValue,
    help: "A hyperparameter as NAME=VALUE; may be repeated.",
    transform: Assignment.init(argument:)
  )
  var assignments: [Assignment] = []

  @OptionGroup var training: TrainingFlags

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Flag(help: "With --json: add the learning curve.")
  var curve = false

  @Option(help: "Write the learning curve as an SVG file.")
  var plot: String?

  @Flag(help: "Overwrite the file of --plot.")
  var force = false

  func validate() throws {
    if curve, !json { throw ValidationError("--curve is for --json; --plot draws a file") }
  }

  func run() throws {
    let loaded = try RuleLoader.load(rule)
    let task = try task.load()
    let setting = try setting(of: loaded, on: task)
    if let plot { try OutputFile.refuse(existing: plot, force: force) }
    var options = training.options(learningRate: setting.learningRate)
    options.hyperparameters = setting.hyperparameters
    let steps = training.steps ?? task.steps
    // Every point of the curve costs a validation: drawn curves only.
    let showsCurve = !json && Terminal.isInteractive(STDOUT_FILENO)
    if showsCurve || curve || plot != nil { options.curveEvery = max(steps / 60, 1) }
    training.explainBackend()
    let trainer = Trainer(task)
    let result = try trainer.train(loaded.program, options)
    try report(result, of: loaded, on: task, options)
    guard let step = result.divergedAtStep else { return }
    if let origin = try trainer.origin(ofDivergenceAt: step, loaded.program, options) {
      DiagnosticPrinter.print([loaded.diagnostic(of: origin)], in: loaded.file)
    }
    throw ExitCode.failure
  }

  /// What the user wants, and where nothing is said of the learning rate, what tuning found.
  private func setting(of loaded: LoadedRule, on task: ProxyTask) throws -> TunedSetting {
    let wanted = try loaded.hyperparameters(setting: assignments)
    var setting = TunedSetting(learningRate: learningRate ?? 1e-3)
    if learningRate == nil, case .shipped(let name) = rule.source,
      let tuned = TaskCatalog.tunedSetting(of: name, on: task)
    {
      setting = tuned
    }
    setting.hyperparameters.merge(wanted) { $1 }
    return setting
  }

  private func report(
    _ result: TrainingResult,
    of loaded: LoadedRule,
    on task: ProxyTask,
    _ options: TrainingOptions
  ) throws {
    let chart = learningCurve(result, loaded.name, task)
    if let plot { try OutputFile.write(chart.svg(), to: plot, force: force) }
    if json {
      let record = RunRecord(
        result,
        rule: loaded.name,
        task: task,
        options: options,
        withCurve: curve
      )
      return Console.write(record.json.text + "\n")
    }
    if Terminal.isInteractive(STDOUT_FILENO), result.curve.count > 1 {
      Console.write(chart.braille(columns: Terminal.columns) + "\n\n")
    }
    Console.write(summary(result, name: loaded.name, task, options))
  }

  private func learningCurve(
    _ result: TrainingResult,
    _ name: String,
    _ task: ProxyTask
  ) -> LineChart {
    LineChart(
      title: "\(name) on \(task.name)",
      xLabel: "step",
      yLabel: "validation loss",
      series: [
        LineChart.Series(
          name: name,
          points: result.curve.map { (Double($0.step), $0.validationLoss) }
        )
      ],
      yScale: .logarithmic
    )
  }

  private func summary(
    _ result: TrainingResult,
    name: String,
    _ task: ProxyTask,
    _ options: TrainingOptions
  ) -> String {
    if let step = result.divergedAtStep {
      return "\(name) diverged on \(task.name) at step \(step)"
        + " (learning rate \(shortNumber(options.learningRate)))\n"
    }
    var table = Table([("", .left), ("", .right)])
    table.append(["task", task.name])
    table.append(["learning rate", shortNumber(options.learningRate)])
    for (name, value) in options.hyperparameters.sorted(by: { $0.key < $1.key }) {
      table.append([name, shortNumber(value)])
    }
    table.append(["validation loss", shortNumber(result.finalLoss, digits: 5)])
    if let metric = result.finalMetric {
      table.append([task.metric.title, shortNumber(metric)])
    }
    table.append(["state bytes per parameter", shortNumber(result.stateBytesPerParameter)])
    table.append(["time", String(format: "%.1f ms", result.time.totalSeconds * 1_000)])
    return table.text
  }
}
