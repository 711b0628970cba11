import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// `optsearch report` from end to end.
struct ReportTests {
  private static let finished = Result { () throws -> TinySearch in
    let search = try TinySearch()
    let result = try search.resume()
    try #require(result.status == 0, "\(result.errors)")
    return search
  }

  private func page(_ search: TinySearch) throws -> String {
    let result = try Executable.run(["report", "run", "--out", "-"], in: search.folder)
    try #require(result.status == 0, "\(result.errors)")
    return result.output
  }

  @Test func `the page is well-formed, has every section, and asks for nothing`() throws {
    let text = try page(try Self.finished.get())
    let outline = try Outline(text)
    #expect(
      outline.headings.filter { $0.level == 2 }.map(\.text) == [
        "Does it hold up?", "The course of the search", "Hall of fame",
        "How the best rule came about", "Mutations", "Work that was saved",
        "How to repeat the run",
      ]
    )
    #expect(outline.headings.count { $0.level == 1 } == 1)
    for (before, after) in zip(outline.headings, outline.headings.dropFirst()) {
      #expect(after.level <= before.level + 1, "no level is left out before \(after.text)")
    }
    #expect(outline.plots >= 5)
    #expect(outline.plotsWithoutText == 0)
    #expect(outline.tablesWithoutCaption == 0)
    #expect(Set(outline.ids).count == outline.ids.count)
    for link in outline.links {
      #expect(link.hasPrefix("#") && outline.ids.contains(String(link.dropFirst())), "\(link)")
    }
    let addresses = text.matches(of: /https?:\/\/[^"\/]*/).map { String($0.output) }
    #expect(Set(addresses) == ["http://www.w3.org"], "names of XML, never fetched")
    #expect(!outline.attributes.contains { $0.hasPrefix("src") })
  }

  @Test func `a line to compare with is named in the legend of each plot that has one`() throws {
    let text = try page(try Self.finished.get())
    let plots = text.matches(of: /<svg[^>]*class="plot".*?<\/svg>/.dotMatchesNewlines())
    #expect(plots.count { $0.output.contains("class=\"level\"") } == 3)
    #expect(
      text.matches(of: /<span>tuned AdamW<\/span>/).count == 2,
      "the course, the hall of fame"
    )
    #expect(plots.allSatisfy { !$0.output.contains("tuned AdamW</text>") })
    for plot in plots where plot.output.contains("class=\"bar") {
      let lastDot = try #require(plot.output.ranges(of: "class=\"dot").last)
      let firstCurve = try #require(plot.output.firstRange(of: "<polyline"))
      #expect(lastDot.lowerBound < firstCurve.lowerBound, "no dot hides a curve")
    }
  }

  @Test func `the headline says what the comparison says`() throws {
    let search = try Self.finished.get()
    let outline = try Outline(try page(search))
    let line = try #require(try search.lines().last { $0.hasPrefix(#"{"kind":"comparison""#) })
    let headline = try #require(outline.headings.first?.text)
    let words = [
      "better": "Better than tuned AdamW", "worse": "Worse than tuned AdamW",
      "not significant": "Not significantly different from tuned AdamW",
    ]
    let verdict = try #require(
      words.keys.first { line.contains(#""verdict":"\#($0)""#, afterRowOf: "found") }
    )
    #expect(headline == "\(words[verdict] ?? "") on cancer-logistic@1")
  }

  @Test func `the same directory gives the same bytes, and evolve leaves them`() throws {
    let search = try Self.finished.get()
    let text = try page(search)
    let file = search.directory.appending(path: "report.html")
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    let again = try Executable.run(["report", "run"], in: search.folder)
    #expect(again.status == 0 && again.output.isEmpty)
    #expect(again.errors.hasSuffix("run/report.html\n"))
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func `other files are overwritten only with force`() throws {
    let search = try Self.finished.get()
    let arguments = ["report", "run", "--out", "page.html"]
    #expect(try Executable.run(arguments, in: search.folder).status == 0)
    let refused = try Executable.run(arguments, in: search.folder)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("page.html exists already"))
    #expect(try Executable.run(arguments + ["--force"], in: search.folder).status == 0)
  }

  @Test func `nothing of the configuration becomes markup`() throws {
    let search = try TinySearch()
    let file = search.directory.appending(path: "config.json")
    let read = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    var content = try #require(read as? [String: Any])
    var description = try #require(content["search"] as? [String: Any])
    description["command"] = ["<script>alert(1)</script>", "a & b", "it's", "\u{1}"]
    description["tasks"] = ["\"><b>bold"]
    content["search"] = description
    try JSONSerialization.data(withJSONObject: content).write(to: file)
    let text = try page(search)
    _ = try Outline(text)
    #expect(!text.contains("<script>alert") && !text.contains("<b>bold"))
    #expect(text.contains("&#39;&lt;script&gt;alert(1)&lt;/script&gt;&#39;"))
    #expect(text.contains("&#39;a &amp; b&#39;"))
    #expect(text.contains("&quot;&gt;&lt;b&gt;bold"))
    #expect(text.contains("\u{FFFD}"))
  }

  @Test func `a run at any moment has a page`() throws {
    let whole = try Self.finished.get()
    let bytes = try Data(contentsOf: whole.journal)
    let search = try TinySearch()
    let before = try Outline(try page(search))
    #expect(before.headings.first?.text == "Not finished: nothing measured yet")
    for part in [0.1, 0.4, 0.7, 0.95] {
      try bytes.prefix(Int(Double(bytes.count) * part)).write(to: search.journal)
      let outline = try Outline(try page(search))
      #expect(outline.headings.first?.text.hasPrefix("Not finished: ") == true)
    }
  }

  @Test func `what is no run is told`() throws {
    let folder = try TemporaryFolder()
    let missing = try Executable.run(["report", "nowhere"], in: folder.url)
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nowhere: there is no run"))
    _ = try folder.write("{", to: "config.json")
    let damaged = try Executable.run(["report", "."], in: folder.url)
    #expect(damaged.status == 1)
    #expect(damaged.errors.contains("config.json:1: "))
  }
}

extension String {
  /// Whether a line of a comparison has a text from the row of a rule on.
  fileprivate func contains(_ text: String, afterRowOf rule: String) -> Bool {
    guard let row = range(of: #"{"rule":"\#(rule)""#) else { return false }
    return self[row.lowerBound...].contains(text)
  }
}

/// What a page is made of, by a parser of XML.
private final class Outline: NSObject, XMLParserDelegate {
  struct Malformed: Error { var line: Int }

  private(set) var headings: [(level: Int, text: String)] = []
  private(set) var plots = 0
  private(set) var plotsWithoutText = 0
  private(set) var tablesWithoutCaption = 0
  private(set) var ids: [String] = []
  private(set) var links: [String] = []
  private(set) var attributes: [String] = []

  private var text = ""
  private var missing: Set<String> = []
  private var isPlot = false

  init(_ page: String) throws {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    guard parser.parse() else { throw Malformed(line: parser.lineNumber) }
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    text = ""
    self.attributes += attributes.keys
    attributes["id"].map { ids.append($0) }
    attributes["href"].map { links.append($0) }
    if name == "table" { tablesWithoutCaption += 1 }
    if name == "svg", attributes["role"] == "img" {
      isPlot = true
      missing = ["title", "desc"]
      plots += 1
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser,
    didEndElement name: String,
    namespaceURI: String?,
    qualifiedName: String?
  ) {
    let isFilled = !text.isEmpty
    switch name {
    case "h1", "h2", "h3", "h4": headings.append((Int(String(name.dropFirst())) ?? 0, text))
    case "caption" where isFilled: tablesWithoutCaption -= 1
    case "title" where isFilled, "desc" where isFilled: missing.remove(name)
    case "svg" where isPlot:
      isPlot = false
      if !missing.isEmpty { plotsWithoutText += 1 }
    default: break
    }
  }
}
