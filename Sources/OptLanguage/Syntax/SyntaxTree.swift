package import OptDiagnostics
package import OptProgram

/// A parsed file.
///
/// Broken parts are `error` nodes or left out, so that a tree always exists.
/// Nodes that a program makes, instead of the parser, keep the default spans and trivia.
package struct SourceTree: Sendable {
  /// The rules in the order of the file.
  package var rules: [RuleSyntax]

  /// Comments after the last rule.
  package var trailingComments: [Comment] = []
}

/// A comment, without its line end, with the `#`.
package struct Comment: Hashable, Sendable {
  package var text: String
  package var span = Span.none
  /// Whether an empty line stands before it.
  package var followsBlankLine = false
}

/// Comments around a node: whole lines before it, and one behind it on its last line.
package struct Trivia: Hashable, Sendable {
  package var before: [Comment] = []
  package var suffix: Comment?
  /// Whether an empty line stands between the node and its comments or, without those, what is before.
  package var followsBlankLine = false
}

/// A name and where it stands.
package struct NameSyntax: Sendable {
  package var text: String
  package var span = Span.none
}

/// `rule NAME(hyperparameters) { items }`.
package struct RuleSyntax: Sendable {
  package var name: NameSyntax
  package var hyperparameters: [HyperparameterSyntax]
  package var body: BlockSyntax
  package var trivia = Trivia()
  package var span = Span.none
}

/// `NAME = default`, perhaps `in low .. high`, perhaps `log`.
package struct HyperparameterSyntax: Sendable {
  package var name: NameSyntax
  package var defaultValue: NumberSyntax
  package var range: RangeSyntax?
  package var trivia = Trivia()
  package var span = Span.none
}

/// `low .. high`, perhaps `log`.
package struct RangeSyntax: Sendable {
  package var low: NumberSyntax
  package var high: NumberSyntax
  package var isLogarithmic = false
  package var span = Span.none
}

/// A number with its sign, as written.
package struct NumberSyntax: Sendable {
  package var text: String
  package var value: Double
  package var span = Span.none
}

extension NumberSyntax {
  /// A number in its shortest form.
  package init(_ value: Double) { self.init(text: value.optText, value: value) }
}

/// `{ items }`.
package struct BlockSyntax: Sendable {
  package var items: [ItemSyntax]
  /// The comment behind the opening brace.
  package var openingComment: Comment?
  /// Comments before the closing brace.
  package var trailingComments: [Comment] = []
  package var span = Span.none
}

/// One declaration or statement.
package struct ItemSyntax: Sendable {
  package var kind: Kind
  package var trivia = Trivia()
  package var span = Span.none

  package indirect enum Kind: Sendable {
    case state(StateSyntax)
    case input(InputSyntax)
    case assignment(name: NameSyntax, value: ExpressionSyntax)
    case when(WhenSyntax)
    case repeated(count: NumberSyntax, body: BlockSyntax)
    /// A statement that did not parse; already reported.
    case error
  }
}

/// `state m, v`, `state d: scalar = 1e-6`, `state m as bf16`.
package struct StateSyntax: Sendable {
  package var names: [NameSyntax]
  package var shape: StateShapeSyntax?
  package var storage: NameSyntax?
  package var initialValue: ExpressionSyntax?
}

/// The shape written in a state declaration: one word (`scalar global row column`) or `rows * cols` of extents.
package struct StateShapeSyntax: Sendable {
  package var kind: Kind
  package var span = Span.none

  package enum Kind: Sendable {
    case named(NameSyntax)
    case product(NameSyntax, NameSyntax)
  }
}

/// `input h = hessian_diag(hutchinson)`, `input loss`.
package struct InputSyntax: Sendable {
  package var name: NameSyntax
  /// The source and its argument; nil in the short form `input loss`.
  package var source: NameSyntax?
  package var argument: NameSyntax?
}

/// `when condition { } else { }`; `else when` nests a single `when` in the other branch.
package struct WhenSyntax: Sendable {
  package var condition: ConditionSyntax
  package var body: BlockSyntax
  package var otherwise: BlockSyntax?
  /// Whether the other branch was written `else when`.
  package var isElseWhen = false
}

/// A condition: comparisons joined by `and`, `or`, `not`.
package struct ConditionSyntax: Sendable {
  package var kind: Kind
  package var span = Span.none

  package indirect enum Kind: Sendable {
    /// Whether it is one is for the checker to say; never in parentheses of its own.
    case comparison(ExpressionSyntax)
    case and(ConditionSyntax, ConditionSyntax)
    case or(ConditionSyntax, ConditionSyntax)
    case not(ConditionSyntax)
    case parenthesized(ConditionSyntax)
    case error
  }
}

/// An expression.
package struct ExpressionSyntax: Sendable {
  package var kind: Kind
  package var span = Span.none

  package indirect enum Kind: Sendable {
    /// Without sign.
    case number(NumberSyntax)
    case name(String)
    case call(function: NameSyntax, arguments: [ExpressionSyntax])
    case negate(ExpressionSyntax)
    /// `operatorSpan` covers the operator alone.
    case binary(BinaryOperator, operatorSpan: Span, ExpressionSyntax, ExpressionSyntax)
    case parenthesized(ExpressionSyntax)
    /// An expression that did not parse; already reported.
    case error
  }
}

extension ExpressionSyntax {
  /// A number, in its shortest form; the sign is an operation of its own.
  package static func constant(_ value: Double) -> ExpressionSyntax {
    let magnitude = ExpressionSyntax(kind: .number(NumberSyntax(value.magnitude)))
    return value.sign == .minus ? ExpressionSyntax(kind: .negate(magnitude)) : magnitude
  }
}
