internal import OptDiagnostics
internal import OptProgram

extension Parser {
  // Expression = Comparison .
  mutating func expression() throws(SyntaxProblem) -> ExpressionSyntax {
    try binary(minimum: 1)
  }

  // Comparison = Sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) Sum ] .
  // Sum        = Product { ( "+" | "-" ) Product } .
  // Product    = Unary { ( "*" | "/" | "%" ) Unary } .
  private mutating func binary(minimum: Int) throws(SyntaxProblem) -> ExpressionSyntax {
    var left = try unary()
    var comparison: Span?
    // Each turn makes the tree one deeper.
    let outerDepth = depth
    defer { depth = outerDepth }
    while case .infix(let infix) = current.kind, !isAtLineEnd, infix.precedence >= minimum,
      infix != .power
    {
      let span = current.span
      if infix.isComparison {
        if let comparison { throw .chainedComparison(first: comparison, second: span) }
        comparison = span
      }
      guard depth < Limits.nesting else { throw .nesting(span) }
      depth += 1
      advance()
      let right = try binary(minimum: infix.precedence + 1)
      left = ExpressionSyntax(
        kind: .binary(infix, operatorSpan: span, left, right),
        span: left.span.union(right.span)
      )
    }
    return left
  }

  // Unary = "-" Unary | Power .
  private mutating func unary() throws(SyntaxProblem) -> ExpressionSyntax {
    guard isAt(.infix(.subtract)) else { return try power() }
    let start = current.span
    advance()
    return try nested { parser throws(SyntaxProblem) in
      let operand = try parser.unary()
      return ExpressionSyntax(kind: .negate(operand), span: start.union(operand.span))
    }
  }

  // Power = Primary [ "^" Unary ] .
  private mutating func power() throws(SyntaxProblem) -> ExpressionSyntax {
    let base = try primary()
    let span = current.span
    guard maybe(.infix(.power)) else { return base }
    return try nested { parser throws(SyntaxProblem) in
      let exponent = try parser.unary()
      return ExpressionSyntax(
        kind: .binary(.power, operatorSpan: span, base, exponent),
        span: base.span.union(exponent.span)
      )
    }
  }

  // Primary = number | name [ Arguments ] | "(" Expression ")" .
  private mutating func primary() throws(SyntaxProblem) -> ExpressionSyntax {
    guard !isAtLineEnd else { throw .missingExpression(found) }
    let start = index
    switch current.kind {
    case .number:
      let number = unsignedNumber()
      return ExpressionSyntax(kind: .number(number), span: number.span)
    case .name:
      let name = takeName()
      guard isAt(.leftParenthesis) else {
        return ExpressionSyntax(kind: .name(name.text), span: name.span)
      }
      let arguments = try list(of: .call) { parser throws(SyntaxProblem) in
        try parser.expression()
      }
      return ExpressionSyntax(
        kind: .call(function: name, arguments: arguments),
        span: span(from: start)
      )
    case .mark(.leftParenthesis):
      let inner = try parenthesized { parser throws(SyntaxProblem) in try parser.expression() }
      return ExpressionSyntax(kind: .parenthesized(inner), span: span(from: start))
    case .error(let error):
      throw .lexical(error, current.span)
    case .keyword(let keyword) where keyword != .not:
      throw .keywordAsName(current.span, keyword)
    default:
      throw .missingExpression(found)
    }
  }

  /// What a list in parentheses belongs to.
  enum ListKind {
    case call
    case hyperparameters
  }

  // Arguments = "(" [ Expression { "," Expression } [ "," ] ] ")" .
  @discardableResult
  mutating func list<Element>(
    of kind: ListKind,
    _ element: (inout Parser) throws(SyntaxProblem) -> Element
  ) throws(SyntaxProblem) -> [Element] {
    try parenthesized { parser throws(SyntaxProblem) in
      var elements: [Element] = []
      while !parser.isAt(.rightParenthesis) {
        elements.append(try element(&parser))
        guard parser.maybe(.mark(.comma)) else { break }
      }
      guard parser.isAt(.rightParenthesis) else {
        throw parser.unexpected(kind == .call ? .closingOrComma : .hyperparameterEnd)
      }
      return elements
    }
  }

  /// Reads what stands between parentheses, and both of them.
  mutating func parenthesized<Result>(
    _ body: (inout Parser) throws(SyntaxProblem) -> Result
  ) throws(SyntaxProblem) -> Result {
    let open = current.span
    try expect(.leftParenthesis)
    openParentheses += 1
    defer { openParentheses -= 1 }
    do throws(SyntaxProblem) {
      let result = try nested(body)
      try expect(.rightParenthesis)
      return result
    } catch {
      throw isUnclosed(error) ? .unclosedParenthesis(open: open, found) : error
    }
  }

  /// Whether a problem inside of parentheses is that the statement behind them has begun.
  private func isUnclosed(_ problem: SyntaxProblem) -> Bool {
    switch problem {
    case .unexpected, .missingExpression, .keywordAsName: break
    default: return false
    }
    switch current.kind {
    case .endOfFile, .mark(.leftBrace), .mark(.rightBrace):
      return true
    case .keyword(.rule), .keyword(.state), .keyword(.input), .keyword(.when), .keyword(.repeat):
      return current.startsLine
    case .name:
      return current.startsLine && nextKind == .mark(.assign)
    case .mark(.assign):
      return previous.map { $0.kind == .name && $0.startsLine } == true
    default:
      return false
    }
  }

  mutating func unsignedNumber() -> NumberSyntax {
    let text = file.text(of: current.span)
    defer { advance() }
    // The lexer has checked that the digits are a number.
    return NumberSyntax(text: text, value: Double(text) ?? 0, span: current.span)
  }
}

extension BinaryOperator {
  /// Whether the result is 1 or 0.
  var isComparison: Bool { precedence == BinaryOperator.less.precedence }
}
