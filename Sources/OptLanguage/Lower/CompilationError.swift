public import OptDiagnostics
public import OptProgram

/// Why a text has no program.
public struct CompilationError: Error, CustomStringConvertible {
  /// What is wrong, in the order of the text.
  public let diagnostics: [Diagnostic]

  /// One line a diagnostic, with its place.
  public let description: String
}

extension Compiler {
  /// The flat program of the first rule in a text.
  ///
  /// - Throws: what `optsearch check` says of a text with errors.
  public static func program(_ text: String) throws(CompilationError) -> Program {
    let file = SourceFile(path: "rule", text: text)
    let (rules, diagnostics) = compile(file)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty, let rule = rules.first else {
      throw CompilationError(
        diagnostics: errors,
        description: DiagnosticRenderer(.short).render(errors, in: file)
      )
    }
    return rule.program
  }
}
