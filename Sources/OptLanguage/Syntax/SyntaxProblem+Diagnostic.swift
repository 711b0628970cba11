internal import OptDiagnostics
internal import OptProgram

extension SyntaxProblem {
  func diagnostic(in file: SourceFile) -> Diagnostic {
    switch self {
    case .lexical(let error, let span):
      return LexicalProblem(error: error, span: span, text: file.text(of: span)).diagnostic
    case .unexpected(let found, let expected):
      return unexpected(found, expected, file)
    case .missingExpression(let found):
      return Diagnostic(
        .parser(.missingExpression),
        "expected an expression, found \(found.description(in: file))",
        at: .init(found.span, "here a number, a name, a call or `(` is needed")
      )
    case .unclosedParenthesis(let open, let found):
      return Diagnostic(
        .parser(.unclosedParenthesis),
        "this `(` is never closed",
        at: .init(open),
        secondary: [.init(found.span, "`)` is missing before this")]
      )
    case .unclosedBlock(let open, let found):
      return Diagnostic(
        .parser(.unclosedBlock),
        "this block is never closed",
        at: .init(open, "the block begins here"),
        secondary: [.init(found.span, "`}` is missing before this")]
      )
    case .unmatchedBrace(let span):
      return Diagnostic(
        .parser(.unmatchedBrace),
        "no block is open that this `}` could close",
        at: .init(span),
        help: "remove it, or look above for a `}` that closes its block too early",
        fixIts: [FixIt("remove the brace", [.init(span, "")], .unsafe)]
      )
    case .chainedComparison(let first, let second):
      return Diagnostic(
        .parser(.chainedComparison),
        "comparisons cannot be chained",
        at: .init(second, "a second comparison"),
        secondary: [.init(first, "the first one")],
        help: "in an expression multiply two comparisons, in a condition join them with `and`"
      )
    case .comparisonAsAssignment(let span):
      return Diagnostic(
        .parser(.comparisonAsAssignment),
        "`==` compares, it does not assign",
        at: .init(span),
        help: "assign with one `=`",
        fixIts: [FixIt("assign", [.init(span, "=")], .unsafe)]
      )
    case .repeatCount(let span):
      return Diagnostic(
        .parser(.repeatCount),
        "`\(file.text(of: span))` is no count for `repeat`",
        at: .init(span, "a whole number from 1 to \(Limits.statements)")
      )
    case .nesting(let span):
      return Diagnostic(
        .limit(.nestingTooDeep),
        "nested more than \(Limits.nesting) levels deep",
        at: .init(span),
        help: "give a part of the expression a name of its own"
      )
    case .outsideRule(let span):
      let text = file.text(of: span)
      return Diagnostic(
        .parser(.outsideRule),
        "expected `rule`, found `\(text)`",
        at: .init(span, "this belongs to no rule"),
        help: didYouMeanText(didYouMean(text, among: [Keyword.rule.rawValue]))
          ?? "statements stand inside of `rule NAME(...) { ... }`"
      )
    case .noRule(let place):
      return Diagnostic(
        .parser(.noRule),
        "the file holds no rule",
        at: .init(Span(place, place)),
        help: "the shortest rule is `rule sgd() { update = lr * g }`"
      )
    case .misplacedDeclaration(let span, let statement):
      let word = file.text(of: span)
      let reason =
        statement == nil
        ? "inside of a block" : "behind the first statement"
      return Diagnostic(
        .parser(.misplacedDeclaration),
        "`\(word)` stands \(reason)",
        at: .init(span),
        secondary: statement.map { [.init($0, "the first statement")] } ?? [],
        help: "declare states and inputs at the top of the rule"
      )
    case .keywordAsName(let span, let keyword):
      return Diagnostic(
        .parser(.keywordAsName),
        "`\(keyword.rawValue)` is a keyword and cannot be a name",
        at: .init(span),
        help: "choose another name, such as `\(keyword.rawValue)_`"
      )
    case .foreignWord(let span, let word):
      return Diagnostic(
        .parser(.foreignWord),
        "`\(word.rawValue)` is not a word of `.opt`",
        at: .init(span),
        help: word.help
      )
    }
  }

  private func unexpected(
    _ found: Found,
    _ expected: Expectation,
    _ file: SourceFile
  ) -> Diagnostic {
    Diagnostic(
      .parser(.unexpectedToken),
      "expected \(expected.description), found \(found.description(in: file))",
      at: .init(found.span),
      help: expected.help(for: found)
    )
  }
}

extension Found {
  func description(in file: SourceFile) -> String {
    if isLineEnd { return "the end of the line" }
    return switch kind {
    case .endOfFile: "the end of the file"
    case .name: "the name `\(file.text(of: span))`"
    case .number: "the number `\(file.text(of: span))`"
    case .keyword(let keyword): "`\(keyword.rawValue)`"
    case .infix, .mark, .comment, .newline, .error: "`\(file.text(of: span))`"
    }
  }
}

extension Expectation {
  var description: String {
    switch self {
    case .name(let thing): "the name of a \(thing.rawValue)"
    case .mark(let mark): "`\(mark.rawValue)`"
    case .hyperparameterList: "`(` and the hyperparameters"
    case .hyperparameterDefault: "`=` and a default"
    case .hyperparameterEnd: "`,` or `)` after the hyperparameter"
    case .ruleBody: "`{` and the rule's body"
    case .number(let thing): "a number as the \(thing.rawValue)"
    case .closingOrComma: "an operator, `,` or `)`"
    case .statement: "a statement"
    case .assignment: "`=` after the name"
    case .endOfState: "the end of the line or more of the declaration"
    case .endOfStatement: "an operator or the end of the line"
    case .comparisonOrBlock: "an operator or `{`"
    }
  }

  func help(for found: Found) -> String? {
    switch (self, found.kind) {
    case (.hyperparameterList, _):
      "a rule without hyperparameters has empty brackets: `rule sgd() {`"
    case (.hyperparameterDefault, _): "each hyperparameter has a default, as in `beta = 0.9`"
    case (.mark(.range), _): "a range is written `0.5 .. 0.999`"
    case (.endOfState, .name): "names are separated by commas: `state m, v`"
    case (.endOfState, _): "the order is `state NAME: SHAPE as STORAGE = VALUE`"
    case (.hyperparameterEnd, .infix), (.number(of: .defaultValue), _):
      "a default is a plain number: compute in the rule's body"
    case (.endOfStatement, .name), (.endOfStatement, .number),
      (.endOfStatement, .mark(.leftParenthesis)):
      found.isLineEnd ? nil : "each statement has a line of its own; products are written with `*`"
    case (.endOfStatement, .mark(.rightParenthesis)): "there is no `(` that it could close"
    case (.assignment, .mark(.leftParenthesis)):
      "a call on its own does nothing: assign its value, as in `x = norm(g)`"
    case (.assignment, .infix):
      "a statement begins with the name that it assigns, as in `update = lr * g`"
    case (.comparisonOrBlock, .mark(.assign)): "compare with `==`"
    case (.number(of: .count), _): "a count is a whole number: `repeat 5 {`"
    case (.statement, _):
      "statements are `name = expression`, `state`, `input`, `when` and `repeat`"
    default: nil
    }
  }
}

extension ForeignWord {
  var help: String {
    switch self {
    case .if:
      "write `when` for conditions on `t` or the shape, `where(c, a, b)` to choose by element"
    case .for, .while, .loop: "a fixed number of turns is written `repeat 5 { ... }`"
    case .return: "assign the result: `update = ...`"
    case .let, .var, .const: "assign without it: `name = expression`"
    case .def, .fn, .func, .function: "there are no functions of your own: use statements"
    case .param: "hyperparameters stand in the head of the rule: `rule NAME(beta = 0.9) {`"
    case .import: "all functions are known without it"
    case .print: "`optsearch repl` shows every value"
    }
  }
}
