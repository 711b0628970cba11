import Foundation
import OptEvolution
import OptProgram
import OptTasks

/// What a search leaves for people: the rule, the table, and the files of the run directory.
struct SearchReport {
  let directory: RunDirectory
  let outcome: SearchOutcome

  /// Writes the files, then the rule and the table to standard output, perhaps as JSON, and a summary to
  /// standard error.
  func publish(asJSON: Bool) throws {
    try SearchReport.writeBest(outcome.best, validation: outcome.validation, in: directory)
    try writeHallOfFame()
    _ = try ReportFile.write(ReportFile.page(of: directory.url), in: directory.url)
    Console.write(asJSON ? json.text + "\n" : text)
    Console.note(summary)
  }

  /// The rule, and the tables as comments: a legal rule file.
  private var text: String {
    let tables = outcome.comparison.map { table in
      let lines = ComparisonReport.table(table).split(separator: "\n").map { "# \($0)\n" }
      return "\n" + lines.joined()
    }
    return SearchReport.bestText(outcome.best, validation: outcome.validation, in: directory)
      + tables.joined()
  }

  private var json: JSONValue {
    [
      "directory": .string(directory.url.relativePath),
      "best": [
        "id": .int(outcome.bestID),
        "rule": .string(RulePrinter.text(of: outcome.best)),
        "search_score": .number(outcome.searchScore),
        "validation_score": .number(outcome.validation?.score),
        "validation_error": .number(outcome.validation?.error),
      ],
      "programs": .int(outcome.statistics.programs),
      "evaluations": .int(outcome.statistics.evaluations),
      "trainings": .int(outcome.statistics.trainings),
      "stop_reason": .string(outcome.stopReason.rawValue),
      "comparison": .array(outcome.comparison.flatMap { $0.map(\.json) }),
      "time": ["elapsed_s": .double(outcome.elapsed)],
    ]
  }

  /// Writes `best.opt`.
  static func writeBest(
    _ program: Program,
    validation: ValidationResult?,
    in directory: RunDirectory
  ) throws {
    let text = bestText(program, validation: validation, in: directory)
    try OutputFile.write(
      text,
      to: directory.url.appending(path: "best.opt").path,
      force: true
    )
  }

  private static func bestText(
    _ program: Program,
    validation: ValidationResult?,
    in directory: RunDirectory
  ) -> String {
    let description = directory.description
    var comments = [
      "Found by optsearch \(description.version) on \(description.tasks.joined(separator: ", ")),"
        + " seed \(description.configuration.seed):",
      "  optsearch \(description.command.joined(separator: " "))",
    ]
    if let validation {
      let score = String(format: "%+.4f", validation.score)
      comments.append("Score on fresh seeds \(score) (log of tuned AdamW's loss over this one's).")
    }
    return RulePrinter.text(of: program, comments: comments)
  }

  private func writeHallOfFame() throws {
    let folder = directory.url.appending(path: "hall-of-fame")
    do {
      try? FileManager.default.removeItem(at: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure("cannot write \(folder.path): \(error.systemReason)")
    }
    for member in outcome.hallOfFame.entries {
      let comments = [
        "Individual \(member.id): score \(String(format: "%+.4f", member.score)),"
          + " \(member.statements) statements, \(shortNumber(member.stateBytes)) state bytes a parameter."
      ]
      try OutputFile.write(
        RulePrinter.text(of: member.program, comments: comments),
        to: folder.appending(path: "\(member.id).opt").path,
        force: true
      )
    }
  }

  private var summary: String {
    let statistics = outcome.statistics
    let hits = CacheKind.allCases.map { "\($0.rawValue) \(statistics.hits($0))" }
    let threads = directory.description.configuration.threads
    let outside = 100 * statistics.shareOutsideTraining(threads: threads)
    let path = directory.url.relativePath
    var lines = [
      "\(statistics.programs) programs, \(statistics.evaluations) evaluated, "
        + "\(statistics.trainings) trainings in \(shortNumber(outcome.elapsed, digits: 3)) s; "
        + "cache hits: \(hits.joined(separator: ", "))",
      "search: \(shortNumber(statistics.trainingsPerSecond, digits: 3)) trainings/s, "
        + "\(shortNumber(outside, digits: 2)) % of its time outside training; \(path)",
    ]
    if outcome.stopReason == .interrupted {
      lines.append("stopped without a comparison; `optsearch evolve --resume \(path)` goes on")
    }
    return lines.joined(separator: "\n")
  }
}
