import OptProgram

/// A grammar in the notation of `Grammar/opt.ebnf`.
struct EBNF {
  indirect enum Rule {
    case literal(String)
    case range(Character, Character)
    case name(String)
    case sequence([Rule])
    case choice([Rule])
    case optional(Rule)
    case repeated(Rule)
  }

  struct Mistake: Error {
    var text: String
  }

  var productions: [(name: String, rule: Rule)] = []

  /// The names, literals and ranges of all productions.
  var leaves: [Rule] { productions.flatMap { EBNF.leaves($0.rule) } }

  private static func leaves(_ rule: Rule) -> [Rule] {
    switch rule {
    case .literal, .range, .name: [rule]
    case .sequence(let parts), .choice(let parts): parts.flatMap(leaves)
    case .optional(let part), .repeated(let part): leaves(part)
    }
  }
}

// MARK: - Reading

extension EBNF {
  init(_ text: String) throws {
    var reader = Reader(tokens: EBNF.tokens(of: text))
    while let name = reader.next() {
      try reader.expect("=")
      productions.append((name, try reader.choice()))
      try reader.expect(".")
    }
  }

  private static func tokens(of text: String) -> [String] {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("//") }
    return lines.flatMap { line in
      line.matches(of: /"[^"]*"|[A-Za-z_]+|[^\sA-Za-z_"]/).map { String($0.output) }
    }
  }

  private struct Reader {
    var tokens: [String]
    var index = 0

    var current: String? { index < tokens.count ? tokens[index] : nil }

    mutating func next() -> String? {
      defer { index += 1 }
      return current
    }

    mutating func expect(_ token: String) throws {
      guard let found = next(), found == token else {
        throw Mistake(
          text: "expected \(token) before \(tokens[max(0, index - 5)..<min(index, tokens.count)])"
        )
      }
    }

    mutating func choice() throws -> Rule {
      var choices = [try sequence()]
      while current == "|" {
        index += 1
        choices.append(try sequence())
      }
      return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws -> Rule {
      var parts: [Rule] = []
      while let token = current, !["|", ")", "]", "}", "."].contains(token) {
        parts.append(try part())
      }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func part() throws -> Rule {
      let token = next() ?? ""
      switch token {
      case "(": return try enclosed(")")
      case "[": return .optional(try enclosed("]"))
      case "{": return .repeated(try enclosed("}"))
      case _ where token.hasPrefix("\""):
        let text = String(token.dropFirst().dropLast())
        guard current == "…" else { return .literal(text) }
        index += 1
        guard let low = text.first, let high = next()?.dropFirst().first else {
          throw Mistake(text: "half a range")
        }
        return .range(low, high)
      default: return .name(token)
      }
    }

    private mutating func enclosed(_ end: String) throws -> Rule {
      let rule = try choice()
      try expect(end)
      return rule
    }
  }
}

// MARK: - Deriving

/// Draws random sentences of a grammar.
struct SentenceGenerator {
  private let rules: [String: EBNF.Rule]
  private var random: RandomStream
  private var depth = 0

  init(_ grammar: EBNF, seed: UInt64, index: UInt64) {
    rules = Dictionary(uniqueKeysWithValues: grammar.productions.map { ($0.name, $0.rule) })
    random = RandomStream(seed: seed, purpose: .test, index: index)
  }

  /// A text that the production of a name derives.
  mutating func sentence(_ name: String) -> String {
    switch name {
    case "line_end": return [" \n", " # comment\n", "\r\n"][random.below(3)]
    case "name":
      while true {
        let word = derive(rules["name"] ?? .sequence([]), isLexical: true)
        if Keyword(rawValue: word) == nil { return word + " " }
      }
    default:
      guard let rule = rules[name] else { return "" }
      let isLexical = name.first?.isLowercase == true
      return derive(rule, isLexical: isLexical) + (isLexical ? " " : "")
    }
  }

  /// Far down everything that may be left out is, and the shortest choice is taken.
  private var isDeep: Bool { depth > 14 }

  private mutating func derive(_ rule: EBNF.Rule, isLexical: Bool) -> String {
    switch rule {
    case .literal(let text): return isLexical ? text : text + " "
    case .range(let low, let high):
      let values = (low.asciiValue ?? 0)...(high.asciiValue ?? 0)
      return String(UnicodeScalar(values.lowerBound + UInt8(random.below(values.count))))
    case .name(let name):
      depth += 1
      defer { depth -= 1 }
      let text = sentence(name)
      return isLexical ? String(text.dropLast()) : text
    case .sequence(let parts):
      return parts.map { derive($0, isLexical: isLexical) }.joined()
    case .choice(let choices):
      let last = choices.count - 1
      let place = isDeep ? shortest(choices) : random.below(last + 1)
      return derive(choices[place], isLexical: isLexical)
    case .optional(let part):
      return isDeep || random.below(2) == 0 ? "" : derive(part, isLexical: isLexical)
    case .repeated(let part):
      // Words and numbers stay short: what is too large for a Double is no matter of grammar.
      let count = isDeep ? 0 : random.below(isLexical ? 2 : 3)
      return (0..<count).map { _ in derive(part, isLexical: isLexical) }.joined()
    }
  }

  private func shortest(_ choices: [EBNF.Rule]) -> Int {
    let lengths = choices.map { length($0, depth: 0) }
    return lengths.firstIndex(of: lengths.min() ?? 0) ?? 0
  }

  /// The fewest literals a rule derives, counted a few productions deep.
  private func length(_ rule: EBNF.Rule, depth: Int) -> Int {
    guard depth < 12 else { return 100 }
    return switch rule {
    case .literal, .range: 1
    case .name(let name): rules[name].map { length($0, depth: depth + 1) } ?? 1
    case .sequence(let parts): parts.reduce(0) { $0 + length($1, depth: depth) }
    case .choice(let choices): choices.map { length($0, depth: depth) }.min() ?? 0
    case .optional, .repeated: 0
    }
  }
}
