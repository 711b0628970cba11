import OptDiagnostics
import OptEvolution
import OptProgram

/// How the best rule came about: each change in words, as a difference of rules, and in score.
struct LineageSection {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  var section: ReportSection {
    ReportSection(
      id: "lineage",
      short: "Lineage",
      title: "How the best rule came about",
      content: report.lineage.isEmpty ? [.paragraph("There is no best rule yet.")] : content
    )
  }

  private var content: [Markup] {
    let steps = report.lineage
    let changes = steps.count - 1
    let start = "individual \(steps[0].id), one of the rules the search began with"
    return [
      .paragraph(
        changes == 0
          ? "The best rule is \(start)."
          : "\(changes) change\(changes == 1 ? "" : "s") lead from \(start), to the best."
            + " Scores are those of the search, right after each was made."
      ),
      .tag("ol", ["class": "lineage"], entries),
    ]
  }

  /// Steps that reached a new best of the chain stand open; what lies between is folded.
  private var entries: [Markup] {
    let steps = report.lineage
    var entries = [start(steps[0])]
    var folded: [Markup] = []
    var best = steps[0].score ?? -.infinity
    for place in steps.indices.dropFirst() {
      let step = steps[place]
      let item = change(from: steps[place - 1], to: step)
      let isBetter = (step.score ?? -.infinity) > best
      best = max(best, step.score ?? -.infinity)
      guard !isBetter, place < steps.count - 1 else {
        entries += LineageSection.fold(&folded) + [item]
        continue
      }
      folded.append(item)
    }
    return entries
  }

  private static func fold(_ items: inout [Markup]) -> [Markup] {
    defer { items = [] }
    if items.count < 2 { return items }
    let summary = "\(items.count) changes without a better score"
    let list = Markup.tag("ol", ["class": "lineage"], items)
    return [
      .tag(
        "li",
        ["class": "between"],
        [.tag("details", [.tag("summary", summary), list])]
      )
    ]
  }

  private func start(_ step: LineageStep) -> Markup {
    let text = RulePrinter.text(of: step.program)
    return .tag(
      "li",
      [
        heading("The start", id: step.id, score: step.score.map { signed($0) } ?? "no score"),
        .tag(
          "details",
          [.tag("summary", "The rule it began with"), .code(text, label: "The start")]
        ),
      ]
    )
  }

  private func change(from parent: LineageStep, to child: LineageStep) -> Markup {
    .tag(
      "li",
      [
        heading(
          LineageSection.words(child),
          id: child.id,
          score: LineageSection.scores(parent.score, child.score)
        ),
        LineageSection.difference(parent, child),
      ]
    )
  }

  private func heading(_ words: String, id: Int, score: String) -> Markup {
    .tag(
      "p",
      ["class": "change"],
      [
        .tag("strong", words), .tag("span", ["class": "muted"], "individual \(id)"),
        .tag("span", ["class": "score"], score),
      ]
    )
  }

  /// The mutations of a step, equal ones counted.
  static func words(_ step: LineageStep) -> String {
    var parts: [(kind: MutationKind, count: Int)] = []
    for kind in step.mutations {
      if parts.last?.kind == kind {
        parts[parts.count - 1].count += 1
      } else {
        parts.append((kind, 1))
      }
    }
    let words = parts.map { part in
      let times = part.count == 1 ? "" : ", \(part.count) times"
      let partner = part.kind == .crossOver ? step.parents.dropFirst().first : nil
      return part.kind.sentence + (partner.map { " (individual \($0))" } ?? "") + times
    }
    let sentence = words.joined(separator: "; ")
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  private static func scores(_ old: Double?, _ new: Double?) -> String {
    guard let new else { return "no score" }
    guard let old else { return signed(new) }
    return "\(signed(old)) → \(signed(new)) (\(signed(new - old)))"
  }

  private static func difference(_ old: LineageStep, _ new: LineageStep) -> Markup {
    let difference = unifiedDiff(
      RulePrinter.text(of: old.program),
      RulePrinter.text(of: new.program),
      context: 1
    )
    let lines = difference.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("@@") && !$0.isEmpty }
    let marked = lines.map { line -> Markup in
      let text = String(line) + "\n"
      switch line.first {
      case "-": return .tag("del", text)
      case "+": return .tag("ins", text)
      default: return .text(text)
      }
    }
    guard !marked.isEmpty else {
      return .paragraph("The rule reads the same.", kind: "muted")
    }
    return .tag(
      "pre",
      [
        "class": "difference", "tabindex": "0", "role": "region",
        "aria-label": "Change of individual \(new.id)",
      ],
      [.tag("code", marked)]
    )
  }
}
