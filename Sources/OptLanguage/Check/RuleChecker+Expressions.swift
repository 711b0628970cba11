import OptDiagnostics
import OptProgram

/// An expression with the types of its value.
struct Typed {
  var expression: CheckedExpression
  var types: PathTypes
}

extension RuleChecker {
  /// Resolves an expression in the present context.
  mutating func check(_ syntax: ExpressionSyntax) -> Typed {
    switch syntax.kind {
    case .number(let number):
      return constant(number.value, syntax.span)
    case .name(let name):
      return read(NameSyntax(text: name, span: syntax.span))
    case .parenthesized(let inner):
      return check(inner)
    case .negate(let inner):
      let operand = check(inner)
      // A sign before a number is part of it; `-(3)` is an operation, as `neg(3)` is.
      if case .operand(.constant(let value)) = operand.expression.kind, !inner.isParenthesized {
        return constant(-value, syntax.span)
      }
      return operation(.neg, [inner], [operand], syntax)
    case .binary(let infix, _, let left, let right):
      let operands = [check(left), check(right)]
      return operation(infix.opcode, [left, right], operands, syntax)
    case .call(let function, let arguments):
      return call(function, arguments, syntax)
    case .error:
      statementHasError = true
      return unknown(syntax.span)
    }
  }

  /// A value that fits everywhere, in place of one that was not understood.
  func unknown(_ span: Span) -> Typed {
    Typed(
      expression: CheckedExpression(kind: .operand(.constant(0)), span: span),
      types: PathTypes(nil, on: active)
    )
  }

  private func constant(_ value: Double, _ span: Span) -> Typed {
    Typed(
      expression: CheckedExpression(kind: .operand(.constant(value)), span: span),
      types: PathTypes(.modelScalar, on: active)
    )
  }

  // MARK: - Operations

  private mutating func call(
    _ function: NameSyntax,
    _ arguments: [ExpressionSyntax],
    _ syntax: ExpressionSyntax
  ) -> Typed {
    guard let opcode = Opcode.named(function.text) else {
      for argument in arguments { _ = check(argument) }
      guard !statementHasError else { return unknown(syntax.span) }
      let isValue = names[function.text] != nil || MathConstant(rawValue: function.text) != nil
      report(
        isValue
          ? NameProblem.calledName(function, arguments: arguments).diagnostic
          : NameProblem.unknownFunction(function).diagnostic
      )
      return unknown(syntax.span)
    }
    if opcode == .eye, let argument = arguments.first, arguments.count == 1 {
      return eye(argument, syntax)
    }
    let operands = arguments.map { check($0) }
    guard arguments.count == opcode.arity else {
      report(TypeProblem.wrongArity(opcode, function, arguments).diagnostic)
      return unknown(syntax.span)
    }
    checkScope(of: opcode, function)
    return operation(opcode, arguments, operands, syntax)
  }

  /// `eye(rows)`: its argument names a side and is no value.
  private mutating func eye(_ argument: ExpressionSyntax, _ syntax: ExpressionSyntax) -> Typed {
    let extent: (Extent, Builtin)? =
      switch argument.unparenthesized.kind {
      case .name(Builtin.rows.name): (.rows, .rows)
      case .name(Builtin.cols.name): (.cols, .cols)
      default: nil
      }
    if let function = syntax.functionName { checkScope(of: .eye, function) }
    guard let (side, builtin) = extent else {
      let problem = OperandMismatch(
        opcode: .eye,
        syntax: syntax,
        operands: [argument],
        types: [.modelScalar],
        error: .needsExtent(0),
        reasons: [nil],
        condition: nil
      )
      report(TypeProblem.operands(problem).diagnostic)
      return unknown(syntax.span)
    }
    let operand = CheckedExpression(
      kind: .operand(.variable(builtin.variable)),
      span: argument.span
    )
    return Typed(
      expression: CheckedExpression(kind: .operation(.eye, [operand]), span: syntax.span),
      types: PathTypes(ValueType(Shape(side, side)), on: active)
    )
  }

  private mutating func checkScope(of opcode: Opcode, _ function: NameSyntax) {
    if context == .evaluation, opcode.family != .elementwise {
      report(TypeProblem.reductionInEvaluation(function).diagnostic)
    }
    let isGlobal = opcode.family == .globalReduction || opcode == .clipByGlobalNorm
    if isGlobal, context == .step, let condition = shapeConditionSpan {
      report(TypeProblem.globalReductionUnderShape(function, condition: condition).diagnostic)
    }
  }

  private mutating func operation(
    _ opcode: Opcode,
    _ arguments: [ExpressionSyntax],
    _ operands: [Typed],
    _ syntax: ExpressionSyntax
  ) -> Typed {
    let expressions = operands.map(\.expression)
    do throws(PathTypes.Mismatch<SignatureError>) {
      let types = try PathTypes.combine(operands.map(\.types), on: active) {
        types throws(SignatureError) in
        try opcode.result(types, isNumber: { isNumber(expressions[$0]) }, extent: { _ in nil })
      }
      return Typed(
        expression: CheckedExpression(kind: .operation(opcode, expressions), span: syntax.span),
        types: types
      )
    } catch {
      let problem = OperandMismatch(
        opcode: opcode,
        syntax: syntax,
        operands: arguments,
        types: error.types,
        error: error.reason,
        reasons: zip(arguments, error.types).map { reason(for: $0, $1, on: error.paths) },
        condition: description(of: error.paths)
      )
      report(TypeProblem.operands(problem).diagnostic)
      return unknown(syntax.span)
    }
  }

  private func isNumber(_ expression: CheckedExpression) -> Bool {
    switch expression.kind {
    case .operand(.constant): return true
    case .operand(.variable(let variable)):
      if case .hyperparameter = table[variable].role { return true }
      return false
    case .operation: return false
    }
  }

  // MARK: - Names

  private mutating func read(_ name: NameSyntax) -> Typed {
    if let constant = MathConstant(rawValue: name.text) {
      return self.constant(constant.value, name.span)
    }
    guard let variable = names[name.text] else {
      reportUnknown(name)
      return unknown(name.span)
    }
    noteRead(of: variable)
    let types: PathTypes?
    switch context {
    case .initialValue: types = typesInFirstValue(of: variable, name)
    case .step: types = typesInStep(of: variable, name)
    case .evaluation: types = typesInEvaluation(of: variable, name)
    }
    guard let types else { return unknown(name.span) }
    return Typed(
      expression: CheckedExpression(kind: .operand(.variable(variable)), span: name.span),
      types: types.restricted(to: active)
    )
  }

  private mutating func typesInStep(of variable: Variable, _ name: NameSyntax) -> PathTypes? {
    if name.isEvaluationName {
      report(NameProblem.evaluationName(name, self[variable].declaration).diagnostic)
      return nil
    }
    return definedTypes(of: variable, name)
  }

  private mutating func typesInEvaluation(
    of variable: Variable,
    _ name: NameSyntax
  ) -> PathTypes? {
    switch table[variable].role {
    case .builtin(.weight): return PathTypes(.tensor)
    case .state(let type, _): return PathTypes(type)
    case .builtin(.evalWeight): return definedTypes(of: variable, name)
    case .local where name.isEvaluationName: return definedTypes(of: variable, name)
    case .local where self[variable].types.hasError: return nil
    case .builtin(.gradient), .builtin(.learningRate), .builtin(.update), .input, .local:
      report(NameProblem.notInEvaluation(name, self[variable].declaration).diagnostic)
      return nil
    case .builtin, .hyperparameter: return self[variable].types
    }
  }

  private mutating func typesInFirstValue(
    of variable: Variable,
    _ name: NameSyntax
  ) -> PathTypes? {
    switch table[variable].role {
    case .builtin(.weight), .builtin(.gradient), .hyperparameter:
      return self[variable].types
    case .builtin, .state, .input, .local:
      if self[variable].types.hasError { return nil }
      report(NameProblem.notInFirstValue(name, self[variable].declaration).diagnostic)
      return nil
    }
  }

  private mutating func definedTypes(of variable: Variable, _ name: NameSyntax) -> PathTypes? {
    let types = self[variable].types
    let missing = active.subtracting(types.paths)
    if missing.isEmpty { return types }
    if isInBrokenItem(name.text) {
      statementHasError = true
      return nil
    }
    if missing == active {
      report(
        tooEarly(name).diagnostic
      )
    } else {
      report(
        NameProblem.assignedOnSomePaths(
          name,
          assignment: self[variable].lastAssignment,
          missing: description(of: missing)
        ).diagnostic
      )
    }
    return nil
  }

  /// Reports a name that is not in the table: perhaps it is assigned below, or is a function.
  mutating func reportUnknown(_ name: NameSyntax) {
    // Suggestions take time: none for what is not shown.
    guard !statementHasError else { return }
    guard !isInBrokenItem(name.text) else {
      statementHasError = true
      return
    }
    if assignments[name.text] != nil {
      report(tooEarly(name).diagnostic)
    } else if let opcode = Opcode.named(name.text) {
      report(NameProblem.functionWithoutCall(name, opcode).diagnostic)
    } else {
      report(NameProblem.unknownName(name, known: readableNames).diagnostic)
    }
  }

  private func tooEarly(_ name: NameSyntax) -> NameProblem {
    let assignment = assignments[name.text]
    return .readBeforeAssignment(
      name,
      later: assignment,
      isOwnStatement: assignment == currentTargetSpan
    )
  }

  /// Names to suggest: in rules with very many, the first of them; none after many mistakes.
  private var readableNames: [String] {
    guard diagnostics.count < 20 else { return [] }
    return table.variables.prefix(200).map(\.name)
      .filter { $0 != Builtin.update.name && !$0.hasPrefix("eval_") }
      + MathConstant.allCases.map(\.rawValue)
  }
}

extension ExpressionSyntax {
  /// The expression without parentheses around it.
  package var unparenthesized: ExpressionSyntax {
    if case .parenthesized(let inner) = kind { inner.unparenthesized } else { self }
  }

  /// Whether the expression stands in parentheses.
  var isParenthesized: Bool { if case .parenthesized = kind { true } else { false } }

  /// The function of a call.
  var functionName: NameSyntax? {
    if case .call(let function, _) = kind { function } else { nil }
  }
}
