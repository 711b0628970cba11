import OptEvolution
import OptProgram
import OptSimplify
import OptTasks

/// What a simplification found, as `.opt` text, lines and JSON.
struct SimplificationText {
  let original: LoadedRule
  let report: SimplificationReport
  let tasks: [String]

  /// The rule with a header that tells where it comes from.
  var rule: String { RulePrinter.text(of: report.program, comments: [summary] + tunings) }

  /// How much shorter the rule is, and by what kind of reasons.
  var summary: String {
    let before = original.program
    let after = report.program
    let basis =
      tasks.isEmpty
      ? "algebra only; --task adds evidence"
      : "algebra and \(report.trainings) trainings on \(tasks.joined(separator: ", "))"
    return "\(original.name): \(before.statementCount) to \(after.statementCount) statements,"
      + " \(before.stateCount) to \(after.stateCount) states (\(basis))"
  }

  /// The learning rates that belong to the rule.
  private var tunings: [String] {
    report.tunings.map { tuning in
      "Tuned on \(tuning.task): learning rate \(shortNumber(tuning.learningRate, digits: 3)), "
        + "loss \(shortNumber(tuning.loss))."
    }
  }

  // MARK: - Lines

  /// What a simplification is doing, or has just done, in one line.
  static func line(of event: SimplificationEvent) -> String {
    switch event {
    case .tuning(let task): "tuning the learning rate on \(task)"
    case .deleting(let candidates): "trying \(candidates) shorter programs"
    case .rounding(let number): "rounding \(number)"
    case .changed(let step): "\(title(of: step))  \(change(step))"
    case .refused(let step): "keep     \(change(step))"
    }
  }

  /// A change that was not made, as text.
  static func line(ofRefused step: SimplificationReport.Step) -> String {
    let lines = ["\(line(of: .refused(step)))  (trainings without it differ, or might)"]
    return (lines + step.evidence.map { "    \(text(of: $0))" }).joined(separator: "\n")
  }

  /// A step as text of one line, and a line more for each measurement or law.
  static func line(of step: SimplificationReport.Step, showsAllLaws: Bool) -> String {
    let laws = step.reason.split(separator: "; ").map(String.init)
    let reason = showsAllLaws || laws.count < 2 ? laws.first ?? "" : "\(laws[0]), ..."
    var lines = ["\(line(of: .changed(step)))  (\(reason))"]
    if showsAllLaws { lines += laws.dropFirst().map { "    and \($0)" } }
    lines += step.evidence.map { "    \(text(of: $0))" }
    return lines.joined(separator: "\n")
  }

  private static func change(_ step: SimplificationReport.Step) -> String {
    step.after.isEmpty ? step.before : "\(step.before)  ->  \(step.after)"
  }

  private static func title(of step: SimplificationReport.Step) -> String {
    switch step.kind {
    case .algebra: step.after.isEmpty ? "drop   " : "rewrite"
    case .deletion: "delete "
    case .learningRate: "absorb "
    case .rounding: "round  "
    }
  }

  /// A measurement: by how many per cent the loss differs, and what difference counts as none.
  private static func text(of evidence: EquivalenceEvidence) -> String {
    let difference = evidence.difference
    return "\(evidence.task): loss \(percent(difference.mean)) "
      + "(95 % between \(percent(difference.low)) and \(percent(difference.high)), "
      + "margin \(percent(evidence.margin))) over \(evidence.seeds) seeds "
      + "at learning rate \(shortNumber(evidence.learningRate, digits: 3))"
  }

  private static func percent(_ logRatio: Double) -> String {
    let value = 100 * (HostMath.exp(logRatio) - 1)
    return (value < 0 ? "" : "+") + shortNumber(value, digits: 2) + " %"
  }

  // MARK: - JSON

  /// Everything, with the rule both flat and as text.
  var json: JSONValue {
    [
      "rule": .string(original.name),
      "tasks": .array(tasks.map { .string($0) }),
      "statements": .array([
        .int(original.program.statementCount), .int(report.program.statementCount),
      ]),
      "states": .array([.int(original.program.stateCount), .int(report.program.stateCount)]),
      "trainings": .int(report.trainings),
      "tunings": .array(report.tunings.map(json)),
      "steps": .array(report.steps.map(json)),
      "refused": .array(report.refused.map(json)),
      "canonical_hash": .hash(report.program.canonicalHash),
      "program": .string(report.program.flatText),
      "text": .string(rule),
    ]
  }

  private func json(_ tuning: SimplificationReport.Tuning) -> JSONValue {
    [
      "task": .string(tuning.task),
      "original_learning_rate": .double(tuning.originalLearningRate),
      "learning_rate": .double(tuning.learningRate),
      "loss": .number(tuning.loss),
      "untrained_loss": .number(tuning.untrainedLoss),
      "spread": .number(tuning.spread),
    ]
  }

  private func json(_ step: SimplificationReport.Step) -> JSONValue {
    [
      "kind": .string(step.kind.rawValue),
      "reason": .string(step.reason),
      "before": .string(step.before),
      "after": .string(step.after),
      "statements": .int(step.statements),
      "states": .int(step.states),
      "evidence": .array(step.evidence.map(json)),
    ]
  }

  private func json(_ evidence: EquivalenceEvidence) -> JSONValue {
    [
      "task": .string(evidence.task),
      "learning_rate": .double(evidence.learningRate),
      "seeds": .int(evidence.seeds),
      "mean": .number(evidence.difference.mean),
      "low": .number(evidence.difference.low),
      "high": .number(evidence.difference.high),
      "margin": .number(evidence.margin),
      "verdict": .string(evidence.verdict.rawValue),
    ]
  }
}
