package import OptDiagnostics
internal import OptProgram

/// Reads source text into a tree: recursive descent, one function for each production of `Grammar/opt.ebnf`.
///
/// Never fails: after a problem it goes on at the next statement, so that a tree always exists and
/// one error per statement is reported.
package struct Parser {
  let file: SourceFile
  let stream: LexemeStream
  var index = 0
  var diagnostics = DiagnosticList()

  /// Open brackets around the current lexeme; inside of them line ends do not count.
  var openParentheses = 0
  /// Nested constructs around the current lexeme, bounded by `Limits.nesting`.
  var depth = 0
  /// The first statement of the current rule's body, nil while it has declarations only.
  var firstStatement: Span?

  /// Whether a missing brace of the current rule has been reported: the blocks around lack it too.
  var hasReportedUnclosedBlock = false
  /// The first block of the current rule that was closed by a brace of a block around, it seems.
  var suspectBlock: Span?

  private var commentIndex = 0
  private var mistakes: [Mistake]

  init(_ file: SourceFile) {
    self.file = file
    stream = LexemeStream(file)
    mistakes = stream.mistakes
  }

  /// The tree of a file and what is wrong with its text.
  package static func parse(_ file: SourceFile) -> (tree: SourceTree, diagnostics: [Diagnostic]) {
    var parser = Parser(file)
    let tree = parser.sourceFile()
    return (tree, parser.finish())
  }
}

// MARK: - Lexemes

extension Parser {
  var current: Lexeme { stream.lexemes[index] }

  var previous: Lexeme? { index > 0 ? stream.lexemes[index - 1] : nil }

  /// The kind of the lexeme behind the current one.
  var nextKind: TokenKind {
    index + 1 < stream.lexemes.count ? stream.lexemes[index + 1].kind : .endOfFile
  }

  /// Whether the statement ends before the current lexeme.
  var isAtLineEnd: Bool {
    current.kind == .endOfFile || openParentheses == 0 && current.startsLine
  }

  /// Whether the current lexeme is of a kind and belongs to the statement.
  func isAt(_ kind: TokenKind) -> Bool { current.kind == kind && !isAtLineEnd }

  func isAt(_ mark: Mark) -> Bool { isAt(.mark(mark)) }

  func isAt(_ keyword: Keyword) -> Bool { isAt(.keyword(keyword)) }

  mutating func advance() {
    if current.kind != .endOfFile { index += 1 }
  }

  mutating func maybe(_ kind: TokenKind) -> Bool {
    guard isAt(kind) else { return false }
    advance()
    return true
  }

  mutating func expect(_ mark: Mark) throws(SyntaxProblem) {
    guard maybe(.mark(mark)) else { throw unexpected(.mark(mark)) }
  }

  mutating func name(of thing: NamedThing) throws(SyntaxProblem) -> NameSyntax {
    guard !isAtLineEnd else { throw unexpected(.name(of: thing)) }
    if case .keyword(let keyword) = current.kind {
      throw .keywordAsName(current.span, keyword)
    }
    guard current.kind == .name else { throw unexpected(.name(of: thing)) }
    return takeName()
  }

  /// The current lexeme, which is a name.
  mutating func takeName() -> NameSyntax {
    defer { advance() }
    return NameSyntax(text: file.text(of: current.span), span: current.span)
  }

  /// The current lexeme, or the end of the statement before it, as something nobody expected.
  var found: Found {
    guard isAtLineEnd, let previous else { return Found(kind: current.kind, span: current.span) }
    let end = previous.span.end
    return Found(
      kind: current.kind,
      span: Span(end, end),
      isLineEnd: current.kind != .endOfFile
    )
  }

  func unexpected(_ expectation: Expectation) -> SyntaxProblem {
    if case .error(let error) = current.kind, !isAtLineEnd {
      return .lexical(error, current.span)
    }
    return .unexpected(found, expected: expectation)
  }

  /// What no statement begins with.
  var noStatement: SyntaxProblem {
    if case .error(let error) = current.kind { return .lexical(error, current.span) }
    return .unexpected(Found(kind: current.kind, span: current.span), expected: .statement)
  }

  /// The span from the start of a lexeme up to the end of the last one that was read.
  func span(from start: Int) -> Span {
    let first = stream.lexemes[start].span
    guard index > start, let previous else { return Span(first.start, first.start) }
    return first.union(previous.span)
  }

  /// Runs a production one level deeper.
  mutating func nested<Result>(
    _ body: (inout Parser) throws(SyntaxProblem) -> Result
  ) throws(SyntaxProblem) -> Result {
    guard depth < Limits.nesting else { throw .nesting(current.span) }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}

// MARK: - Problems

extension Parser {
  /// Reports a problem of the lexemes from `start` on, or what is misspelt among them instead.
  mutating func report(_ problem: SyntaxProblem, from start: Int) {
    let isBehind = index > start && isAtLineEnd && openCount(from: start) <= 0
    if let mistake = takeMistake(start..<max(start, isBehind ? index : index + 1)) {
      diagnostics.append(mistake.diagnostic(in: file))
    } else {
      diagnostics.append(problem.diagnostic(in: file))
    }
  }

  /// Reports the first of the misspelt lexemes from `start` on that no statement inside has reported.
  mutating func reportMistakes(from start: Int) {
    if let mistake = takeMistake(start..<max(start, index)) {
      diagnostics.append(mistake.diagnostic(in: file))
    }
  }

  /// Forgets misspelt lexemes from `start` on, in a statement that has been reported.
  mutating func dropMistakes(from start: Int) {
    _ = takeMistake(start..<max(start, index))
  }

  private mutating func takeMistake(_ range: Range<Int>) -> SyntaxProblem? {
    let low = mistakes.firstIndex { $0.index >= range.lowerBound } ?? mistakes.count
    let high = mistakes.firstIndex { $0.index >= range.upperBound } ?? mistakes.count
    guard low < high else { return nil }
    defer { mistakes.removeSubrange(low..<high) }
    return .lexical(mistakes[low].error, mistakes[low].span)
  }

  mutating func finish() -> [Diagnostic] {
    for mistake in mistakes {
      diagnostics.append(SyntaxProblem.lexical(mistake.error, mistake.span).diagnostic(in: file))
    }
    return diagnostics.sorted
  }
}

// MARK: - Comments

extension Parser {
  /// Begins a node at the current lexeme: takes the comments before it.
  mutating func startTrivia() -> Trivia {
    Trivia(before: takeComments(upTo: index), followsBlankLine: current.followsBlankLine)
  }

  /// Ends a node before the current lexeme: comments inside move before it, one behind it is its suffix.
  mutating func finishTrivia(_ trivia: inout Trivia) {
    var inner = takeComments(upTo: index - 1)
    if !inner.isEmpty {
      for place in inner.indices { inner[place].followsBlankLine = false }
      inner[0].followsBlankLine = trivia.followsBlankLine
      trivia.followsBlankLine = false
      trivia.before += inner
    }
    trivia.suffix = takeSuffix()
  }

  /// The comment behind the last lexeme on its line.
  mutating func takeSuffix() -> Comment? { takeSuffix(before: index) }

  /// The comment before a lexeme, if it is the next one and stands behind another on its line.
  mutating func takeSuffix(before next: Int) -> Comment? {
    guard commentIndex < stream.comments.count else { return nil }
    let placed = stream.comments[commentIndex]
    guard placed.next == next, placed.isSuffix else { return nil }
    commentIndex += 1
    return placed.comment
  }

  /// The comments before a lexeme that have not been taken.
  mutating func takeComments(upTo next: Int) -> [Comment] {
    var taken: [Comment] = []
    while commentIndex < stream.comments.count, stream.comments[commentIndex].next <= next {
      taken.append(stream.comments[commentIndex].comment)
      commentIndex += 1
    }
    return taken
  }
}
