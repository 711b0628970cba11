import OptEvolution
import OptProgram

/// The report of a run as one HTML file that needs nothing else.
struct ReportPage {
  let report: RunReport

  /// The name of the run directory.
  let name: String

  /// The bytes of the page.
  var source: String { "<!DOCTYPE html>\n" + document.source }

  private var document: Markup {
    .tag("html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], [head, body])
  }

  private var head: Markup {
    .tag(
      "head",
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        .tag("title", "\(Finding(report).headline) · \(name) · optsearch"),
        .tag("style", [.verbatim(ReportStyle.sheet)]),
      ]
    )
  }

  private var body: Markup {
    let sections = sections
    return .tag(
      "body",
      [
        .tag("a", ["class": "skip", "href": "#content"], "Skip to the content"),
        .tag("header", [Overview(report, name: name).markup, navigation(sections)]),
        .tag("main", ["id": "content"], sections.map(\.markup)),
        .tag(
          "footer",
          [
            .tag(
              "p",
              "Made by optsearch \(report.description.version) from the journal and the"
                + " configuration of the run; the same run gives the same page."
            )
          ]
        ),
        .tag("script", [.verbatim(ReportScript.source)]),
      ]
    )
  }

  private var sections: [ReportSection] {
    [
      ComparisonSection(report).section, CurvesSection(report).section,
      HallOfFameSection(report).section, LineageSection(report).section,
      MutationSection(report).section, CacheSection(report).section,
      RepetitionSection(report, name: name).section,
    ]
  }

  private func navigation(_ sections: [ReportSection]) -> Markup {
    .tag(
      "nav",
      ["aria-label": "Sections"],
      [
        .tag(
          "ul",
          sections.map { .tag("li", [.tag("a", ["href": "#\($0.id)"], $0.short)]) }
        )
      ]
    )
  }
}

/// A part of the page under a heading.
struct ReportSection {
  let id: String
  /// The heading in a word or two.
  let short: String
  let title: String
  let content: [Markup]

  var markup: Markup {
    .tag(
      "section",
      ["id": id, "aria-labelledby": "\(id)-heading"],
      [.tag("h2", ["id": "\(id)-heading"], title)] + content
    )
  }
}

extension Markup {
  /// A paragraph.
  static func paragraph(_ text: String, kind: String? = nil) -> Markup {
    .tag("p", ["class": kind], text)
  }

  /// Program text as it stands, which scrolls by itself where a screen is narrow.
  static func code(_ text: String, label: String) -> Markup {
    .tag(
      "pre",
      ["tabindex": "0", "role": "region", "aria-label": label],
      [.tag("code", text)]
    )
  }

  /// A picture with its legend, its caption and its numbers.
  static func figure(_ picture: Markup, caption: [Markup], data: [Markup]) -> Markup {
    .tag("figure", [picture, .tag("figcaption", caption)] + data)
  }
}
