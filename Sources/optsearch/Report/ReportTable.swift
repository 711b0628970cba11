/// Tables of the report, with a caption and headers for readers who do not see columns.
struct ReportTable {
  /// A column and how its cells stand.
  struct Column {
    var title: String
    var isNumber: Bool

    /// A column of figures.
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }

    /// A column of words.
    static func words(_ title: String) -> Column { Column(title: title, isNumber: false) }
  }

  let caption: String
  let columns: [Column]
  var rows: [[Markup]] = []

  /// An empty table.
  init(_ caption: String, _ columns: [Column]) {
    self.caption = caption
    self.columns = columns
  }

  /// Appends a row of texts.
  mutating func append(_ cells: [String]) { rows.append(cells.map { .text($0) }) }

  /// The table in a region that scrolls by itself where a screen is narrow.
  var markup: Markup {
    let head = columns.map { column in
      Markup.tag(
        "th",
        ["scope": "col", "class": column.isNumber ? "number" : nil],
        column.title
      )
    }
    let body = rows.map { row in
      Markup.tag("tr", zip(columns, row).enumerated().map { cell($1.1, $1.0, isFirst: $0 == 0) })
    }
    let table = Markup.tag(
      "table",
      [
        .tag("caption", caption), .tag("thead", [.tag("tr", head)]),
        .tag("tbody", body.isEmpty ? [.tag("tr", [.tag("td", "none")])] : body),
      ]
    )
    return .tag(
      "div",
      ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"],
      [table]
    )
  }

  private func cell(_ content: Markup, _ column: Column, isFirst: Bool) -> Markup {
    let kind = column.isNumber ? "number" : nil
    return isFirst
      ? .tag("th", ["scope": "row", "class": kind], [content])
      : .tag("td", ["class": kind], [content])
  }

  /// A table behind a line to open it, as the alternative of a plot.
  func folded(_ summary: String = "Data of this plot") -> Markup {
    .tag("details", [.tag("summary", summary), markup])
  }

  /// A share as a bar beside its figure.
  static func bar(_ part: Int, of whole: Int) -> Markup {
    let width = whole == 0 ? 0 : 100 * Double(part) / Double(whole)
    return .tag(
      "span",
      ["class": "share"],
      [
        .tag("span", percent(part, of: whole)),
        .tag(
          "span",
          ["class": "track", "aria-hidden": "true"],
          [.tag("span", ["style": "width:\(PlotFrame.text(width))%"], "")]
        ),
      ]
    )
  }
}
