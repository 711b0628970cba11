import OptDiagnostics
import OptProgram

extension RuleChecker {
  /// The literal of a condition; nil, with a report, if it is none that the host can decide.
  mutating func literal(of syntax: ConditionSyntax) -> GuardLiteral? {
    guard let condition = condition(syntax) else {
      hasUnknownCondition = true
      return nil
    }
    let count = table.conditions.count
    let literal = table.literal(of: condition)
    if table.conditions.count > count {
      guard count < Limits.conditions else {
        table.conditions.removeLast()
        report(LimitProblem.tooManyConditions.diagnostic(at: syntax.span))
        hasUnknownCondition = true
        return nil
      }
      if literal.isNegated { negatedConditions.insert(count) }
      conditionSpans.append(syntax.span)
    }
    return literal
  }

  private mutating func condition(_ syntax: ConditionSyntax) -> Condition? {
    switch syntax.kind {
    case .comparison(let expression):
      return comparison(expression)
    case .and(let left, let right):
      guard let left = condition(left), let right = condition(right) else { return nil }
      return .and(left, right)
    case .or(let left, let right):
      guard let left = condition(left), let right = condition(right) else { return nil }
      return .or(left, right)
    case .not(let inner):
      return condition(inner).map { .not($0) }
    case .parenthesized(let inner):
      return condition(inner)
    case .error:
      return nil
    }
  }

  private mutating func comparison(_ expression: ExpressionSyntax) -> Condition? {
    switch expression.kind {
    case .binary(let infix, _, let left, let right):
      guard let comparison = infix.comparison else { break }
      guard let left = hostTerm(left), let right = hostTerm(right) else { return nil }
      return .compare(comparison, left, right)
    case .parenthesized(let inner):
      return comparison(inner)
    case .error:
      return nil
    case .number, .name, .call, .negate:
      break
    }
    if hostTerm(expression) != nil {
      report(TypeProblem.conditionWithoutComparison(expression.span).diagnostic)
    }
    return nil
  }

  private mutating func hostTerm(_ expression: ExpressionSyntax) -> HostTerm? {
    switch expression.kind {
    case .number(let number):
      return .constant(number.value)
    case .name(let name):
      return hostName(NameSyntax(text: name, span: expression.span))
    case .negate(let inner):
      guard let term = hostTerm(inner) else { return nil }
      if case .constant(let value) = term, !inner.isParenthesized { return .constant(-value) }
      return .negate(term)
    case .binary(let infix, let span, let left, let right):
      guard let operation = infix.hostOperator else {
        report(TypeProblem.conditionOperator(infix, span).diagnostic)
        return nil
      }
      guard let left = hostTerm(left), let right = hostTerm(right) else { return nil }
      return .binary(operation, left, right)
    case .parenthesized(let inner):
      return hostTerm(inner)
    case .call(let function, _):
      report(TypeProblem.conditionCall(function, expression.span).diagnostic)
      return nil
    case .error:
      return nil
    }
  }

  private mutating func hostName(_ name: NameSyntax) -> HostTerm? {
    if let constant = MathConstant(rawValue: name.text) { return .constant(constant.value) }
    guard let variable = names[name.text] else {
      reportUnknown(name)
      return nil
    }
    switch table[variable].role {
    case .builtin(.stepNumber), .builtin(.totalSteps), .builtin(.rows), .builtin(.cols),
      .builtin(.rank), .builtin(.numel), .hyperparameter:
      self[variable].isRead = true
      return .variable(variable)
    case .builtin, .state, .input, .local:
      if self[variable].types.hasError { return nil }
      report(
        TypeProblem.conditionName(name, declaration: self[variable].declaration).diagnostic
      )
      return nil
    }
  }
}

extension BinaryOperator {
  /// The comparison of a condition.
  fileprivate var comparison: Comparison? {
    switch self {
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .power, .multiply, .divide, .remainder, .add, .subtract: nil
    }
  }

  /// The arithmetic of a condition.
  fileprivate var hostOperator: HostOperator? {
    switch self {
    case .multiply: .mul
    case .divide: .div
    case .remainder: .mod
    case .add: .add
    case .subtract: .sub
    case .power, .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: nil
    }
  }
}
