import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram
import OptRuntime

/// A rule in the making and a small tensor to try it on.
///
/// Every entry is a value in, text out; the terminal is somebody else's business.
struct ReplSession {
  private(set) var rule = ReplSession.emptyRule
  var sample = Sample()
  var learningRate = 0.01
  private var undone: [RuleSyntax] = []
  private var trial: Trial?

  /// A run of the rule on the sample, kept while the rule stays the same.
  private struct Trial {
    let program: Program
    let optimizer: ReferenceOptimizer<Float>
    var weights: [[Float]]
  }

  private static let emptyRule = RuleSyntax.empty(named: "draft")

  /// The names that a completion may offer beside functions.
  var names: [String] {
    let declared = rule.hyperparameters.map(\.name.text) + rule.body.items.flatMap(\.names)
    return Builtin.allCases.map(\.name) + declared
  }

  /// The names that can be given a value.
  var settings: [String] {
    [Builtin.learningRate.name] + rule.hyperparameters.map(\.name.text)
  }

  /// The rule as formatted text.
  var ruleText: String { OptLanguage.Formatter.format(rule) }

  // MARK: - Entries

  /// Reads declarations, statements, whole rules or an expression, and tells their values.
  ///
  /// - Throws: `Failure` with the rendered diagnostics; the session stays as it was.
  mutating func enter(_ text: String) throws -> String {
    let file = SourceFile(path: "<input>", text: text)
    let (input, problems) = Parser.parseInteractive(file)
    try refuse(problems, in: file)
    switch input {
    case .rules(let tree):
      guard let first = tree.rules.first else { return "" }
      _ = try compiled(first)
      replace(with: first)
      return "rule \(first.name.text): \(first.body.items.count) statements"
    case .items(let items):
      let candidate = adding(items)
      _ = try compiled(candidate)
      replace(with: candidate)
      return items.flatMap(\.names).uniqued().compactMap { name in
        value(of: .name(name), as: name)
      }.joined(separator: "\n")
    case .expression(let expression):
      let text = OptLanguage.Formatter.format(expression)
      if let value = value(of: expression, as: text) { return value }
      _ = try compiled(probing(expression))
      return ""
    }
  }

  /// The rule with more items: declarations join those at its top, statements come last.
  private func adding(_ items: [ItemSyntax]) -> RuleSyntax {
    var result = rule
    let all = result.body.items + items
    result.body.items = all.filter(\.isDeclaration) + all.filter { !$0.isDeclaration }
    return result
  }

  /// Replaces the rule by another one that is right.
  mutating func replace(with rule: RuleSyntax) {
    undone.append(self.rule)
    self.rule = rule
    trial = nil
  }

  /// Begins with an empty rule.
  mutating func clear() { replace(with: ReplSession.emptyRule) }

  /// Takes the last change of the rule back; false if there is none.
  mutating func undo() -> Bool {
    guard let last = undone.popLast() else { return false }
    rule = last
    trial = nil
    return true
  }

  /// Gives a hyperparameter a value, or declares it.
  mutating func set(_ name: String, to value: Double) throws {
    if name == Builtin.learningRate.name {
      learningRate = value
      return
    }
    var candidate = rule
    if let place = candidate.hyperparameters.firstIndex(where: { $0.name.text == name }) {
      candidate.hyperparameters[place].defaultValue = NumberSyntax(value)
    } else {
      candidate.hyperparameters.append(
        HyperparameterSyntax(name, value)
      )
    }
    _ = try compiled(candidate)
    replace(with: candidate)
  }

  /// Forgets the steps taken; the rule stays.
  mutating func restart() { trial = nil }

  // MARK: - Programs

  /// The flat program of the rule as it is.
  func program() throws -> Program { try compiled(rule) }

  /// The flat program of a rule; one without `update` and `w` leaves the weights as they are.
  private func compiled(_ rule: RuleSyntax) throws -> Program {
    var whole = rule
    if ReplSession.result(of: rule) == nil {
      whole.body.items.append(.assignment(Builtin.update.name, 0))
    }
    let file = SourceFile(path: "<\(rule.name.text)>", text: OptLanguage.Formatter.format(whole))
    let result = Compiler.compile(file)
    try refuse(result.diagnostics, in: file)
    guard let checked = result.rules.first else { throw Failure("there is no rule yet") }
    return checked.program
  }

  private func refuse(_ diagnostics: [Diagnostic], in file: SourceFile) throws {
    let errors = diagnostics.filter { $0.severity == .error }
    guard !errors.isEmpty else { return }
    let renderer = DiagnosticRenderer(hasColors: Terminal.usesColour(STDERR_FILENO))
    throw Failure(renderer.render(errors, in: file))
  }

  // MARK: - Values

  private static let answer = "answer"

  /// An expression's value at the end of the last step on the sample, or of the first one if none was
  /// taken; nil if it has none there.
  private func value(of expression: ExpressionSyntax, as name: String) -> String? {
    guard let program = try? compiled(probing(expression)), var probe = try? begin(program) else {
      return nil
    }
    for _ in 0..<max(trial?.optimizer.stepNumber ?? 0, 1) { _ = take(&probe) }
    let place = program.step.indices.last {
      program[program.step[$0].target].name == ReplSession.answer
    }
    let statement = probe.optimizer.trace.last { $0.instruction == place }
    return statement.map { ValueText.describe(name, $0.value) }
  }

  /// The rule with one statement more.
  private func probing(_ expression: ExpressionSyntax) -> RuleSyntax {
    var probe = rule
    probe.body.items.append(.assignment(ReplSession.answer, expression))
    return probe
  }

  /// Which of `update` and `w` the rule assigns, nil for neither.
  private static func result(of rule: RuleSyntax) -> String? {
    let names = rule.body.items.flatMap(\.names)
    return [Builtin.update.name, Builtin.weight.name].first(where: names.contains)
  }

  private func begin(_ program: Program) throws -> Trial {
    do {
      var configuration = Optimizer.Configuration()
      configuration.keepsDeadCode = true
      let optimizer = try ReferenceOptimizer<Float>(
        program,
        tensors: [sample.shape],
        configuration: configuration
      )
      optimizer.keepsTrace = true
      return Trial(program: program, optimizer: optimizer, weights: [sample.weights])
    } catch {
      throw Failure("\(error)")
    }
  }

  private func take(_ trial: inout Trial) -> StepOutcome {
    let gradient = sample.gradient(step: trial.optimizer.stepNumber + 1)
    var inputs = ReferenceInputs<Float>()
    // A curvature the rule can work with: positive, about as large as the gradient's square.
    inputs.hutchinsonDiagonal = [gradient.map { $0 * $0 }]
    inputs.gaussNewtonDiagonal = inputs.hutchinsonDiagonal
    inputs.loss = 1
    inputs.batchSize = 64
    return trial.optimizer.step(
      weights: &trial.weights,
      gradients: [gradient],
      learningRate: learningRate,
      inputs: inputs
    )
  }

  /// Takes steps on the sample, going on from the last ones, and tells what became of the weights.
  mutating func step(_ count: Int) throws -> String {
    var trial = try trial ?? begin(program())
    var lines: [String] = []
    for _ in 0..<count {
      let before = trial.weights[0]
      if case .failed(let failure) = take(&trial) {
        lines.append("step \(trial.optimizer.stepNumber): no result (\(failure.reason))")
      }
      let change = zip(trial.weights[0], before).map { Double($0 - $1) }
      lines.append(
        "step \(trial.optimizer.stepNumber)  change of w: \(shortNumber(norm(change)))"
          + "  norm of w: \(shortNumber(norm(trial.weights[0].map(Double.init))))"
      )
    }
    self.trial = trial
    let matrix = ReferenceMatrix(
      rows: sample.shape.rows,
      cols: sample.shape.cols,
      elements: trial.weights[0]
    )
    return (lines.suffix(20) + [ValueText.describe("w", .matrix(matrix))]).joined(separator: "\n")
  }

  /// Every statement's value in the last step, or in the first one if none was taken.
  mutating func trace() throws -> String {
    if trial == nil { _ = try step(1) }
    guard let trial else { return "" }
    // The last entry of all is `w - update`, which no statement stands for.
    let trace = trial.optimizer.trace.filter { $0.instruction < trial.program.step.count }
    let firstBad = trace.firstIndex { !ValueText.isFinite($0.value) }
    var table = Table([("step \(trial.optimizer.stepNumber)", .left), ("", .left), ("", .left)])
    for (index, statement) in trace.enumerated() {
      let instruction = trial.program.step[statement.instruction]
      table.append([
        "\(trial.program[instruction.target].name) = \(trial.program.text(of: instruction))",
        ValueText.summary(statement.value),
        index == firstBad ? "<- first that is not finite" : "",
      ])
    }
    return table.text
  }

  private func norm(_ elements: [Double]) -> Double {
    elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

extension ItemSyntax {
  fileprivate var isDeclaration: Bool {
    switch kind {
    case .state, .input: true
    case .assignment, .when, .repeated, .error: false
    }
  }

  /// The names that the item declares or assigns, blocks included.
  fileprivate var names: [String] {
    switch kind {
    case .state(let state): state.names.map(\.text)
    case .input(let input): [input.name.text]
    case .assignment(let name, _): [name.text]
    case .when(let when):
      (when.body.items + (when.otherwise?.items ?? [])).flatMap(\.names)
    case .repeated(_, let body): body.items.flatMap(\.names)
    case .error: []
    }
  }
}

extension [String] {
  /// The texts without repetitions, in the order of their first places.
  fileprivate func uniqued() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
