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
  /// Why an operand has its shape: the operand itself if it is a name, else the first name in it that
  /// has the same shape.
  func reason(for operand: ExpressionSyntax, _ type: ValueType, on paths: PathSet) -> ShapeReason? {
    switch operand.unparenthesized.kind {
    case .name(let name):
      return reason(for: name, type, on: paths)
    case .negate(let inner):
      return reason(for: inner, type, on: paths)
    case .binary(_, _, let left, let right):
      return reason(for: left, type, on: paths) ?? reason(for: right, type, on: paths)
    case .call(let function, let arguments):
      guard Opcode.named(function.text)?.family == .elementwise else { return nil }
      return arguments.lazy.compactMap { reason(for: $0, type, on: paths) }.first
    case .number, .parenthesized, .error:
      return nil
    }
  }

  private func reason(for name: String, _ type: ValueType, on paths: PathSet) -> ShapeReason? {
    guard let variable = names[name] else { return nil }
    let symbol = self[variable]
    let types = symbol.types.restricted(to: paths).parts.map { $0.type?.shape }
    guard types.contains(type.shape) else { return nil }
    switch table[variable].role {
    case .state, .input:
      guard let span = symbol.declaration else { return nil }
      return ShapeReason(name: name, span: span, opcode: nil, isDeclaration: true)
    case .builtin, .local, .hyperparameter:
      guard let value = symbol.lastValue(on: paths) else { return nil }
      return ShapeReason(name: name, span: value.span, opcode: value.opcode, isDeclaration: false)
    }
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
