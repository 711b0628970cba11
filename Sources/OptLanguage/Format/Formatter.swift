public import OptDiagnostics
internal import OptProgram

/// Prints syntax trees in the one style of `.opt`: two blanks of indentation, at most 100 columns.
///
/// Formatting twice changes nothing more, the tree stays the same but for brackets around a whole
/// value, which go where they are not needed and come where lines must break, and no comment is lost.
public enum Formatter {
  /// The columns of a line; a single word or a comment may be longer.
  package static let width = 100

  /// The formatted text of a file, nil if it has errors of syntax; and what is wrong with it.
  public static func format(_ file: SourceFile) -> (text: String?, diagnostics: [Diagnostic]) {
    let (tree, diagnostics) = Parser.parse(file)
    return (diagnostics.isEmpty ? format(tree) : nil, diagnostics)
  }

  /// The text of a tree; error nodes are printed as `?`.
  package static func format(_ tree: SourceTree) -> String {
    var rows = Rows()
    for rule in tree.rules { rows.append(ruleDoc(rule), rule.trivia, isApart: true) }
    rows.append(tree.trailingComments)
    let text = DocPrinter.print(.concat(rows.docs), width: width)
    return text.isEmpty ? "" : text + "\n"
  }

  /// The text of a rule as a file of its own.
  package static func format(_ rule: RuleSyntax) -> String {
    format(SourceTree(rules: [rule], trailingComments: []))
  }

  /// The text of one declaration or statement, without line end.
  package static func format(_ item: ItemSyntax) -> String {
    var rows = Rows()
    rows.append(itemDoc(item.kind), item.trivia)
    return DocPrinter.print(.concat(rows.docs), width: width)
  }

  /// The text of an expression, on one line if it fits.
  package static func format(_ expression: ExpressionSyntax) -> String {
    DocPrinter.print(valueDoc(expression), width: width)
  }
}

/// Nodes and comments below each other, with the empty lines of the source between them.
private struct Rows {
  private(set) var docs: [Doc] = []

  mutating func append(_ doc: Doc, followsBlankLine: Bool) {
    if !docs.isEmpty { docs += followsBlankLine ? [.hardLine, .hardLine] : [.hardLine] }
    docs.append(doc)
  }

  mutating func append(_ comments: [Comment]) {
    for comment in comments {
      append(.comment(comment.text), followsBlankLine: comment.followsBlankLine)
    }
  }

  /// Appends a node with its comments; `isApart` puts an empty line before them in any case.
  mutating func append(_ doc: Doc, _ trivia: Trivia, isApart: Bool = false) {
    var trivia = trivia
    if trivia.before.isEmpty {
      trivia.followsBlankLine = trivia.followsBlankLine || isApart
    } else if isApart {
      trivia.before[0].followsBlankLine = true
    }
    append(trivia.before)
    append(doc + suffix(trivia.suffix), followsBlankLine: trivia.followsBlankLine)
  }
}

private func suffix(_ comment: Comment?) -> Doc {
  comment.map { .comment("  " + $0.text) } ?? .empty
}

// MARK: - Rules

extension Formatter {
  private static func ruleDoc(_ rule: RuleSyntax) -> Doc {
    "rule " + .text(rule.name.text) + hyperparameterList(rule.hyperparameters) + " "
      + blockDoc(rule.body)
  }

  private static func hyperparameterList(_ hyperparameters: [HyperparameterSyntax]) -> Doc {
    guard let last = hyperparameters.last else { return "()" }
    var rows: [Doc] = [.softLine]
    for (index, hyperparameter) in hyperparameters.enumerated() {
      let trivia = hyperparameter.trivia
      for comment in trivia.before { rows += [.comment(comment.text), .hardLine] }
      let isLast = index == hyperparameters.count - 1
      rows.append(hyperparameterDoc(hyperparameter))
      rows.append(isLast ? .ifBroken(",", otherwise: .empty) : ",")
      rows.append(suffix(trivia.suffix))
      if !isLast { rows.append(trivia.suffix == nil ? .line : .hardLine) }
    }
    let end: Doc = last.trivia.suffix == nil ? .softLine : .hardLine
    return .group("(" + .indent(.concat(rows)) + end + ")")
  }

  private static func hyperparameterDoc(_ hyperparameter: HyperparameterSyntax) -> Doc {
    let head = Doc.text("\(hyperparameter.name.text) = \(hyperparameter.defaultValue.text)")
    guard let range = hyperparameter.range else { return head }
    var text = "\(Keyword.in.rawValue) \(range.low.text) .. \(range.high.text)"
    if range.isLogarithmic { text += " \(ContextualWord.log.rawValue)" }
    return .group(head + .indent(.line + .text(text)))
  }

  private static func blockDoc(_ block: BlockSyntax) -> Doc {
    var rows = Rows()
    for item in block.items { rows.append(itemDoc(item.kind), item.trivia) }
    rows.append(block.trailingComments)
    guard !rows.docs.isEmpty || block.openingComment != nil else { return "{}" }
    let content = rows.docs.isEmpty ? Doc.empty : .hardLine + .concat(rows.docs)
    return "{" + suffix(block.openingComment) + .indent(content) + .hardLine + "}"
  }
}

// MARK: - Declarations and statements

extension Formatter {
  private static func itemDoc(_ kind: ItemSyntax.Kind) -> Doc {
    switch kind {
    case .state(let state): stateDoc(state)
    case .input(let input): inputDoc(input)
    case .assignment(let name, let value): .text(name.text + " = ") + valueDoc(value)
    case .when(let when): whenDoc(when)
    case .repeated(let count, let body): .text("repeat \(count.text) ") + blockDoc(body)
    case .error: "?"
    }
  }

  private static func stateDoc(_ state: StateSyntax) -> Doc {
    let names = state.names.map { Doc.text($0.text) }.joined(by: "," + .line)
    var rest = ""
    switch state.shape?.kind {
    case .named(let word): rest += ": \(word.text)"
    case .product(let rows, let cols): rest += ": \(rows.text) * \(cols.text)"
    case nil: break
    }
    if let storage = state.storage { rest += " as \(storage.text)" }
    let value = state.initialValue.map { " = " + valueDoc($0) } ?? .empty
    return "state " + .group(.indent(names)) + .text(rest) + value
  }

  private static func inputDoc(_ input: InputSyntax) -> Doc {
    var text = "input \(input.name.text)"
    if let source = input.source { text += " = \(source.text)" }
    if let argument = input.argument { text += "(\(argument.text))" }
    return .text(text)
  }

  private static func whenDoc(_ when: WhenSyntax) -> Doc {
    let head = "when " + conditionDoc(when.condition) + " " + blockDoc(when.body)
    guard let otherwise = when.otherwise else { return head }
    if when.isElseWhen, let first = otherwise.items.first, case .when(let nested) = first.kind {
      return head + " else " + whenDoc(nested)
    }
    return head + " else " + blockDoc(otherwise)
  }
}
