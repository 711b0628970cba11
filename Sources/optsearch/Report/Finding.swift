import Foundation
import OptEvolution
import OptProgram
import OptTasks

/// What a search found and whether it holds up, in words.
struct Finding {
  /// How good the news is.
  enum Tone: String {
    case good
    case mixed
    case bad
    case open
  }

  let tone: Tone
  let headline: String

  /// Sentences with the figures behind the headline.
  let details: [String]

  /// The finding of a report.
  init(_ report: RunReport) {
    let tables = Finding.decisive(report)
    if let judged = Finding.judge(tables, report) {
      tone = judged.tone
      headline = judged.headline
      details = judged.details + Finding.selection(report)
    } else {
      tone = .open
      headline = Finding.withoutComparison(report)
      details = Finding.selection(report)
    }
  }

  /// The tables that decide: those on tasks that nothing before has seen, else those that end the search.
  private static func decisive(_ report: RunReport) -> [ComparisonSummary] {
    let heldOut = report.selection?.heldOut ?? []
    return heldOut.isEmpty ? report.comparisons : heldOut
  }

  // MARK: - Without a comparison

  private static func withoutComparison(_ report: RunReport) -> String {
    let state = report.isFinished ? "" : "Not finished: "
    guard let best = report.best else { return "\(state)nothing measured yet".capitalizedStart }
    guard let validation = best.validation else {
      return "\(state)nothing validated yet on fresh seeds".capitalizedStart
    }
    return "\(state)the best scores \(signed(validation.score)) on fresh seeds".capitalizedStart
  }

  // MARK: - With a comparison

  private static func judge(
    _ tables: [ComparisonSummary],
    _ report: RunReport
  ) -> (tone: Tone, headline: String, details: [String])? {
    guard let reference = tables.first?.rows.first?.rule,
      let name = chosen(tables, report)
    else { return nil }
    let rows = tables.compactMap { table in
      table.rows.first { $0.rule == name }.map { (find: $0, reference: table.rows[0]) }
    }
    let words = verdict(rows.map(\.find), against: title(of: reference))
    return (words.tone, words.headline, rows.map { sentence($0.find, $0.reference) })
  }

  /// The find that was chosen before these tables were made: the best of them would be luck.
  private static func chosen(_ tables: [ComparisonSummary], _ report: RunReport) -> String? {
    let known = report.description.references.map(\.name)
    let finds = tables.flatMap { $0.rows.dropFirst().map(\.rule) }.filter { !known.contains($0) }
    return finds.first { $0 == report.selection?.best } ?? finds.first
  }

  private static func verdict(
    _ rows: [ComparisonRow],
    against reference: String
  ) -> (tone: Tone, headline: String) {
    let better = rows.filter { $0.verdict == .better }
    let equal = rows.filter { $0.verdict == .notSignificant }
    let worse = rows.filter { $0.verdict == .worse }
    let names = rows.map(\.task).joined(separator: ", ")
    if better.count == rows.count { return (.good, "Better than tuned \(reference) on \(names)") }
    if equal.count == rows.count {
      return (.mixed, "Not significantly different from tuned \(reference) on \(names)")
    }
    if worse.count == rows.count { return (.bad, "Worse than tuned \(reference) on \(names)") }
    let diverged = rows.filter { if case .diverged = $0.verdict { true } else { false } }
    let parts = [
      ("better on", better), ("not significantly different on", equal), ("worse on", worse),
      ("diverging on", diverged),
    ].filter { !$0.1.isEmpty }
    let list = parts.map { words, rows in
      "\(words) \(rows.map(\.task).joined(separator: ", "))"
    }
    let tone: Tone = worse.count + diverged.count > better.count ? .bad : .mixed
    return (tone, "Against tuned \(reference): \(list.joined(separator: "; "))")
  }

  private static func sentence(_ find: ComparisonRow, _ reference: ComparisonRow) -> String {
    let own = "\(find.task): test loss \(interval(find)) against \(interval(reference))"
    let outcome =
      switch find.verdict {
      case .better: "better"
      case .worse: "worse"
      case .notSignificant: "no significant difference"
      case .diverged(let count): "\(count) of \(find.losses.count) trainings diverged"
      case .reference: "the reference"
      }
    let test = find.pValue.map { ", p \(pText($0))" } ?? ""
    return "\(own), \(find.losses.count) fresh seeds: \(outcome)\(test)."
  }

  private static func interval(_ row: ComparisonRow) -> String {
    "\(shortNumber(row.loss.mean, digits: 3))"
      + " (\(shortNumber(row.loss.low, digits: 3)) to \(shortNumber(row.loss.high, digits: 3)))"
  }

  private static func pText(_ value: Double) -> String {
    let text = ComparisonReport.pText(value)
    return text.hasPrefix("<") ? text : "= \(text)"
  }

  // MARK: - Selection

  /// How much of the score the search selected by was luck.
  private static func selection(_ report: RunReport) -> [String] {
    guard let best = report.best, let validation = best.validation, let score = best.searchScore
    else { return [] }
    let part = exp(-validation.score)
    return [
      "The search selected it with score \(signed(score)); on fresh seeds it scores"
        + " \(signed(validation.score)) ± \(shortNumber(validation.error, digits: 2)), a validation"
        + " loss \(shortNumber(part, digits: 3)) times that of \(Finding.reference(of: report))."
    ]
  }

  /// What scores are relative to.
  static func reference(of report: RunReport) -> String {
    "tuned \(title(of: report.description.baseline.name))"
  }

  /// A rule's name as its authors write it.
  static func title(of rule: String) -> String {
    ["adamw": "AdamW", "lion": "Lion"][rule] ?? rule
  }
}

extension String {
  fileprivate var capitalizedStart: String { prefix(1).uppercased() + dropFirst() }
}
