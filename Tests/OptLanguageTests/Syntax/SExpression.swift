import OptProgram

@testable import OptLanguage

/// Trees as text for comparison: without spans and comments, and without brackets where they are
/// only layout.
struct SExpression {
  /// Which brackets are left out.
  enum Brackets {
    /// Those around a whole value or condition, which the formatter puts and removes.
    case outermost
    /// All of them, for trees that programs made.
    case all
  }

  var ignored = Brackets.outermost

  func text(_ tree: SourceTree) -> String { tree.rules.map(text).joined(separator: "\n") }

  func text(_ rule: RuleSyntax) -> String {
    let hyperparameters = rule.hyperparameters.map { hyperparameter in
      var parts = [hyperparameter.name.text, hyperparameter.defaultValue.text]
      if let range = hyperparameter.range {
        parts += ["\(range.low.text)..\(range.high.text)"] + (range.isLogarithmic ? ["log"] : [])
      }
      return list(parts)
    }
    return list(["rule", rule.name.text, list(hyperparameters), text(rule.body)])
  }

  func text(_ block: BlockSyntax) -> String { list(block.items.map { text($0.kind) }) }

  func text(_ kind: ItemSyntax.Kind) -> String {
    switch kind {
    case .state(let state):
      var parts = ["state", list(state.names.map(\.text))]
      switch state.shape?.kind {
      case .named(let name): parts.append(":\(name.text)")
      case .product(let rows, let cols): parts.append(":\(rows.text)*\(cols.text)")
      case nil: break
      }
      if let storage = state.storage { parts.append("as:\(storage.text)") }
      if let value = state.initialValue { parts.append(whole(value)) }
      return list(parts)
    case .input(let input):
      return list(
        ["input", input.name.text] + [input.source?.text, input.argument?.text].compactMap { $0 }
      )
    case .assignment(let name, let value):
      return list(["=", name.text, whole(value)])
    case .when(let when):
      let otherwise = when.otherwise.map { [(when.isElseWhen ? "elsewhen" : "else"), text($0)] }
      return list(["when", whole(when.condition), text(when.body)] + (otherwise ?? []))
    case .repeated(let count, let body):
      return list(["repeat", count.text, text(body)])
    case .error:
      return "error"
    }
  }

  func whole(_ expression: ExpressionSyntax) -> String {
    if case .parenthesized(let inner) = expression.kind { return whole(inner) }
    return text(expression)
  }

  func text(_ expression: ExpressionSyntax) -> String {
    switch expression.kind {
    case .number(let number): number.text
    case .name(let name): name
    case .call(let function, let arguments): list([function.text + "()"] + arguments.map(text))
    case .negate(let operand): list(["neg", text(operand)])
    case .binary(let infix, _, let left, let right):
      list([infix.rawValue, text(left), text(right)])
    case .parenthesized(let inner): ignored == .all ? text(inner) : list(["()", text(inner)])
    case .error: "error"
    }
  }

  func whole(_ condition: ConditionSyntax) -> String {
    switch condition.kind {
    case .parenthesized(let inner): whole(inner)
    case .comparison(let expression): whole(expression)
    case .and, .or, .not, .error: text(condition)
    }
  }

  func text(_ condition: ConditionSyntax) -> String {
    switch condition.kind {
    case .comparison(let expression): text(expression)
    case .and(let left, let right): list(["and", text(left), text(right)])
    case .or(let left, let right): list(["or", text(left), text(right)])
    case .not(let inner): list(["not", text(inner)])
    case .parenthesized(let inner): ignored == .all ? text(inner) : list(["()", text(inner)])
    case .error: "error"
    }
  }

  private func list(_ parts: [String]) -> String { "(" + parts.joined(separator: " ") + ")" }
}
