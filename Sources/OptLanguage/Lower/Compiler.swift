public import OptDiagnostics
import OptProgram

/// The front end as a whole: from source text to flat programs.
public enum Compiler {
  /// The rules of a file that are right, in its order, and what is to be said of the file.
  ///
  /// A rule with an error is left out; warnings are not errors.
  public static func compile(
    _ file: SourceFile
  ) -> (rules: [CheckedRule], diagnostics: [Diagnostic]) {
    let (tree, syntaxProblems) = Parser.parse(file)
    var list = DiagnosticList()
    for diagnostic in syntaxProblems { list.append(diagnostic) }
    let (rules, problems) = compile(tree, of: file, brokenAt: errorSpans(syntaxProblems))
    for diagnostic in problems { list.append(diagnostic) }
    return (rules, list.sorted)
  }

  /// The rules of a tree that are right, and what the checker says of it.
  ///
  /// The file is the text of the tree, empty for one that was not parsed; `errors` are the places
  /// where it could not be read.
  package static func compile(
    _ tree: SourceTree,
    of file: SourceFile,
    brokenAt errors: [Span] = []
  ) -> (rules: [CheckedRule], diagnostics: [Diagnostic]) {
    var rules: [CheckedRule] = []
    var diagnostics: [Diagnostic] = []
    var firstOfName: [String: Span] = [:]
    for rule in tree.rules {
      var isRight = !errors.contains { rule.span.start <= $0.start && $0.start <= rule.span.end }
      if let first = firstOfName[rule.name.text], !rule.name.text.isEmpty {
        diagnostics.append(NameProblem.duplicateRule(rule.name, first: first).diagnostic)
        isRight = false
      } else {
        firstOfName[rule.name.text] = rule.name.span
      }
      let (body, problems) = RuleChecker.check(rule, in: file, brokenAt: errors)
      diagnostics += problems
      guard isRight, let body else { continue }
      guard let (program, spans) = Lowering.lower(body) else {
        diagnostics.append(LimitProblem.tooManyNames.diagnostic(at: rule.name.span))
        continue
      }
      rules.append(CheckedRule(program: program, spans: spans, syntax: rule))
    }
    return (rules, diagnostics)
  }

  private static func errorSpans(_ diagnostics: [Diagnostic]) -> [Span] {
    diagnostics.filter { $0.severity == .error }.compactMap(\.primary?.span)
  }
}
