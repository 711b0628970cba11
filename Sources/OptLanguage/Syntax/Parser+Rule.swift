internal import OptDiagnostics
internal import OptProgram

extension Parser {
  // SourceFile = { Rule } .
  mutating func sourceFile() -> SourceTree {
    var rules: [RuleSyntax] = []
    while current.kind != .endOfFile {
      if current.kind == .keyword(.rule) { rules.append(rule()) } else { skipToRule() }
    }
    let comments = takeComments(upTo: index)
    if rules.isEmpty, !diagnostics.hasErrors {
      report(.noRule(at: current.span.start), from: index)
    }
    return SourceTree(rules: rules, trailingComments: comments)
  }

  private mutating func skipToRule() {
    let start = index
    switch current.kind {
    case .mark(.rightBrace): report(.unmatchedBrace(current.span), from: start)
    case .error(let error): report(.lexical(error, current.span), from: start)
    default: report(.outsideRule(current.span), from: start)
    }
    while current.kind != .endOfFile, current.kind != .keyword(.rule) { advance() }
  }

  // Rule = "rule" name "(" [ Hyperparameter { "," Hyperparameter } [ "," ] ] ")" Block .
  private mutating func rule() -> RuleSyntax {
    let start = index
    var trivia = startTrivia()
    firstStatement = nil
    hasReportedUnclosedBlock = false
    suspectBlock = nil
    advance()
    var name = NameSyntax(text: "", span: Span(span(from: start).end, span(from: start).end))
    var hyperparameters: [HyperparameterSyntax] = []
    do throws(SyntaxProblem) {
      name = try self.name(of: .rule)
      guard isAt(.leftParenthesis) else { throw unexpected(.hyperparameterList) }
      try list(of: .hyperparameters) { parser throws(SyntaxProblem) in
        hyperparameters.append(try parser.hyperparameter())
      }
      guard isAtBrace else { throw unexpected(.ruleBody) }
      reportMistakes(from: start)
    } catch {
      report(error, from: start)
      skipToBody(from: start)
    }
    let body = ruleBody()
    let span = span(from: start)
    finishTrivia(&trivia)
    return RuleSyntax(
      name: name,
      hyperparameters: hyperparameters,
      body: body,
      trivia: trivia,
      span: span
    )
  }

  /// Reads the body; its opening brace may be missing, which has been reported then.
  private mutating func ruleBody() -> BlockSyntax {
    let start = index
    if isAtBrace {
      advance()
    } else if !isAtItemStart || current.kind == .keyword(.rule) {
      return BlockSyntax(items: [], span: Span(current.span.start, current.span.start))
    }
    let open = stream.lexemes[start].span
    return blockRest(from: start, open: open, isNested: false)
  }

  private mutating func skipToBody(from start: Int) {
    while true {
      switch current.kind {
      case .endOfFile, .mark(.leftBrace), .mark(.rightBrace): return
      case .keyword(.rule), .keyword(.state), .keyword(.input), .keyword(.when), .keyword(.repeat):
        if current.startsLine, index > start { return }
      case .name where nextKind == .mark(.assign) && current.startsLine:
        if openCount(from: start) <= 0 { return }
      default: break
      }
      advance()
    }
  }

  // Hyperparameter = name "=" SignedNumber [ Range ] .
  private mutating func hyperparameter() throws(SyntaxProblem) -> HyperparameterSyntax {
    let start = index
    var trivia = startTrivia()
    let name = try name(of: .hyperparameter)
    guard maybe(.mark(.assign)) else { throw unexpected(.hyperparameterDefault) }
    let value = try signedNumber(.defaultValue)
    let range = try isAt(.in) ? self.range() : nil
    let span = span(from: start)
    finishTrivia(&trivia)
    if trivia.suffix == nil, isAt(.comma) { trivia.suffix = takeSuffix(before: index + 1) }
    return HyperparameterSyntax(
      name: name,
      defaultValue: value,
      range: range,
      trivia: trivia,
      span: span
    )
  }

  // Range = "in" SignedNumber ".." SignedNumber [ "log" ] .
  private mutating func range() throws(SyntaxProblem) -> RangeSyntax {
    let start = index
    advance()
    let low = try signedNumber(.low)
    try expect(.range)
    let high = try signedNumber(.high)
    let isLogarithmic =
      isAt(.name) && file.text(of: current.span) == ContextualWord.log.rawValue
    if isLogarithmic { advance() }
    return RangeSyntax(
      low: low,
      high: high,
      isLogarithmic: isLogarithmic,
      span: span(from: start)
    )
  }

  // SignedNumber = [ "-" ] number .
  private mutating func signedNumber(_ thing: NumberedThing) throws(SyntaxProblem) -> NumberSyntax {
    let start = index
    let isNegative = maybe(.infix(.subtract))
    guard isAt(.number) else { throw unexpected(.number(of: thing)) }
    var number = unsignedNumber()
    guard isNegative else { return number }
    number.text = "-" + number.text
    number.value = -number.value
    number.span = span(from: start)
    return number
  }
}

// MARK: - Declarations

extension Parser {
  mutating func declaration(into kind: inout ItemSyntax.Kind) throws(SyntaxProblem) {
    if current.kind == .keyword(.state) { try state(into: &kind) } else { try input(into: &kind) }
  }

  // State = "state" name { "," name } [ ":" Shape ] [ "as" name ] [ "=" Expression ] .
  private mutating func state(into kind: inout ItemSyntax.Kind) throws(SyntaxProblem) {
    advance()
    var state = StateSyntax(names: [try name(of: .state)])
    defer { kind = .state(state) }
    while maybe(.mark(.comma)) {
      // A list may go on behind a comma: nothing else could follow.
      openParentheses += 1
      defer { openParentheses -= 1 }
      state.names.append(try name(of: .state))
    }
    if maybe(.mark(.colon)) { state.shape = try shape() }
    if maybe(.keyword(.as)) { state.storage = try name(of: .storage) }
    if maybe(.mark(.assign)) { state.initialValue = try expression() }
  }

  // Shape = name [ "*" name ] .
  private mutating func shape() throws(SyntaxProblem) -> StateShapeSyntax {
    let start = index
    let first = try name(of: .shape)
    guard maybe(.infix(.multiply)) else {
      return StateShapeSyntax(kind: .named(first), span: first.span)
    }
    let second = try name(of: .shape)
    return StateShapeSyntax(kind: .product(first, second), span: span(from: start))
  }

  // Input = "input" name [ "=" name [ "(" name ")" ] ] .
  private mutating func input(into kind: inout ItemSyntax.Kind) throws(SyntaxProblem) {
    advance()
    var input = InputSyntax(name: try name(of: .input))
    defer { kind = .input(input) }
    guard maybe(.mark(.assign)) else { return }
    input.source = try name(of: .source)
    guard isAt(.leftParenthesis) else { return }
    input.argument = try parenthesized { parser throws(SyntaxProblem) in
      try parser.name(of: .argument)
    }
  }
}
