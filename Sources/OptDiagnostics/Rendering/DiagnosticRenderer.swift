/// Turns problems into text for people or programs.
public struct DiagnosticRenderer: Sendable {
  /// How a problem is shown.
  public enum Format: String, CaseIterable, Sendable {
    /// The source with carets and labels.
    case rich
    /// One line: `path:line:column: error[OPT0302]: message`.
    case short
    /// One JSON object a line.
    case json
  }

  /// How problems are shown.
  public var format: Format

  /// Whether the rich format has colours.
  public var hasColors: Bool

  /// Columns of source the rich format shows; longer lines are cut.
  public var width: Int

  /// A renderer of a format.
  public init(_ format: Format = .rich, hasColors: Bool = false, width: Int = 100) {
    self.format = format
    self.hasColors = hasColors
    self.width = width
  }

  /// The text of a problem, with a line end.
  public func render(_ diagnostic: Diagnostic, in file: SourceFile) -> String {
    switch format {
    case .rich:
      RichRenderer(file: file, paint: Paint(isOn: hasColors), width: width).render(diagnostic)
    case .short: short(diagnostic, file)
    case .json: json(diagnostic, file)
    }
  }

  /// The texts of problems, one after the other; rich ones with an empty line between.
  public func render(_ diagnostics: [Diagnostic], in file: SourceFile) -> String {
    diagnostics.map { render($0, in: file) }.joined(separator: format == .rich ? "\n" : "")
  }

  private func short(_ diagnostic: Diagnostic, _ file: SourceFile) -> String {
    var place = DisplayLine.sanitized(file.path)
    if let span = diagnostic.primary?.span {
      let position = file.position(of: span.start)
      place += ":\(position.line):\(position.column)"
    }
    return "\(place): \(diagnostic.heading): \(DisplayLine.sanitized(diagnostic.message))\n"
  }

  private func json(_ diagnostic: Diagnostic, _ file: SourceFile) -> String {
    let start = diagnostic.primary.map { file.position(of: $0.span.start) }
    let end = diagnostic.primary.map { file.position(of: $0.span.end) }
    let fields: [(String, String)] = [
      ("file", jsonText(file.path)),
      ("line", start.map { "\($0.line)" } ?? "null"),
      ("column", start.map { "\($0.column)" } ?? "null"),
      ("end_line", end.map { "\($0.line)" } ?? "null"),
      ("end_column", end.map { "\($0.column)" } ?? "null"),
      ("severity", jsonText(diagnostic.severity.rawValue)),
      ("code", jsonText(diagnostic.code.rawValue)),
      ("message", jsonText(diagnostic.message)),
      ("help", diagnostic.help.map(jsonText) ?? "null"),
    ]
    return "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}\n"
  }

  private func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Diagnostic {
  /// The severity and the code, as in `error[OPT0302]`.
  var heading: String { "\(severity.rawValue)[\(code)]" }
}
