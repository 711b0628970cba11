import OptDiagnostics
import OptProgram

/// Writes terms and conditions as syntax, with parentheses where they are needed and nowhere else.
struct ExpressionBuilder {
  let program: Program

  /// How tightly an expression holds together; the infix operators have 1 to 5.
  private enum Tightness {
    static let prefix = 4
    static let atom = 6
  }

  /// The expression of a term.
  func expression(_ term: Term) -> ExpressionSyntax { build(term).syntax }

  private func build(_ term: Term) -> (syntax: ExpressionSyntax, tightness: Int) {
    switch term {
    case .operand(.constant(let value)):
      (.constant(value), value.sign == .minus ? Tightness.prefix : Tightness.atom)
    case .operand(.variable(let variable)):
      (ExpressionSyntax(kind: .name(program[variable].name)), Tightness.atom)
    case .operation(.copy, let terms):
      build(terms[0])
    case .operation(.neg, let terms):
      (negation(of: terms[0]), Tightness.prefix)
    case .operation(let opcode, let terms):
      if let infix = opcode.infix {
        (binary(infix, terms[0], terms[1]), infix.precedence)
      } else {
        (call(opcode, terms), Tightness.atom)
      }
    }
  }

  private func call(_ opcode: Opcode, _ terms: [Term]) -> ExpressionSyntax {
    ExpressionSyntax(
      kind: .call(function: NameSyntax(text: opcode.name), arguments: terms.map(expression))
    )
  }

  /// `-x`; the parentheses of `-(3)` tell the negation of a number from a negative number.
  private func negation(of term: Term) -> ExpressionSyntax {
    if case .operand(.constant) = term {
      return ExpressionSyntax(kind: .negate(parenthesized(build(term).syntax)))
    }
    return ExpressionSyntax(kind: .negate(build(term, atLeast: Tightness.prefix + 1)))
  }

  private func binary(_ infix: BinaryOperator, _ left: Term, _ right: Term) -> ExpressionSyntax {
    let own = infix.precedence
    let isComparison = own == BinaryOperator.less.precedence
    let bounds: (left: Int, right: Int) =
      switch infix {
      // To the right, and a sign may stand there: `2 ^ -x`.
      case .power: (own + 1, Tightness.prefix)
      default: (isComparison ? own + 1 : own, own + 1)
      }
    return ExpressionSyntax(
      kind: .binary(
        infix,
        operatorSpan: .none,
        build(left, atLeast: bounds.left),
        build(right, atLeast: bounds.right)
      )
    )
  }

  private func build(_ term: Term, atLeast tightness: Int) -> ExpressionSyntax {
    let (syntax, own) = build(term)
    return own < tightness ? parenthesized(syntax) : syntax
  }

  private func parenthesized(_ syntax: ExpressionSyntax) -> ExpressionSyntax {
    ExpressionSyntax(kind: .parenthesized(syntax))
  }

  // MARK: - Conditions

  /// The condition of a `when`.
  func condition(_ condition: Condition, isNegated: Bool = false) -> ConditionSyntax {
    isNegated
      ? ConditionSyntax(kind: .not(parenthesized(self.condition(condition))))
      : build(condition).syntax
  }

  /// A condition and how tightly it holds: `or` 0, `and` 1, the others 2.
  private func build(_ condition: Condition) -> (syntax: ConditionSyntax, tightness: Int) {
    switch condition {
    case .compare(let comparison, let left, let right):
      let term = binary(comparison.infix, Term(left), Term(right))
      return (ConditionSyntax(kind: .comparison(term)), 2)
    case .or(let left, let right):
      return (ConditionSyntax(kind: .or(build(left, atLeast: 0), build(right, atLeast: 1))), 0)
    case .and(let left, let right):
      return (ConditionSyntax(kind: .and(build(left, atLeast: 1), build(right, atLeast: 2))), 1)
    case .not(let inner):
      return (self.condition(inner, isNegated: true), 2)
    }
  }

  private func build(_ condition: Condition, atLeast tightness: Int) -> ConditionSyntax {
    let (syntax, own) = build(condition)
    return own < tightness ? parenthesized(syntax) : syntax
  }

  private func parenthesized(_ syntax: ConditionSyntax) -> ConditionSyntax {
    ConditionSyntax(kind: .parenthesized(syntax))
  }
}

extension Opcode {
  /// The infix operator of the operation, nil for those that are called.
  var infix: BinaryOperator? { BinaryOperator.allCases.first { $0.opcode == self } }
}

extension Comparison {
  /// The infix operator of the comparison.
  fileprivate var infix: BinaryOperator {
    switch self {
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    }
  }
}

extension ExpressionSyntax {
  /// The characters the expression takes on one line.
  var width: Int {
    switch kind {
    case .number(let number): number.text.count
    case .name(let name): name.count
    case .negate(let inner): 1 + inner.width
    case .parenthesized(let inner): 2 + inner.width
    case .binary(let infix, _, let left, let right):
      left.width + infix.rawValue.count + 2 + right.width
    case .call(let function, let arguments):
      function.text.count + arguments.reduce(0) { $0 + $1.width + 2 }
    case .error: 0
    }
  }
}
