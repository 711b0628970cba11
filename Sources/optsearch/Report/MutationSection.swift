import OptEvolution

/// What each kind of mutation led to.
struct MutationSection {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  var section: ReportSection {
    ReportSection(
      id: "mutations",
      short: "Mutations",
      title: "Mutations",
      content: [
        .paragraph(
          "A child is mutated until it differs from its parent; it counts for its last mutation. It is"
            + " valid if it was not refused, new if nothing before behaved like it, improved if it"
            + " scores more than its parent did."
        ),
        table.markup,
      ]
    )
  }

  private var table: ReportTable {
    var table = ReportTable(
      "Children by kind of mutation",
      [
        .words("mutation"), .number("applied"), .number("children"), .number("valid"),
        .number("new"), .number("improved"), .number("improved of children"),
      ]
    )
    for summary in report.mutations where summary.applied > 0 {
      table.rows.append([
        .text(summary.kind.title), .text(grouped(summary.applied)),
        .text(grouped(summary.children)), .text(grouped(summary.valid)),
        .text(grouped(summary.new)), .text(grouped(summary.improved)),
        ReportTable.bar(summary.improved, of: summary.children),
      ])
    }
    return table
  }
}

/// What was found in the cache, refused or broken off instead of being trained in full.
struct CacheSection {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  var section: ReportSection {
    ReportSection(
      id: "cache",
      short: "Cache",
      title: "Work that was saved",
      content: [
        .paragraph(
          "A program that an earlier one already was, by any of three hashes, is not trained again,"
            + " unless it is good: then on fresh seeds, so that its luck does not stay."
        ),
        .tag("div", ["class": "pair"], [cacheTable.markup, refusalTable.markup]),
      ]
    )
  }

  private var programs: Int { report.statistics.programs }

  private var cacheTable: ReportTable {
    let statistics = report.statistics
    var table = ReportTable(
      "Programs by how they were looked up",
      [.words("found by"), .number("programs"), .number("share")]
    )
    let hits = CacheKind.allCases.map { statistics.hits($0) }
    for (kind, count) in zip(CacheKind.allCases, hits) {
      append("\(kind.rawValue) hash: \(kind.explanation)", count, to: &table)
    }
    append("not found: new behaviour", max(0, programs - hits.reduce(0, +)), to: &table)
    return table
  }

  private var refusalTable: ReportTable {
    var table = ReportTable(
      "Programs without a full score",
      [.words("reason"), .number("programs"), .number("share")]
    )
    for refusal in Refusal.allCases {
      append(refusal.explanation, report.statistics.refused(refusal), to: &table)
    }
    append("its first trainings were hopeless", report.partialPrograms, to: &table)
    return table
  }

  private func append(_ words: String, _ count: Int, to table: inout ReportTable) {
    table.rows.append([.text(words), .text(grouped(count)), ReportTable.bar(count, of: programs)])
  }
}
