import OptEvolution
import OptProgram

/// The course of the search: what it selected by, and what was measured apart from it.
struct CurvesSection {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  /// Validations drawn, so that the file stays small.
  private static let mostDots = 300

  /// Rows of a table, so that it can be read.
  private static let mostRows = 100

  private static let names = (
    search: "best score of the search", validated: "best validation",
    each: "each validation, ± standard error"
  )

  var section: ReportSection {
    ReportSection(
      id: "course",
      short: "Course",
      title: "The course of the search",
      content: report.curves.search.isEmpty ? [.paragraph("Nothing has a score yet.")] : content
    )
  }

  private var content: [Markup] {
    [
      .paragraph(
        "The score is the logarithm of the loss of tuned"
          + " \(Finding.title(of: report.description.baseline.name)) over that of the program: 0 is as"
          + " good, higher is better. The search selects by one curve; the other is measured on seeds"
          + (report.description.validationTasks.isEmpty ? "" : " and tasks")
          + " it never sees. Where they part, the search fits luck."
      ),
      .tag(
        "div",
        ["class": "pair"],
        [
          plot(id: "course-programs", "programs") { Double($0.programs) },
          plot(id: "course-time", "seconds") { $0.seconds },
        ]
      ),
      legend,
      searchTable.folded("Data of these plots: the search"),
      validationTable.folded("Data of these plots: validation"),
    ]
  }

  private func plot(
    id: String,
    _ unit: String,
    _ place: (ScoreCurves.Moment) -> Double
  ) -> Markup {
    let curves = report.curves
    let dots = thinned(curves.validations, to: CurvesSection.mostDots)
    let chart = LineChart(
      title: "Scores against \(unit)",
      xLabel: unit,
      yLabel: "score",
      series: [
        .init(name: CurvesSection.names.search, points: stair(curves.search, place)),
        .init(name: CurvesSection.names.validated, points: stair(curves.validated, place)),
        .init(
          name: CurvesSection.names.each,
          points: dots.map { (place($0.moment), $0.result.score) },
          band: dots.map { dot in
            let error = dot.result.error
            return (place(dot.moment), dot.result.score - error, dot.result.score + error)
          },
          style: .dots
        ),
      ],
      level: 0
    )
    return .tag(
      "figure",
      [chart.figure(id: id), .tag("figcaption", "Scores against \(unit)")]
    )
  }

  /// The corners of a curve that holds each value until the next.
  private func stair(
    _ records: [ScoreCurves.Record],
    _ place: (ScoreCurves.Moment) -> Double
  ) -> [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    for record in records {
      let x = place(record.moment)
      if let last = points.last { points.append((x, last.y)) }
      points.append((x, record.score))
    }
    if let last = points.last { points.append((place(report.curves.last), last.y)) }
    return points
  }

  private var legend: Markup {
    let names = CurvesSection.names
    let items = [(names.search, "curve"), (names.validated, "curve"), (names.each, "dot")]
    return Legend.markup(
      items.map { $0.0 },
      kinds: items.map { $0.1 },
      level: Finding.reference(of: report)
    )
  }

  private var searchTable: ReportTable {
    var table = ReportTable(
      "When the best score of the search became better",
      [.number("programs"), .number("seconds"), .number("score")]
    )
    for record in thinned(report.curves.search, to: CurvesSection.mostRows) {
      table.append([
        grouped(record.moment.programs), shortNumber(record.moment.seconds, digits: 5),
        signed(record.score),
      ])
    }
    return table
  }

  private var validationTable: ReportTable {
    let all = report.curves.validations
    let shown = thinned(all, to: CurvesSection.mostRows)
    let note = shown.count < all.count ? " (\(shown.count) of \(all.count))" : ""
    var table = ReportTable(
      "Programs measured apart from the search\(note)",
      [
        .number("individual"), .number("programs"), .number("seconds"), .number("search score"),
        .number("validation"), .number("standard error"), .number("repetitions"),
      ]
    )
    for validation in shown {
      table.append([
        "\(validation.id)", grouped(validation.moment.programs),
        shortNumber(validation.moment.seconds, digits: 5), signed(validation.searchScore),
        signed(validation.result.score), shortNumber(validation.result.error, digits: 2),
        "\(validation.result.repetitions)",
      ])
    }
    return table
  }

  /// So many of the elements, evenly spread, the last one among them.
  private func thinned<Element>(_ elements: [Element], to count: Int) -> [Element] {
    guard elements.count > count else { return elements }
    return (1...count).map { elements[$0 * elements.count / count - 1] }
  }
}

/// The names of curves beside a sample of each.
enum Legend {
  /// A list of names in the order of their pens, and perhaps that of the level they are compared with.
  static func markup(_ names: [String], kinds: [String], level: String? = nil) -> Markup {
    .tag(
      "ul",
      ["class": "legend", "aria-label": "Legend"],
      zip(names, kinds).enumerated().map { place, entry in
        item(mark(Pen(place: place), entry.1), entry.0)
      } + (level.map { [Legend.level($0)] } ?? [])
    )
  }

  /// The entry of a line across a chart.
  static func level(_ name: String) -> Markup {
    let line = Markup.tag(
      "line",
      ["class": "level", "x1": "0", "x2": "28", "y1": "6", "y2": "6", "stroke": "#777777"]
    )
    return item(line, name)
  }

  private static func item(_ mark: Markup, _ name: String) -> Markup {
    let sample = Markup.tag(
      "svg",
      ["viewBox": "0 0 28 12", "width": "28", "height": "12", "aria-hidden": "true"],
      [mark]
    )
    return .tag("li", [sample, .tag("span", name)])
  }

  private static func mark(_ pen: Pen, _ kind: String) -> Markup {
    if kind == "dot" {
      return .tag(
        "circle",
        ["class": "dot \(pen.kind)", "cx": "14", "cy": "6", "r": "3", "fill": pen.colour]
      )
    }
    return .tag(
      "line",
      [
        "class": "curve \(pen.kind)", "x1": "0", "x2": "28", "y1": "6", "y2": "6",
        "stroke": pen.colour, "stroke-width": "2", "stroke-dasharray": pen.dashes,
      ]
    )
  }
}
