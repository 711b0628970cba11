/// Draws a problem with the source around it.
struct RichRenderer {
  let file: SourceFile
  let paint: Paint
  let width: Int

  func render(_ diagnostic: Diagnostic) -> String {
    let snippet = Snippet(diagnostic, file, width: width)
    let gutter = snippet.lines.last.map { String($0.number).count } ?? 1
    var rows = [heading(diagnostic)]
    if let primary = diagnostic.primary {
      let position = file.position(of: primary.span.start)
      let path = DisplayLine.sanitized(file.path)
      rows.append(
        blank(gutter + 1) + paint("-->", .gutter) + " \(path):\(position.line):\(position.column)"
      )
      rows.append(blank(gutter + 2) + paint("|", .gutter))
      rows += sourceRows(snippet, gutter)
    }
    let footers = footerRows(diagnostic, gutter)
    if diagnostic.primary != nil, !footers.isEmpty {
      rows.append(blank(gutter + 2) + paint("|", .gutter))
    }
    return (rows + footers).joined(separator: "\n") + "\n"
  }

  private func heading(_ diagnostic: Diagnostic) -> String {
    paint(diagnostic.heading, .severity(diagnostic.severity))
      + paint(": " + DisplayLine.sanitized(diagnostic.message), .message)
  }

  private func sourceRows(_ snippet: Snippet, _ gutter: Int) -> [String] {
    var rows: [String] = []
    var last: Int?
    for line in snippet.lines {
      if let last, line.number > last + 1 {
        rows.append(row("", snippet.rails(between: last, and: line.number), gutter))
      }
      last = line.number
      let number = String(line.number)
      var source = snippet.rails(before: line)
      source.draw(line.display.text, at: snippet.railWidth, .plain)
      rows.append(row(blank(gutter - number.count) + number, source, gutter))
      for drawn in snippet.markerRows(of: line) { rows.append(row("", drawn, gutter)) }
    }
    return rows
  }

  private func row(_ number: String, _ drawn: DrawnRow, _ gutter: Int) -> String {
    let text = drawn.text(paint)
    let number = number.isEmpty ? blank(gutter) : paint(number, .gutter)
    return " \(number) " + paint("|", .gutter) + (text.isEmpty ? "" : " " + text)
  }

  private func footerRows(_ diagnostic: Diagnostic, _ gutter: Int) -> [String] {
    var footers = diagnostic.help.map { [("help", $0)] } ?? []
    footers += diagnostic.notes.map { ("note", $0) }
    footers.append(("note", "`optsearch explain \(diagnostic.code)`"))
    return footers.flatMap { kind, text in
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let lead = blank(gutter + 2) + paint("=", .gutter) + " " + paint("\(kind):", .message) + " "
      let indentation = blank(gutter + 2 + kind.count + 4)
      return lines.enumerated().map { index, line in
        (index == 0 ? lead : indentation) + DisplayLine.sanitized(String(line))
      }
    }
  }

  private func blank(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
