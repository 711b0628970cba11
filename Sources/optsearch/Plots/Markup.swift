/// A piece of HTML or SVG.
///
/// Text and attribute values are escaped when they are written, so nothing that a file says can become
/// markup. What is written is well-formed XML as well as HTML.
indirect enum Markup {
  /// An element, its attributes in order, and what is inside.
  case element(String, [(name: String, value: String)], [Markup])

  /// Characters to be shown.
  case text(String)

  /// The program's own style sheet and script, which hold no `<` and no `&`.
  case verbatim(String)

  /// Several pieces one after the other.
  case group([Markup])

  /// Nothing.
  static let empty = Markup.group([])

  /// An element; attributes without a value are left out.
  static func tag(
    _ name: String,
    _ attributes: KeyValuePairs<String, String?>,
    _ children: [Markup]
  ) -> Markup {
    let present = attributes.compactMap { key, value in value.map { (name: key, value: $0) } }
    return .element(name, present, children)
  }

  /// An element without attributes.
  static func tag(_ name: String, _ children: [Markup]) -> Markup { .element(name, [], children) }

  /// An element around a text, or around nothing.
  static func tag(
    _ name: String,
    _ attributes: KeyValuePairs<String, String?>,
    _ text: String = ""
  ) -> Markup {
    tag(name, attributes, text.isEmpty ? [] : [.text(text)])
  }

  /// An element around a text, without attributes.
  static func tag(_ name: String, _ text: String) -> Markup { tag(name, [.text(text)]) }

  /// The bytes of the document.
  var source: String {
    var source = ""
    write(to: &source)
    return source
  }

  private func write(to source: inout String) {
    switch self {
    case .text(let text): source += Markup.escaped(text)
    case .verbatim(let text): source += text
    case .group(let pieces): for piece in pieces { piece.write(to: &source) }
    case .element(let name, let attributes, let children):
      source += "<\(name)"
      for (name, value) in attributes { source += " \(name)=\"\(Markup.escaped(value))\"" }
      guard !children.isEmpty || !Markup.mayBeEmpty.contains(name) else {
        source += "/>"
        return
      }
      source += ">"
      for child in children { child.write(to: &source) }
      source += "</\(name)>"
      if Markup.endsLine.contains(name) { source += "\n" }
    }
  }

  // HTML reads `<div/>` as an opening tag: only what is void in HTML, or belongs to SVG, may close itself.
  private static let mayBeEmpty: Set = [
    "br", "circle", "col", "line", "link", "meta", "path", "polygon", "polyline", "rect",
  ]

  private static let endsLine: Set = [
    "article", "desc", "details", "div", "figure", "footer", "g", "h1", "h2", "h3", "head",
    "header",
    "li", "main", "nav", "ol", "p", "pre", "script", "section", "style", "svg", "table", "tbody",
    "text", "thead", "title", "tr", "ul",
  ]

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      // Neither XML nor HTML has a way to write control characters.
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        escaped += "\u{FFFD}"
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
