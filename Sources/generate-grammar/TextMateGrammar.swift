import OptProgram

/// The colours of `.opt` in editors that read TextMate grammars.
enum TextMateGrammar {
  static let json: JSON = [
    "name": "opt",
    "scopeName": "source.opt",
    "fileTypes": ["opt"],
    "patterns": .array(patterns),
  ]

  // The first pattern that matches a place wins.
  private static var patterns: [JSON] {
    [
      pattern("comment.line.number-sign.opt", "#.*$"),
      [
        "match": .string("\\b(\(Keyword.rule.rawValue))\\s+([A-Za-z_][A-Za-z0-9_]*)"),
        "captures": [
          "1": ["name": "keyword.declaration.opt"],
          "2": ["name": "entity.name.function.opt"],
        ],
      ],
      words("keyword.declaration.opt", [Keyword.rule, .state, .input].map(\.rawValue)),
      words("keyword.control.opt", [Keyword.when, .otherwise, .repeat].map(\.rawValue)),
      [
        "match": .string(
          "(:|\\b\(Keyword.as.rawValue)\\b)\\s*(\(alternatives(typeWords.map(\.rawValue))))\\b"
        ),
        "captures": [
          "1": ["name": "keyword.operator.word.opt"],
          "2": ["name": "storage.type.opt"],
        ],
      ],
      words("keyword.operator.word.opt", [Keyword.and, .or, .not, .in, .as].map(\.rawValue)),
      pattern(
        "constant.numeric.opt",
        "(?<![A-Za-z0-9_])[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?"
      ),
      [
        "match": .string("\\b(\(alternatives(functions)))\\s*(?=\\()"),
        "captures": ["1": ["name": "support.function.opt"]],
      ],
      words("keyword.operator.word.opt", [ContextualWord.log.rawValue]),
      words("constant.language.opt", Program.namedConstants),
      words("variable.language.opt", Builtin.allCases.map(\.name)),
      words("support.constant.opt", sourceWords.map(\.rawValue)),
      pattern("keyword.operator.opt", alternatives(operators)),
    ]
  }

  /// Every operation with a name of its own; a copy is written `a = b`.
  static var functions: [String] { Opcode.allCases.filter { $0 != .copy }.map(\.name) }

  private static var typeWords: [ContextualWord] {
    ContextualWord.allCases.filter { $0.role == .shape || $0.role == .storage }
  }

  private static var sourceWords: [ContextualWord] {
    ContextualWord.allCases.filter { $0.role == .source }
  }

  private static var operators: [String] {
    BinaryOperator.allCases.map(\.rawValue) + [Mark.range.rawValue, Mark.assign.rawValue]
  }

  private static func pattern(_ name: String, _ match: String) -> JSON {
    ["name": .string(name), "match": .string(match)]
  }

  private static func words(_ name: String, _ words: [String]) -> JSON {
    pattern(name, "\\b(\(alternatives(words)))\\b")
  }

  /// Longer texts come first, so that none hides another.
  private static func alternatives(_ texts: [String]) -> String {
    let sorted = texts.enumerated().sorted {
      (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset)
    }
    return sorted.map { escaped($0.element) }.joined(separator: "|")
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "^*+.%|()[]{}?\\$/".contains(character) { result += "\\" }
      result.append(character)
    }
  }
}
