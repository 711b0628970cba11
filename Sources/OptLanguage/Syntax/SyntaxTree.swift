public import OptDiagnostics

/// A parsed `.opt` file. Broken parts are present as `missing` or `error` nodes, so that a tree always exists.
public struct SourceTree: Sendable {
  /// The rules in the order of the file.
  public var rules: [RuleSyntax]

  /// Comments after the last rule.
  public var trailingComments: [Comment]
}

/// A comment, without its line end, with the `#`.
public struct Comment: Hashable, Sendable {
  public var text: String
  public var span: Span
  /// Whether an empty line stands before it.
  public var followsBlankLine: Bool
}

/// Comments around a node: whole lines before it, and one behind it on its last line.
public struct Trivia: Hashable, Sendable {
  public var before: [Comment] = []
  public var suffix: Comment?
  /// Whether an empty line stands before the node and its comments.
  public var followsBlankLine = false
}

/// A name and where it stands.
public struct NameSyntax: Sendable {
  public var text: String
  public var span: Span
}

/// `rule NAME(hyperparameters) { items }`.
public struct RuleSyntax: Sendable {
  public var name: NameSyntax
  public var hyperparameters: [HyperparameterSyntax]
  public var body: BlockSyntax
  public var trivia: Trivia
  public var span: Span
}

/// `NAME = default`, perhaps `in low .. high`, perhaps `log`.
public struct HyperparameterSyntax: Sendable {
  public var name: NameSyntax
  public var defaultValue: NumberSyntax
  public var range: RangeSyntax?
  public var trivia: Trivia
  public var span: Span
}

/// `low .. high`, perhaps `log`.
public struct RangeSyntax: Sendable {
  public var low: NumberSyntax
  public var high: NumberSyntax
  public var isLogarithmic: Bool
  public var span: Span
}

/// A number with its sign, as written.
public struct NumberSyntax: Sendable {
  public var text: String
  public var value: Double
  public var span: Span
}

/// `{ items }`.
public struct BlockSyntax: Sendable {
  public var items: [ItemSyntax]
  /// Comments before the closing brace.
  public var trailingComments: [Comment]
  public var span: Span
}

/// One declaration or statement.
public struct ItemSyntax: Sendable {
  public var kind: Kind
  public var trivia: Trivia
  public var span: Span

  public indirect enum Kind: Sendable {
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
public struct StateSyntax: Sendable {
  public var names: [NameSyntax]
  public var shape: StateShapeSyntax?
  public var storage: NameSyntax?
  public var initialValue: ExpressionSyntax?
}

/// The shape written in a state declaration: one word (`scalar global row column`) or `rows * cols` of extents.
public struct StateShapeSyntax: Sendable {
  public var kind: Kind
  public var span: Span

  public enum Kind: Sendable {
    case named(NameSyntax)
    case product(NameSyntax, NameSyntax)
  }
}

/// `input h = hessian_diag(hutchinson)`, `input loss`.
public struct InputSyntax: Sendable {
  public var name: NameSyntax
  /// The source and its argument; nil in the short form `input loss`.
  public var source: NameSyntax?
  public var argument: NameSyntax?
}

/// `when condition { } else { }`; `else when` nests a single `when` in the other branch.
public struct WhenSyntax: Sendable {
  public var condition: ConditionSyntax
  public var body: BlockSyntax
  public var otherwise: BlockSyntax?
  /// Whether the other branch was written `else when`.
  public var isElseWhen: Bool
}

/// A condition: comparisons joined by `and`, `or`, `not`.
public struct ConditionSyntax: Sendable {
  public var kind: Kind
  public var span: Span

  public indirect enum Kind: Sendable {
    case comparison(ExpressionSyntax)
    case and(ConditionSyntax, ConditionSyntax)
    case or(ConditionSyntax, ConditionSyntax)
    case not(ConditionSyntax)
    case parenthesized(ConditionSyntax)
    case error
  }
}

/// An expression.
public struct ExpressionSyntax: Sendable {
  public var kind: Kind
  public var span: Span

  public indirect enum Kind: Sendable {
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
