import ArgumentParser
import OptDiagnostics
import OptLanguage
import OptProgram

/// `optsearch explain`: the long text of an error code or a function.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain an error code or a function of the language.",
    discussion: """
      Without an argument: all functions in one line each.

      Examples:
        optsearch explain OPT0302
        optsearch explain interp
      """
  )

  @Argument(
    help: "A code such as OPT0302, or a function's name.",
    completion: .list(Builtins.all.map(\.opcode.name) + DiagnosticCode.allCases.map(\.rawValue))
  )
  var subject: String?

  func run() throws {
    guard let subject else { return Console.write(index) }
    if let code = DiagnosticCode(rawValue: subject.uppercased()) {
      Console.write(text(of: code))
    } else if let function = Builtins.documentation(named: subject) {
      Console.write(text(of: function))
    } else {
      throw unknown(subject)
    }
  }

  private var index: String {
    var table = Table([("function", .left), ("gives", .left)])
    for function in Builtins.all { table.append([function.signature, function.summary]) }
    return table.text
  }

  private func text(of code: DiagnosticCode) -> String {
    let explanation = code.explanation
    return """
      \(code.rawValue)

      \(wrapped(explanation.meaning))

      Example:

      \(indented(explanation.example))

      Use instead:

      \(indented(explanation.instead))

      """
  }

  private func text(of function: FunctionDocumentation) -> String {
    var parts = [function.signature, function.summary + ".", function.shapeRule]
    if !function.remarks.isEmpty { parts.append(function.remarks) }
    parts = parts.map(wrapped)
    parts.append("Example:\n\n" + indented(function.example))
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// A paragraph in lines of at most 80 characters.
  private func wrapped(_ paragraph: String) -> String {
    var lines: [String] = []
    for word in paragraph.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= 80 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }

  private func unknown(_ subject: String) -> Failure {
    let names = Builtins.all.map(\.opcode.name) + DiagnosticCode.allCases.map(\.rawValue)
    let near = didYouMeanText(didYouMean(subject, among: names))
    return Failure(
      "`\(subject)` is neither an error code nor a function; "
        + (near ?? "`optsearch explain` lists the functions")
    )
  }
}
