internal import OptDiagnostics
internal import OptProgram

/// What the parser finds wrong, as data; `diagnostic(in:)` says it in words.
enum SyntaxProblem: Error {
  case lexical(LexicalError, Span)
  case unexpected(Found, expected: Expectation)
  case missingExpression(Found)
  case unclosedParenthesis(open: Span, Found)
  case unclosedBlock(open: Span, Found)
  case unmatchedBrace(Span)
  case chainedComparison(first: Span, second: Span)
  case outsideRule(Span)
  case noRule(at: Int)
  /// `because` is the statement before, nil in a nested block.
  case misplacedDeclaration(Span, because: Span?)
  case keywordAsName(Span, Keyword)
  case comparisonAsAssignment(Span)
  case foreignWord(Span, ForeignWord)
  case repeatCount(Span)
  case nesting(Span)
}

/// A token that was found where another was expected.
struct Found {
  var kind: TokenKind
  var span: Span
  /// Whether the statement ended instead; then `span` is the empty place behind it.
  var isLineEnd = false
}

/// What the parser was ready to read.
enum Expectation {
  case name(of: NamedThing)
  case mark(Mark)
  case hyperparameterList
  case hyperparameterDefault
  case hyperparameterEnd
  case ruleBody
  case number(of: NumberedThing)
  case closingOrComma
  case statement
  case assignment
  case endOfState
  case endOfStatement
  case comparisonOrBlock
}

/// What a missing name would have named.
enum NamedThing: String {
  case rule = "rule"
  case hyperparameter = "hyperparameter"
  case state = "state"
  case input = "input"
  case shape = "shape"
  case storage = "storage"
  case source = "input's source"
  case argument = "input's kind"
}

/// What a missing number would have been.
enum NumberedThing: String {
  case defaultValue = "default"
  case low = "lower end of the range"
  case high = "upper end of the range"
  case count = "count"
}

/// Words with which statements begin in other languages.
enum ForeignWord: String, CaseIterable {
  case `if`
  case `for`
  case `while`
  case loop
  case `return`
  case `let`
  case `var`
  case const
  case def
  case fn
  case `func`
  case function
  case param
  case `import`
  case print
}
