import Foundation
import OptDiagnostics
import OptEvolution
import OptLanguage
import OptProgram
import OptRuntime
import OptTasks

/// Executes the entries of a REPL, statements and commands alike.
struct ReplInterpreter {
  /// Whether the session goes on after an entry.
  enum Outcome {
    case goesOn
    case ends
  }

  private(set) var session = ReplSession()

  /// Executes one entry and writes what it gives.
  ///
  /// - Throws: `Failure` for whatever went wrong; the session stays usable.
  mutating func execute(_ entry: String) async throws -> Outcome {
    let text = entry.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, !text.hasPrefix("#") else { return .goesOn }
    guard text.hasPrefix(":") else {
      say(try session.enter(text))
      return .goesOn
    }
    let words = text.dropFirst().split(separator: " ").map(String.init)
    guard let command = words.first.flatMap(ReplCommand.init(rawValue:)) else {
      throw unknown(words.first ?? "")
    }
    if command == .quit { return .ends }
    try await execute(command, Array(words.dropFirst()))
    return .goesOn
  }

  private mutating func execute(_ command: ReplCommand, _ words: [String]) async throws {
    switch command {
    case .help: Console.write(ReplCommand.overview)
    case .step: say(try session.step(try count(words)))
    case .trace: Console.write(try session.trace())
    case .rule: Console.write(session.ruleText)
    case .flat: Console.write(try session.program().flatText)
    case .simplify: try await simplify()
    case .set: try set(words)
    case .sample:
      try session.sample.set(words)
      session.restart()
    case .load: try load(words)
    case .save: try save(words)
    case .undo: if !session.undo() { throw Failure("nothing to undo") }
    case .restart: session.restart()
    case .clear:
      session.clear()
    case .run: try run(words)
    case .compare: try await compare(words)
    case .quit: break
    }
  }

  /// What tab can make of a text: a command, its argument, or a name.
  func completion(of text: String) -> Completion {
    guard text.hasPrefix(":") else {
      let name = text.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed()
      let functions = Builtins.all.map { $0.opcode.name + "(" }
      return Completion(of: String(name), among: name.isEmpty ? [] : session.names + functions)
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count > 1, let last = words.last else {
      return Completion(of: text, among: ReplCommand.allCases.map { ":\($0.rawValue)" })
    }
    let command = ReplCommand(rawValue: String(words[0].dropFirst()))
    return Completion(of: last, among: arguments(of: command, like: last))
  }

  private func arguments(of command: ReplCommand?, like word: String) -> [String] {
    switch command {
    case .load: RuleReference.completions(of: word)
    case .run: TaskCatalog.all.map(\.name)
    case .compare: RuleReference.completions(of: word) + TaskCatalog.all.map(\.name)
    case .set: session.settings
    case .sample: Sample.Distribution.allCases.map(\.rawValue)
    case .help, .step, .trace, .rule, .flat, .simplify, .save, .undo, .restart, .clear, .quit, nil:
      []
    }
  }

  // MARK: - Commands

  private func count(_ words: [String]) throws -> Int {
    guard let word = words.first else { return 1 }
    guard let count = Int(word), (1...1_000_000).contains(count) else {
      throw Failure("`\(word)` is no number of steps from 1 to 1,000,000")
    }
    return count
  }

  private mutating func set(_ words: [String]) throws {
    let parts = words.joined(separator: " ").split(separator: "=").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
      throw Failure("write it as `:set beta1 = 0.95`")
    }
    try session.set(parts[0], to: value)
  }

  private mutating func load(_ words: [String]) throws {
    guard words.count == 1 else { throw Failure("write it as `:load lion` or `:load my.opt`") }
    let loaded = try RuleLoader.load(RuleReference(argument: words[0]))
    session.replace(with: loaded.rule.syntax)
    Console.write(session.ruleText)
  }

  private func save(_ words: [String]) throws {
    let names = words.filter { $0 != "--force" }
    guard names.count == 1 else { throw Failure("write it as `:save my.opt`") }
    try OutputFile.write(session.ruleText, to: names[0], force: names.count < words.count)
  }

  private func simplify() async throws {
    let report = try await EvidenceSimplifier(tasks: []).simplify(try session.program())
    for step in report.steps { say(SimplificationText.line(of: step, showsAllLaws: true)) }
    Console.write(RulePrinter.text(of: report.program))
  }

  private func run(_ words: [String]) throws {
    guard words.count == 1 else { throw Failure("write it as `:run digits-mlp`") }
    let task = try TaskReference(argument: words[0]).load()
    var options = TrainingOptions(learningRate: session.learningRate)
    options.backend = .best
    options.curveEvery = max(task.steps / 60, 1)
    options.shouldContinue = { _ in !Interruption.wasRequested() }
    let result = try Trainer(task).train(try session.program(), options)
    if let step = result.divergedAtStep { throw Failure("diverged at step \(step)") }
    let chart = LineChart(
      title: "\(session.rule.name.text) on \(task.name)",
      xLabel: "step",
      yLabel: "validation loss",
      series: [
        LineChart.Series(
          name: session.rule.name.text,
          points: result.curve.map { (Double($0.step), $0.validationLoss) }
        )
      ],
      yScale: .logarithmic
    )
    Console.write(chart.braille(columns: min(Terminal.columns, 100)) + "\n")
    let metric = result.finalMetric.map { ", \(task.metric.title) \(shortNumber($0))" } ?? ""
    say("validation loss \(shortNumber(result.finalLoss, digits: 5))\(metric)")
    if case .stopped(let step) = result.outcome { throw Failure("stopped after step \(step)") }
  }

  private func compare(_ words: [String]) async throws {
    let names = words.filter { TaskReference.isTask($0) }
    let task = try TaskReference(argument: names.first ?? "digits-mlp").load()
    let others = try words.filter { !names.contains($0) }.map {
      try RuleLoader.load(RuleReference(argument: $0))
    }
    var rules = others.map { ComparedRule(name: $0.name, program: $0.program) }
    if !session.rule.body.items.isEmpty {
      rules.append(ComparedRule(name: session.rule.name.text, program: try session.program()))
    }
    guard !rules.isEmpty else { throw Failure("write it as `:compare adamw lion`") }
    var tuning = TuningOptions(backend: .best)
    tuning.threads = ProcessInfo.processInfo.activeProcessorCount
    let comparison = Comparison(task, ComparisonOptions(tuning: tuning))
    let rows = try await Interruption.cancels { [rules] in try await comparison.compare(rules) }
    Console.write(ComparisonReport.table(rows))
  }

  private func unknown(_ word: String) -> Failure {
    let near = didYouMeanText(didYouMean(word, among: ReplCommand.allCases.map(\.rawValue)))
    return Failure("there is no command `:\(word)`; " + (near ?? "`:help` lists them"))
  }

  private func say(_ text: String) {
    if !text.isEmpty { Console.write(text + "\n") }
  }
}
