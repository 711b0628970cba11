import OptDiagnostics
import OptProgram

@testable import OptLanguage

/// Draws random syntax trees of the whole grammar, the same ones for the same seed.
struct SyntaxGenerator {
  private var random: RandomStream

  init(seed: UInt64, index: UInt64) {
    random = RandomStream(seed: seed, purpose: .test, index: index)
  }

  mutating func tree() -> SourceTree {
    SourceTree(
      rules: (0...random.below(2)).map { _ in rule() },
      trailingComments: comments(oneIn: 5)
    )
  }

  private mutating func rule() -> RuleSyntax {
    let hyperparameters = (0..<random.below(6)).map { _ in hyperparameter() }
    var body = block(depth: 0)
    body.items.insert(contentsOf: (0..<random.below(3)).map { _ in declaration() }, at: 0)
    return RuleSyntax(
      name: name(),
      hyperparameters: hyperparameters,
      body: body,
      trivia: trivia()
    )
  }

  private mutating func hyperparameter() -> HyperparameterSyntax {
    let range: RangeSyntax? =
      chance(3)
      ? RangeSyntax(low: signedNumber(), high: signedNumber(), isLogarithmic: chance(2)) : nil
    return HyperparameterSyntax(
      name: name(),
      defaultValue: signedNumber(),
      range: range,
      trivia: trivia(oneIn: 12)
    )
  }
}

// MARK: - Items

extension SyntaxGenerator {
  private mutating func block(depth: Int) -> BlockSyntax {
    BlockSyntax(
      items: (0..<random.below(4)).map { _ in item(depth: depth) },
      openingComment: chance(10) ? comment() : nil,
      trailingComments: comments(oneIn: 10)
    )
  }

  private mutating func declaration() -> ItemSyntax {
    if chance(4) {
      let source: NameSyntax? = chance(2) ? name() : nil
      let argument: NameSyntax? = source != nil && chance(2) ? name() : nil
      return ItemSyntax(
        kind: .input(InputSyntax(name: name(), source: source, argument: argument)),
        trivia: trivia()
      )
    }
    var state = StateSyntax(names: (0...random.below(chance(8) ? 12 : 3)).map { _ in name() })
    if chance(3) {
      state.shape = StateShapeSyntax(
        kind: chance(2) ? .named(name()) : .product(name(), name())
      )
    }
    if chance(4) { state.storage = name() }
    if chance(3) { state.initialValue = expression(depth: 2) }
    return ItemSyntax(kind: .state(state), trivia: trivia())
  }

  private mutating func item(depth: Int) -> ItemSyntax {
    let kind: ItemSyntax.Kind =
      switch random.below(depth < 3 ? 10 : 7) {
      case 0...6: .assignment(name: name(), value: expression(depth: 1 + random.below(4)))
      case 7:
        .repeated(count: NumberSyntax(Double(1 + random.below(9))), body: block(depth: depth + 1))
      default: .when(when(depth: depth))
      }
    return ItemSyntax(kind: kind, trivia: trivia())
  }

  private mutating func when(depth: Int) -> WhenSyntax {
    var when = WhenSyntax(
      condition: condition(depth: random.below(4)),
      body: block(depth: depth + 1)
    )
    switch random.below(depth < 3 ? 3 : 2) {
    case 0: break
    case 1: when.otherwise = block(depth: depth + 1)
    default:
      let nested = ItemSyntax(kind: .when(self.when(depth: depth + 1)))
      when.otherwise = BlockSyntax(items: [nested])
      when.isElseWhen = true
    }
    return when
  }
}

// MARK: - Expressions

extension SyntaxGenerator {
  mutating func expression(depth: Int) -> ExpressionSyntax {
    guard depth > 0 else { return leaf() }
    let kind: ExpressionSyntax.Kind
    switch random.below(10) {
    case 0: return leaf()
    case 1, 2:
      kind = .call(
        function: name(),
        arguments: (0..<random.below(4)).map { _ in expression(depth: depth - 1) }
      )
    case 3: kind = .negate(expression(depth: depth - 1))
    case 4: kind = .parenthesized(expression(depth: depth - 1))
    default:
      let infix = BinaryOperator.allCases[random.below(BinaryOperator.allCases.count)]
      kind = .binary(
        infix,
        operatorSpan: .none,
        expression(depth: depth - 1),
        expression(depth: depth - 1)
      )
    }
    return ExpressionSyntax(kind: kind)
  }

  private mutating func leaf() -> ExpressionSyntax {
    if chance(3) { return .constant(random.normal()) }
    return ExpressionSyntax(kind: .name(name().text))
  }

  private mutating func condition(depth: Int) -> ConditionSyntax {
    guard depth > 0 else {
      return ConditionSyntax(kind: .comparison(expression(depth: random.below(4))))
    }
    let kind: ConditionSyntax.Kind =
      switch random.below(8) {
      case 0...2: .and(condition(depth: depth - 1), condition(depth: depth - 1))
      case 3...5: .or(condition(depth: depth - 1), condition(depth: depth - 1))
      case 6: .not(condition(depth: depth - 1))
      default: .parenthesized(condition(depth: depth - 1))
      }
    return ConditionSyntax(kind: kind)
  }
}

// MARK: - Words and comments

extension SyntaxGenerator {
  private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }

  private mutating func name() -> NameSyntax {
    let known = [
      "w", "g", "m", "lr", "log", "scalar", "beta1", "e", "weight_decay", "eye", "interp",
    ]
    guard chance(3) else { return NameSyntax(text: known[random.below(known.count)]) }
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCXYZ_")
    let length = 1 + random.below(20)
    let text = String((0..<length).map { _ in letters[random.below(letters.count)] })
    return NameSyntax(text: Keyword(rawValue: text) == nil ? text : text + "_")
  }

  private mutating func signedNumber() -> NumberSyntax {
    NumberSyntax(chance(2) ? Double(random.below(10)) : random.normal() * 1e-4)
  }

  private mutating func comment() -> Comment {
    let text = [
      "#", "# short", "## (a b", "# über — αβγ } {",
      "# " + String(repeating: "long ", count: 25) + ".",
    ]
    return Comment(text: text[random.below(text.count)], followsBlankLine: chance(3))
  }

  private mutating func comments(oneIn: Int) -> [Comment] {
    chance(oneIn) ? (0...random.below(3)).map { _ in comment() } : []
  }

  private mutating func trivia(oneIn: Int = 8) -> Trivia {
    Trivia(
      before: comments(oneIn: oneIn),
      suffix: chance(oneIn) ? comment() : nil,
      followsBlankLine: chance(4)
    )
  }
}

extension SourceTree {
  /// The texts of all comments in the order of the source.
  var comments: [String] {
    rules.flatMap { rule in
      rule.trivia.before.map(\.text)
        + rule.hyperparameters.flatMap { SourceTree.texts($0.trivia, around: []) }
        + SourceTree.comments(rule.body) + SourceTree.texts(rule.trivia.suffix)
    } + trailingComments.map(\.text)
  }

  private static func comments(_ block: BlockSyntax) -> [String] {
    texts(block.openingComment)
      + block.items.flatMap { texts($0.trivia, around: comments($0.kind)) }
      + block.trailingComments.map(\.text)
  }

  private static func comments(_ kind: ItemSyntax.Kind) -> [String] {
    switch kind {
    case .state, .input, .assignment, .error: []
    case .repeated(_, let body): comments(body)
    case .when(let when): comments(when.body) + (when.otherwise.map { comments($0) } ?? [])
    }
  }

  private static func texts(_ comment: Comment?) -> [String] { comment.map { [$0.text] } ?? [] }

  private static func texts(_ trivia: Trivia, around inner: [String]) -> [String] {
    trivia.before.map(\.text) + inner + texts(trivia.suffix)
  }
}
