import OptDiagnostics
import OptProgram

extension RuleChecker {
  /// Checks the items of a block in order.
  mutating func check(_ block: BlockSyntax) {
    for item in block.items where !isStopped { check(item) }
  }

  private mutating func check(_ item: ItemSyntax) {
    statementHasError = false
    itemsWalked += 1
    guard itemsWalked <= RuleChecker.itemLimit else {
      stop(at: item.span)
      return
    }
    switch item.kind {
    case .state(let state):
      declare(state)
    case .input(let input):
      declare(input)
    case .assignment(let name, let value):
      assign(name, value, item.span)
    case .when(let when):
      check(when)
    case .repeated(let count, let body):
      unroll(count, body)
    case .error:
      break
    }
  }

  /// Items that are looked at, those of a `repeat` once for each turn: a bound for rules whose turns are empty.
  private static let itemLimit = 8 * Limits.statements

  mutating func stop(at span: Span) {
    report(LimitProblem.ruleTooLong.diagnostic(at: span))
    isStopped = true
  }

  // MARK: - Blocks

  private mutating func check(_ when: WhenSyntax) {
    let literal = literal(of: when.condition)
    branch(when.body, literal)
    guard let otherwise = when.otherwise else { return }
    branch(
      otherwise,
      literal.map { GuardLiteral(condition: Int($0.condition), isNegated: !$0.isNegated) }
    )
  }

  /// Checks a branch; under a condition that was not understood, as if it were always taken.
  private mutating func branch(_ block: BlockSyntax, _ literal: GuardLiteral?) {
    let outer = (active, guardLiterals)
    if let literal {
      active = active.intersection(PathSet(literal))
      if !guardLiterals.contains(literal) { guardLiterals.append(literal) }
    }
    check(block)
    (active, guardLiterals) = outer
  }

  private mutating func unroll(_ count: NumberSyntax, _ block: BlockSyntax) {
    // Anything else than a count is reported by the parser.
    guard let turns = Int(exactly: count.value), turns >= 1, !block.items.isEmpty else { return }
    let problemCount = diagnostics.count
    for _ in 0..<turns where !isStopped && diagnostics.count == problemCount { check(block) }
  }

  // MARK: - Assignments

  private mutating func assign(_ name: NameSyntax, _ value: ExpressionSyntax, _ span: Span) {
    context = name.isEvaluationName ? .evaluation : .step
    checkAssignable(name)
    let known = names[name.text]
    currentTarget = known
    currentTargetSpan = name.span
    guard fits(value) else { return }
    let typed = check(value)
    currentTarget = nil
    guard let target = known ?? addVariable(name, .local, types: PathTypes()) else { return }
    let types = assignedTypes(typed.types, to: target, name, value)
    remember(target, name, value, types)
    append(CheckedStatement(target: target, value: typed.expression, span: span))
  }

  private mutating func checkAssignable(_ name: NameSyntax) {
    if MathConstant(rawValue: name.text) != nil {
      report(NameProblem.notAssignable(name, .constant, declaration: nil).diagnostic)
    }
    guard let variable = names[name.text], !isInBrokenItem(name.text) else { return }
    let declaration = self[variable].declaration
    switch table[variable].role {
    case .builtin(let builtin) where !builtin.isAssignable:
      report(NameProblem.notAssignable(name, .builtin(builtin), declaration: nil).diagnostic)
    case .hyperparameter:
      report(NameProblem.notAssignable(name, .hyperparameter, declaration: declaration).diagnostic)
    case .input:
      report(NameProblem.notAssignable(name, .input, declaration: declaration).diagnostic)
    case .builtin, .state, .local:
      break
    }
  }

  /// The types a variable has after an assignment: what a state is declared as, else the value's.
  private mutating func assignedTypes(
    _ types: PathTypes,
    to target: Variable,
    _ name: NameSyntax,
    _ value: ExpressionSyntax
  ) -> PathTypes {
    var result = types
    if isUnderShapeCondition, context == .step { result.makeScalarsPerTensor() }
    guard case .state(let declared, _) = table[target].role else { return result }
    if declared == .modelScalar, isUnderShapeCondition {
      report(TypeProblem.globalStateUnderShape(name, condition: shapeConditionSpan).diagnostic)
    }
    for part in result.parts {
      guard let type = part.type, type != declared else { continue }
      if type == .modelScalar, declared == .tensorScalar { continue }
      let problem = StateMismatch(
        state: name,
        declared: declared,
        declaration: self[target].declaration,
        found: type,
        value: value,
        reason: reason(for: value, type, on: part.paths),
        isFirstValue: false
      )
      report(TypeProblem.stateShape(problem).diagnostic)
      break
    }
    return PathTypes(declared, on: active)
  }

  private mutating func remember(
    _ target: Variable,
    _ name: NameSyntax,
    _ value: ExpressionSyntax,
    _ types: PathTypes
  ) {
    noteOverwritten(target, by: name)
    var symbol = self[target]
    symbol.types.set(types.restricted(to: active))
    symbol.remember(value, on: active)
    symbol.lastAssignment = name.span
    symbol.isReadSinceAssignment = false
    symbol.lastPaths = active
    symbol.assignedPaths = symbol.assignedPaths.union(active)
    if symbol.declaration == nil { symbol.declaration = name.span }
    self[target] = symbol
  }

  /// Whether an expression is short enough to be looked at; ends the check, with a report, if it is not.
  ///
  /// Expressions that were wrong are never appended, so `append` alone would not bound the work.
  mutating func fits(_ value: ExpressionSyntax) -> Bool {
    var room = Limits.statements
    value.takeOperations(from: &room)
    if room < 0 { stop(at: value.span) }
    return room >= 0
  }

  private mutating func append(_ statement: CheckedStatement) {
    operationCount += statement.value.operationCount
    guard operationCount <= Limits.statements else {
      statementHasError = false
      stop(at: statement.span)
      return
    }
    var guarded = statement
    guarded.guardIndex = table.guardIndex(of: guardLiterals)
    switch context {
    case .initialValue: body.initialization.append(statement)
    case .step: body.step.append(guarded)
    case .evaluation: body.evaluation.append(guarded)
    }
  }

  /// Appends the statement that computes the first value of a state.
  mutating func appendInitialization(_ statement: CheckedStatement) {
    context = .initialValue
    append(statement)
    context = .step
  }
}

extension ExpressionSyntax {
  /// Takes the operations of the expression from a number, until that is negative.
  fileprivate func takeOperations(from room: inout Int) {
    guard room >= 0 else { return }
    switch kind {
    case .number, .name, .error: break
    case .parenthesized(let inner): inner.takeOperations(from: &room)
    case .negate(let inner):
      if !isSignedNumber { room -= 1 }
      inner.takeOperations(from: &room)
    case .binary(_, _, let left, let right):
      room -= 1
      left.takeOperations(from: &room)
      right.takeOperations(from: &room)
    case .call(_, let arguments):
      room -= 1
      for argument in arguments { argument.takeOperations(from: &room) }
    }
  }

  /// Whether the expression is a number with its signs, which is no operation.
  private var isSignedNumber: Bool {
    switch kind {
    case .number: true
    case .negate(let inner): inner.isSignedNumber
    case .name, .parenthesized, .binary, .call, .error: false
    }
  }
}

extension CheckedExpression {
  /// The instructions it takes to compute the value into a variable.
  var operationCount: Int {
    switch kind {
    case .operand: 1
    case .operation(_, let operands):
      operands.reduce(1) { count, operand in
        if case .operand = operand.kind { count } else { count + operand.operationCount }
      }
    }
  }
}

extension RuleChecker.Symbol {
  /// Remembers a value in place of those it replaces.
  fileprivate mutating func remember(_ value: ExpressionSyntax, on paths: PathSet) {
    for index in lastValues.indices {
      lastValues[index].paths = lastValues[index].paths.subtracting(paths)
    }
    lastValues.removeAll { $0.paths.isEmpty }
    lastValues.append((paths, value))
  }

  /// A value assigned last on one of some paths.
  func lastValue(on paths: PathSet) -> ExpressionSyntax? {
    lastValues.first { !$0.paths.intersection(paths).isEmpty }?.value
  }
}

extension NameSyntax {
  /// Whether the name belongs to the evaluation: `eval_w` and whatever begins with `eval_`.
  var isEvaluationName: Bool { text.hasPrefix("eval_") }
}
