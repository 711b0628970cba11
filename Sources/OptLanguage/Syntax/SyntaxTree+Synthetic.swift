/// Nodes that no source text stands behind.
extension RuleSyntax {
  /// A rule without hyperparameters and statements.
  package static func empty(named name: String) -> RuleSyntax {
    RuleSyntax(name: NameSyntax(text: name), hyperparameters: [], body: BlockSyntax(items: []))
  }
}

extension ItemSyntax {
  /// `name = value`.
  package static func assignment(_ name: String, _ value: ExpressionSyntax) -> ItemSyntax {
    ItemSyntax(kind: .assignment(name: NameSyntax(text: name), value: value))
  }

  /// `name = number`.
  package static func assignment(_ name: String, _ number: Double) -> ItemSyntax {
    assignment(name, ExpressionSyntax(kind: .number(NumberSyntax(number))))
  }
}

extension HyperparameterSyntax {
  /// `name = number` in a signature.
  package init(_ name: String, _ number: Double) {
    self.init(name: NameSyntax(text: name), defaultValue: NumberSyntax(number))
  }
}

extension ExpressionSyntax {
  /// A name by itself.
  package static func name(_ name: String) -> ExpressionSyntax {
    ExpressionSyntax(kind: .name(name))
  }
}
