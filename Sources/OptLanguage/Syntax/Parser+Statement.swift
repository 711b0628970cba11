internal import OptDiagnostics
internal import OptProgram

extension Parser {
  // Item = ( State | Input | Assignment | When | Repeat ) line_end .
  mutating func item(isNested: Bool) -> ItemSyntax {
    let start = index
    var trivia = startTrivia()
    var kind = ItemSyntax.Kind.error
    do throws(SyntaxProblem) {
      try item(into: &kind, isNested: isNested)
      guard isAtLineEnd || isAt(.rightBrace) else { throw unexpected(end(of: kind)) }
      reportMistakes(from: start)
    } catch {
      report(error, from: start)
      skipToItemEnd(from: start, &kind)
      dropMistakes(from: start)
    }
    let span = span(from: start)
    finishTrivia(&trivia)
    return ItemSyntax(kind: kind, trivia: trivia, span: span)
  }

  private func end(of kind: ItemSyntax.Kind) -> Expectation {
    guard case .state(let state) = kind, state.initialValue == nil else { return .endOfStatement }
    return .endOfState
  }

  /// Reads an item; what was read before a problem is in `kind` when it throws.
  private mutating func item(
    into kind: inout ItemSyntax.Kind,
    isNested: Bool
  ) throws(SyntaxProblem) {
    let span = current.span
    if case .keyword(let keyword) = current.kind, nextKind == .mark(.assign) {
      advance()
      throw .keywordAsName(span, keyword)
    }
    let before = firstStatement
    switch current.kind {
    case .keyword(.state), .keyword(.input):
      try declaration(into: &kind)
      guard !isNested, before == nil else { throw .misplacedDeclaration(span, because: before) }
      return
    case .keyword(.when):
      try when(into: &kind)
    case .keyword(.repeat):
      try repeated(into: &kind)
    case .name where nextKind == .mark(.assign):
      try assignment(into: &kind)
    case .name:
      try foreignStatement(into: &kind)
    default:
      throw noStatement
    }
    firstStatement = before ?? span
  }

  // Assignment = name "=" Expression .
  private mutating func assignment(into kind: inout ItemSyntax.Kind) throws(SyntaxProblem) {
    let name = takeName()
    advance()
    kind = .assignment(name: name, value: ExpressionSyntax(kind: .error, span: name.span))
    kind = .assignment(name: name, value: try expression())
  }

  // When = "when" Condition Block [ "else" ( When | Block ) ] .
  private mutating func when(into kind: inout ItemSyntax.Kind) throws(SyntaxProblem) {
    let start = index
    advance()
    var condition = ConditionSyntax(kind: .error, span: previous?.span ?? .none)
    do throws(SyntaxProblem) {
      let parsed = try self.condition()
      guard isAtBrace else { throw unexpected(.comparisonOrBlock) }
      condition = parsed
    } catch {
      try skipToBrace(orThrow: error, from: start)
    }
    var syntax = WhenSyntax(condition: condition, body: try block())
    defer { kind = .when(syntax) }
    guard current.kind == .keyword(.otherwise) else { return }
    advance()
    let isForeign = isAt(.name) && file.text(of: current.span) == ForeignWord.if.rawValue
    guard isAt(.when) || isForeign else {
      guard isAtBrace else { throw unexpected(.mark(.leftBrace)) }
      syntax.otherwise = try block()
      return
    }
    syntax.isElseWhen = true
    syntax.otherwise = try nested { parser throws(SyntaxProblem) in try parser.elseWhen(isForeign) }
  }

  private mutating func elseWhen(_ isForeign: Bool) throws(SyntaxProblem) -> BlockSyntax {
    let start = index
    if isForeign {
      report(.foreignWord(current.span, .if), from: start)
    }
    var kind = ItemSyntax.Kind.error
    try when(into: &kind)
    let span = span(from: start)
    return BlockSyntax(items: [ItemSyntax(kind: kind, span: span)], span: span)
  }

  // Repeat = "repeat" number Block .
  private mutating func repeated(into kind: inout ItemSyntax.Kind) throws(SyntaxProblem) {
    let start = index
    advance()
    var count = NumberSyntax(text: "1", value: 1, span: previous?.span ?? .none)
    do throws(SyntaxProblem) {
      guard isAt(.number) else { throw unexpected(.number(of: .count)) }
      let number = unsignedNumber()
      guard let value = Int(number.text), 1...Limits.statements ~= value else {
        throw .repeatCount(number.span)
      }
      count = number
      guard isAtBrace else { throw unexpected(.mark(.leftBrace)) }
    } catch {
      try skipToBrace(orThrow: error, from: start)
    }
    kind = .repeated(count: count, body: try block())
  }
}

// MARK: - Blocks

extension Parser {
  /// Whether a block opens here; its brace may stand on a line of its own.
  var isAtBrace: Bool { current.kind == .mark(.leftBrace) }

  // Block = "{" line_end { Item } "}" .
  mutating func block() throws(SyntaxProblem) -> BlockSyntax {
    try nested { parser throws(SyntaxProblem) in
      let start = parser.index
      let open = parser.current.span
      parser.advance()
      return parser.blockRest(from: start, open: open, isNested: true)
    }
  }

  /// Reads the items of a block and its closing brace.
  mutating func blockRest(from start: Int, open: Span, isNested: Bool) -> BlockSyntax {
    var block = BlockSyntax(items: [], openingComment: takeSuffix())
    while true {
      switch current.kind {
      case .mark(.rightBrace):
        block.trailingComments = takeComments(upTo: index)
        if suspectBlock == nil, isOutdented(current, from: open) { suspectBlock = open }
        advance()
        block.span = span(from: start)
        return block
      case .endOfFile,
        .keyword(.rule) where current.startsLine:
        if !hasReportedUnclosedBlock {
          report(.unclosedBlock(open: suspectBlock ?? open, found), from: index)
          hasReportedUnclosedBlock = true
        }
        block.span = span(from: start)
        return block
      default:
        let before = index
        block.items.append(item(isNested: isNested))
        precondition(index > before, "an item without lexemes")
      }
    }
  }
}

extension Parser {
  /// Whether a closing brace stands further to the left than the line of the opening one, so that it
  /// is likely meant for a block around.
  private func isOutdented(_ brace: Lexeme, from open: Span) -> Bool {
    guard brace.startsLine else { return false }
    let line = file.span(ofLine: file.position(of: open.start).line)
    let indentation = file.bytes[line.start..<line.end].prefix { $0 == 0x20 || $0 == 0x09 }.count
    return file.position(of: brace.span.start).column <= indentation
  }
}

// MARK: - Statements of other languages

extension Parser {
  private mutating func foreignStatement(
    into kind: inout ItemSyntax.Kind
  ) throws(SyntaxProblem) {
    let span = current.span
    if let word = ForeignWord(rawValue: file.text(of: span)) {
      try foreignStatement(word, into: &kind)
      throw .foreignWord(span, word)
    }
    let name = takeName()
    let symbol = current.span
    guard maybe(.infix(.equal)) else { throw unexpected(.assignment) }
    kind = .assignment(name: name, value: ExpressionSyntax(kind: .error, span: symbol))
    if let value = try? expression() { kind = .assignment(name: name, value: value) }
    throw .comparisonAsAssignment(symbol)
  }

  /// Reads what the statement would be in `.opt`, so that its names are known afterwards.
  private mutating func foreignStatement(
    _ word: ForeignWord,
    into kind: inout ItemSyntax.Kind
  ) throws(SyntaxProblem) {
    let span = current.span
    switch word {
    case .if:
      do throws(SyntaxProblem) {
        try when(into: &kind)
      } catch {
        throw .foreignWord(span, word)
      }
    case .let, .var, .const:
      advance()
      guard isAt(.name), nextKind == .mark(.assign) else { return }
      do throws(SyntaxProblem) {
        try assignment(into: &kind)
      } catch {
        throw .foreignWord(span, word)
      }
    case .for, .while, .loop, .return, .def, .fn, .func, .function, .param, .import, .print:
      advance()
    }
  }
}

// MARK: - Recovery

extension Parser {
  /// Skips the rest of a statement that did not parse, and reads the blocks in it.
  private mutating func skipToItemEnd(from start: Int, _ kind: inout ItemSyntax.Kind) {
    var open = openCount(from: start)
    if current.kind == .mark(.assign), index > start + 1, previous?.startsLine == true {
      // The name belongs to the next statement: `f(a` and a line end before `m = g`.
      index -= 1
    }
    while true {
      switch current.kind {
      case .endOfFile, .mark(.rightBrace): return
      case _ where index > start && current.startsLine && (open <= 0 || isAtItemStart): return
      case .mark(.leftBrace):
        let body = skippedBlock()
        if case .error = kind, let body {
          kind = .repeated(count: NumberSyntax(1), body: body)
        }
        continue
      case .mark(.leftParenthesis): open += 1
      case .mark(.rightParenthesis): open -= 1
      default: break
      }
      advance()
    }
  }

  func openCount(from start: Int) -> Int {
    var open = 0
    for lexeme in stream.lexemes[start..<max(start, index)] {
      if lexeme.kind == .mark(.leftParenthesis) { open += 1 }
      if lexeme.kind == .mark(.rightParenthesis) { open -= 1 }
    }
    return open
  }

  /// Whether an item clearly begins here.
  var isAtItemStart: Bool {
    switch current.kind {
    case .keyword(.rule), .keyword(.state), .keyword(.input), .keyword(.when), .keyword(.repeat):
      true
    case .name: nextKind == .mark(.assign)
    default: false
    }
  }

  /// Reads a block in a broken statement; nil for one that is nested too deeply, which is passed over.
  private mutating func skippedBlock() -> BlockSyntax? {
    if let block = try? block() { return block }
    var open = 0
    repeat {
      switch current.kind {
      case .mark(.leftBrace): open += 1
      case .mark(.rightBrace): open -= 1
      case .endOfFile: return nil
      default: break
      }
      advance()
    } while open > 0
    return nil
  }

  /// Goes on at the block of a statement whose head is broken, and reports that.
  private mutating func skipToBrace(
    orThrow problem: SyntaxProblem,
    from start: Int
  ) throws(SyntaxProblem) {
    // The block would be too deep as well.
    if case .nesting = problem { throw problem }
    var end = index
    while !stream.lexemes[end].startsLine || end == index {
      switch stream.lexemes[end].kind {
      case .mark(.leftBrace):
        index = end
        report(problem, from: start)
        return
      case .endOfFile, .mark(.rightBrace): throw problem
      default: end += 1
      }
    }
    throw problem
  }
}
