package import OptDiagnostics
internal import OptProgram

/// What one entry of an interactive session is.
package enum InteractiveInput: Sendable {
  /// Whole rules.
  case rules(SourceTree)
  /// Declarations and statements, in any order.
  case items([ItemSyntax])
  /// A value to look at.
  case expression(ExpressionSyntax)
}

extension Parser {
  /// Reads one entry of an interactive session, perhaps of several lines.
  package static func parseInteractive(
    _ file: SourceFile
  ) -> (input: InteractiveInput, diagnostics: [Diagnostic]) {
    var parser = Parser(file)
    let input = parser.interactiveInput()
    return (input, parser.finish())
  }

  /// Whether a bracket or brace is still open at the end of a text, so that more lines must follow.
  package static func isIncomplete(_ text: String) -> Bool {
    var parentheses = 0
    var braces = 0
    for token in Lexer.tokens(Array(text.utf8)) {
      switch token.kind {
      case .mark(.leftParenthesis): parentheses += 1
      case .mark(.rightParenthesis): parentheses -= 1
      case .mark(.leftBrace): braces += 1
      case .mark(.rightBrace): braces -= 1
      default: break
      }
    }
    return parentheses > 0 || braces > 0
  }

  private mutating func interactiveInput() -> InteractiveInput {
    if current.kind == .keyword(.rule) { return .rules(sourceFile()) }
    if current.kind != .endOfFile, !startsItem { return .expression(wholeExpression()) }
    var items: [ItemSyntax] = []
    while current.kind != .endOfFile {
      firstStatement = nil
      let before = index
      if current.kind == .mark(.rightBrace) {
        report(.unmatchedBrace(current.span), from: index)
        advance()
      } else {
        items.append(item(isNested: false))
      }
      precondition(index > before, "an entry without lexemes")
    }
    return .items(items)
  }

  /// Whether the entry is a statement, right or wrong, and no expression.
  private var startsItem: Bool {
    switch current.kind {
    case .keyword(let keyword): keyword != .not
    case .mark(.rightBrace): true
    case .name:
      nextKind == .mark(.assign)
        || ForeignWord(rawValue: file.text(of: current.span)) != nil && nextKind == .name
    default: false
    }
  }

  private mutating func wholeExpression() -> ExpressionSyntax {
    let start = index
    // The entry is one expression, over as many lines as it likes.
    openParentheses += 1
    defer { openParentheses -= 1 }
    var value = ExpressionSyntax(kind: .error, span: current.span)
    do throws(SyntaxProblem) {
      value = try expression()
      guard current.kind == .endOfFile else { throw unexpected(.endOfStatement) }
      reportMistakes(from: start)
    } catch {
      report(error, from: start)
    }
    return value
  }
}
