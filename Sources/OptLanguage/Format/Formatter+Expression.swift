internal import OptProgram

/// How tightly an expression holds together; `BinaryOperator.precedence` has the ones between.
private enum Precedence {
  static let any = 0
  static let unary = 4
  static let primary = 6
}

// MARK: - Values

extension Formatter {
  /// The whole value of a statement: in brackets exactly if its lines must break.
  static func valueDoc(_ expression: ExpressionSyntax) -> Doc {
    if case .parenthesized(let inner) = expression.kind { return valueDoc(inner) }
    let doc = expressionDoc(expression)
    return breaksOutsideBrackets(expression) ? bracketedIfBroken(doc) : doc
  }

  private static func bracketedIfBroken(_ doc: Doc) -> Doc {
    .group(
      .ifBroken("(", otherwise: .empty) + .indent(.softLine + doc) + .softLine
        + .ifBroken(")", otherwise: .empty)
    )
  }

  private static func breaksOutsideBrackets(_ expression: ExpressionSyntax) -> Bool {
    switch expression.kind {
    case .binary: true
    case .negate(let operand):
      precedence(of: operand) >= Precedence.unary && breaksOutsideBrackets(operand)
    case .number, .name, .call, .parenthesized, .error: false
    }
  }
}

// MARK: - Expressions

extension Formatter {
  private static func expressionDoc(_ expression: ExpressionSyntax) -> Doc {
    switch expression.kind {
    case .number(let number): .text(number.text)
    case .name(let name): .text(name)
    case .call(let function, let arguments): callDoc(function.text, arguments)
    case .negate(let operand): "-" + operandDoc(operand, atLeast: Precedence.unary)
    case .binary(let infix, _, let left, let right): binaryDoc(infix, left, right)
    case .parenthesized(let inner): bracketed(.group(expressionDoc(inner)))
    case .error: "?"
    }
  }

  private static func bracketed(_ doc: Doc) -> Doc {
    .group("(" + .indent(.softLine + doc) + .softLine + ")")
  }

  private static func callDoc(_ function: String, _ arguments: [ExpressionSyntax]) -> Doc {
    guard !arguments.isEmpty else { return .text(function + "()") }
    let docs = arguments.map { Doc.group(expressionDoc($0)) }
    return .group(
      .text(function + "(") + .indent(.softLine + docs.joined(by: "," + .line)) + .softLine + ")"
    )
  }

  /// An operand, in brackets if it would fall apart otherwise; parsed trees have theirs already.
  private static func operandDoc(_ operand: ExpressionSyntax, atLeast minimum: Int) -> Doc {
    let doc = expressionDoc(operand)
    return precedence(of: operand) >= minimum ? doc : bracketed(.group(doc))
  }

  private static func precedence(of expression: ExpressionSyntax) -> Int {
    switch expression.kind {
    case .binary(let infix, _, _, _): infix.precedence
    case .negate: Precedence.unary
    case .number, .name, .call, .parenthesized, .error: Precedence.primary
    }
  }

  /// Operators of one precedence on one level: `a + b - c` breaks before each of its operators or none.
  private static func binaryDoc(
    _ infix: BinaryOperator,
    _ left: ExpressionSyntax,
    _ right: ExpressionSyntax
  ) -> Doc {
    if infix == .power {
      // A sign may follow: `2 ^ -x`.
      return chain([
        ("", hanging(left, atLeast: Precedence.primary)),
        (infix.rawValue, hanging(right, atLeast: Precedence.unary)),
      ])
    }
    var rest = [(infix: infix, operand: right)]
    var first = left
    while case .binary(let inner, _, let innerLeft, let innerRight) = first.kind,
      inner.precedence == infix.precedence, !infix.isComparison
    {
      rest.append((inner, innerRight))
      first = innerLeft
    }
    let operands = rest.reversed().map { infix, operand in
      (infix.rawValue, hanging(operand, atLeast: infix.precedence + 1))
    }
    return chain([("", hanging(first, atLeast: infix.precedence + 1))] + operands)
  }

  /// An operand whose own operators, if they break, stand further to the right.
  private static func hanging(_ operand: ExpressionSyntax, atLeast minimum: Int) -> Doc {
    let doc = operandDoc(operand, atLeast: minimum)
    let isPlain = precedence(of: operand) < minimum || !breaksOutsideBrackets(operand)
    return .group(isPlain ? doc : .indent(doc))
  }

  /// Operands that are all on one line, or on one each with the operator before it.
  private static func chain(_ operands: [(operator: String, doc: Doc)]) -> Doc {
    .group(
      .concat(
        operands.map { $0.operator.isEmpty ? $0.doc : .line + .text($0.operator + " ") + $0.doc }
      )
    )
  }
}

// MARK: - Conditions

extension Formatter {
  /// The condition of a `when`: in brackets exactly if its lines must break.
  static func conditionDoc(_ condition: ConditionSyntax) -> Doc {
    switch condition.kind {
    case .parenthesized(let inner): return conditionDoc(inner)
    case .comparison(let expression): return valueDoc(expression)
    case .and, .or, .not: return bracketedIfBroken(partDoc(condition, atLeast: .or))
    case .error: return "?"
    }
  }

  private enum ConditionPrecedence: Int {
    case or
    case and
    case not
    case primary
  }

  private static func partDoc(
    _ condition: ConditionSyntax,
    atLeast minimum: ConditionPrecedence
  ) -> Doc {
    let own: ConditionPrecedence
    let doc: Doc
    switch condition.kind {
    case .comparison(let expression):
      own = .primary
      doc = .group(expressionDoc(expression))
    case .parenthesized(let inner):
      own = .primary
      doc = bracketed(partDoc(inner, atLeast: .or))
    case .not(let inner):
      own = .not
      doc = "not " + partDoc(inner, atLeast: .not)
    case .and:
      own = .and
      doc = chain(operands(of: condition, .and))
    case .or:
      own = .or
      doc = chain(operands(of: condition, .or))
    case .error:
      own = .primary
      doc = "?"
    }
    return own.rawValue >= minimum.rawValue ? doc : bracketed(doc)
  }

  private static func operands(
    of condition: ConditionSyntax,
    _ own: ConditionPrecedence
  ) -> [(operator: String, doc: Doc)] {
    switch (condition.kind, own) {
    case (.and(let left, let right), .and):
      operands(of: left, own) + [(Keyword.and.rawValue, .indent(partDoc(right, atLeast: .not)))]
    case (.or(let left, let right), .or):
      operands(of: left, own) + [(Keyword.or.rawValue, .indent(partDoc(right, atLeast: .and)))]
    default:
      [("", partDoc(condition, atLeast: own))]
    }
  }
}
