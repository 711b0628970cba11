internal import OptDiagnostics
internal import OptProgram

extension Parser {
  // Condition = Conjunction { "or" Conjunction } .
  mutating func condition() throws(SyntaxProblem) -> ConditionSyntax {
    try chain(.or, ConditionSyntax.Kind.or) { parser throws(SyntaxProblem) in
      try parser.chain(.and, ConditionSyntax.Kind.and) { parser throws(SyntaxProblem) in
        try parser.negation()
      }
    }
  }

  // Conjunction = Negation { "and" Negation } .
  private mutating func chain(
    _ keyword: Keyword,
    _ join: (ConditionSyntax, ConditionSyntax) -> ConditionSyntax.Kind,
    _ operand: (inout Parser) throws(SyntaxProblem) -> ConditionSyntax
  ) throws(SyntaxProblem) -> ConditionSyntax {
    var left = try operand(&self)
    let outerDepth = depth
    defer { depth = outerDepth }
    while isAt(keyword) {
      guard depth < Limits.nesting else { throw .nesting(current.span) }
      depth += 1
      advance()
      let right = try operand(&self)
      left = ConditionSyntax(kind: join(left, right), span: left.span.union(right.span))
    }
    return left
  }

  // Negation = "not" Negation | "(" Condition ")" | Expression .
  private mutating func negation() throws(SyntaxProblem) -> ConditionSyntax {
    let start = index
    if isAt(.not) {
      advance()
      return try nested { parser throws(SyntaxProblem) in
        let operand = try parser.negation()
        return ConditionSyntax(kind: .not(operand), span: parser.span(from: start))
      }
    }
    if isAt(.leftParenthesis), bracketsHoldCondition() {
      let inner = try parenthesized { parser throws(SyntaxProblem) in try parser.condition() }
      return ConditionSyntax(kind: .parenthesized(inner), span: span(from: start))
    }
    return ConditionSyntax(comparison: try expression())
  }

  /// Whether the parentheses that open here hold `and`, `or` or `not`, which expressions never do.
  private func bracketsHoldCondition() -> Bool {
    var open = 0
    for lexeme in stream.lexemes[index...] {
      switch lexeme.kind {
      case .mark(.leftParenthesis): open += 1
      case .mark(.rightParenthesis):
        open -= 1
        if open == 0 { return false }
      case .keyword(.and), .keyword(.or), .keyword(.not): return true
      case .keyword, .mark(.leftBrace), .mark(.rightBrace), .endOfFile: return false
      default: break
      }
    }
    return false
  }
}

extension ConditionSyntax {
  /// An expression as a condition; parentheses around it become the condition's own.
  init(comparison expression: ExpressionSyntax) {
    span = expression.span
    if case .parenthesized(let inner) = expression.kind {
      kind = .parenthesized(ConditionSyntax(comparison: inner))
    } else {
      kind = .comparison(expression)
    }
  }
}
