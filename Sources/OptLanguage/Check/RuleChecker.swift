import OptDiagnostics
import OptProgram

/// Resolves the names of one rule and checks it against the rules of the language.
///
/// It goes on after a mistake: a value that could not be understood gets a type that fits everywhere, so
/// that each mistake is reported once and the others are still found.
struct RuleChecker {
  /// Where expressions stand, which decides what they may read.
  enum Context: Hashable {
    case initialValue
    case step
    case evaluation
  }

  /// What is known of a variable beside its entry in the table.
  struct Symbol {
    /// Where it was declared or first assigned; nil for the names every rule knows.
    var declaration: Span?
    /// The types it has at this place of the rule.
    var types: PathTypes
    /// The values assigned last on each path, to explain shapes.
    var lastValues: [(paths: PathSet, value: ExpressionSyntax)] = []
    /// The name in the statement that assigned it last, and whether something has read it since.
    var lastAssignment: Span?
    var isReadSinceAssignment = true
    /// The paths of the last assignment, and of all of them.
    var lastPaths = PathSet.none
    var assignedPaths = PathSet.none
    /// Whether a statement other than its own assignment reads it.
    var isRead = false
  }

  let file: SourceFile
  let rule: RuleSyntax
  /// Whether a part of the rule could not be read.
  let isBroken: Bool
  var table: Program
  var symbols: [Symbol]
  var names: [String: Variable] = [:]
  var body: CheckedBody
  var diagnostics: [Diagnostic] = []

  var overwritten: [LintProblem] = []
  /// The assignments whose values have been read.
  var readAssignments: Set<Span> = []

  /// The first assignment of each name, wherever it stands.
  var assignments: [String: Span] = [:]

  /// The words in statements that did not parse.
  var brokenWords: Set<String> = []

  var active = PathSet.all
  var guardLiterals: Guard = []
  /// By condition: the first place where it is written, and whether that is below an odd number of `not`.
  var conditionSpans: [Span] = []
  var negatedConditions: Set<Int> = []
  var hasUnknownCondition = false
  var context = Context.step
  var currentTarget: Variable?
  var currentTargetSpan: Span?
  var statementHasError = false
  var itemsWalked = 0
  var operationCount = 0
  var isStopped = false
  var reported: Set<ReportKey> = []

  struct ReportKey: Hashable {
    var code: String
    var span: Span?
  }

  /// A checker of a rule whose text could not be read at some places.
  init(_ rule: RuleSyntax, in file: SourceFile, brokenAt errors: [Span]) {
    self.rule = rule
    self.file = file
    isBroken = errors.contains { rule.span.start <= $0.start && $0.start <= rule.span.end }
    table = Program(name: rule.name.text)
    body = CheckedBody(table: table)
    symbols = Builtin.allCases.map { builtin in
      Symbol(types: PathTypes(builtin.type, on: builtin.type == nil ? .none : .all))
    }
    for builtin in Builtin.allCases { names[builtin.name] = builtin.variable }
    let header = Span(rule.span.start, max(rule.span.start, rule.body.span.start))
    if errors.contains(where: { header.start <= $0.start && $0.start < header.end }) {
      noteBroken(header)
    }
  }

  /// The checked rule, nil if it has errors, and what is to be said of it.
  static func check(
    _ rule: RuleSyntax,
    in file: SourceFile,
    brokenAt errors: [Span] = []
  ) -> (body: CheckedBody?, diagnostics: [Diagnostic]) {
    var checker = RuleChecker(rule, in: file, brokenAt: errors)
    checker.run()
    let hasErrors = checker.diagnostics.contains { $0.severity == .error }
    return (hasErrors ? nil : checker.body, checker.diagnostics)
  }

  private mutating func run() {
    survey(rule.body)
    for hyperparameter in rule.hyperparameters { declare(hyperparameter) }
    check(rule.body)
    if !isStopped { checkResults() }
    if !isBroken, !diagnostics.contains(where: { $0.severity == .error }) { lint() }
    body.table = table
  }

  // MARK: - Reporting

  /// Reports a problem, unless the statement already has one.
  mutating func report(_ problem: Diagnostic) {
    guard !statementHasError else { return }
    statementHasError = true
    remark(problem)
    if diagnostics.count > DiagnosticList.limit { isStopped = true }
  }

  /// Reports a remark, whatever else was found.
  mutating func remark(_ diagnostic: Diagnostic) {
    let key = ReportKey(code: diagnostic.code.rawValue, span: diagnostic.primary?.span)
    if reported.insert(key).inserted { diagnostics.append(diagnostic) }
  }

  // MARK: - Variables

  subscript(variable: Variable) -> Symbol {
    get { symbols[Int(variable.index)] }
    set { symbols[Int(variable.index)] = newValue }
  }

  /// Adds a variable to the table; nil, with a report, when the table is full.
  mutating func addVariable(_ name: NameSyntax, _ role: Role, types: PathTypes) -> Variable? {
    guard table.variables.count < Limits.variables else {
      report(LimitProblem.tooManyNames.diagnostic(at: name.span))
      isStopped = true
      return nil
    }
    let variable = table.declare(name.text, role)
    symbols.append(Symbol(declaration: name.span, types: types))
    names[name.text] = variable
    return variable
  }
}

extension RuleChecker {
  /// Remembers where each name is assigned and what could not be read, for better messages.
  private mutating func survey(_ block: BlockSyntax) {
    for item in block.items {
      switch item.kind {
      case .assignment(let name, _):
        if assignments[name.text] == nil { assignments[name.text] = name.span }
      case .when(let when):
        survey(when.body)
        if let otherwise = when.otherwise { survey(otherwise) }
      case .repeated(_, let body):
        survey(body)
      case .error:
        noteBroken(item.span)
      case .state, .input:
        break
      }
    }
  }

  private mutating func noteBroken(_ span: Span) {
    let words = file.text(of: span).split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    brokenWords.formUnion(words.map(String.init))
  }
}
