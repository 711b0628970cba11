import OptDiagnostics
import OptProgram

/// Why a name has its shape: where it was declared or what was assigned to it.
struct ShapeReason {
  var name: String
  var span: Span
  /// The operation of the assigned value; nil for other values and for declarations.
  var opcode: Opcode?
  var isDeclaration: Bool
}

extension RuleChecker {
  /// Why the names in an operand have their shapes; the operand itself if it is a name.
  func reasons(for operand: ExpressionSyntax) -> ShapeReason? {
    guard case .name(let name) = operand.unparenthesized.kind, let variable = names[name] else {
      return nil
    }
    let symbol = self[variable]
    if case .state = table[variable].role {
      guard let span = symbol.declaration else { return nil }
      return ShapeReason(name: name, span: span, opcode: nil, isDeclaration: true)
    }
    if case .input = table[variable].role {
      guard let span = symbol.declaration else { return nil }
      return ShapeReason(name: name, span: span, opcode: nil, isDeclaration: true)
    }
    guard let value = symbol.lastValue else { return nil }
    return ShapeReason(
      name: name,
      span: value.span,
      opcode: value.opcode,
      isDeclaration: false
    )
  }

  /// When the paths of a set are taken, in words; nil for all paths.
  func description(of paths: PathSet) -> String? {
    let witness = paths.witness(conditionCount: conditionSpans.count) ?? []
    if witness.isEmpty { return nil }
    let parts = witness.map { literal in
      "`\(text(of: conditionSpans[Int(literal.condition)]))` "
        + (isTrue(literal) ? "holds" : "does not hold")
    }
    return parts.joined(separator: " and ")
  }

  // The table holds `c` for a condition written `not c`.
  private func isTrue(_ literal: GuardLiteral) -> Bool {
    literal.isNegated == isWrittenNegated(Int(literal.condition))
  }

  private func isWrittenNegated(_ condition: Int) -> Bool { negatedConditions.contains(condition) }

  private func text(of span: Span) -> String {
    file.text(of: span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The condition on shape around the present statement.
  var shapeConditionSpan: Span? {
    for literal in guardLiterals
    where table.conditions[Int(literal.condition)].dependsOnShape {
      return conditionSpans[Int(literal.condition)]
    }
    return nil
  }

  /// Whether the present statement is executed for some tensors only.
  var isUnderShapeCondition: Bool { shapeConditionSpan != nil }

  /// Whether a name stands in a statement that did not parse: what it declares is not known.
  func isInBrokenItem(_ name: String) -> Bool { brokenWords.contains(name) }
}

extension ExpressionSyntax {
  /// The operation at the root of the expression.
  var opcode: Opcode? {
    switch unparenthesized.kind {
    case .call(let function, _): Opcode.named(function.text)
    case .negate: .neg
    case .binary(let infix, _, _, _): infix.opcode
    case .number, .name, .parenthesized, .error: nil
    }
  }
}
