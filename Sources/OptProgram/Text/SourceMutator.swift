/// Damages source texts at random: bytes, tokens, lines, and pieces of other texts.
package struct SourceMutator {
  private let sources: [[UInt8]]
  private let tokens: [[Token]]
  private let seed: UInt64
  private var random: RandomStream

  /// Pieces that are apt to be trouble.
  private static let oddities: [[UInt8]] =
    [
      "(", ")", "{", "}", "((((((((", "\n", "\r", "\r\n", "\t", "\0", "#", "..", "=", "==", "^",
      "-",
      "rule ", "state ", "input ", "when ", "else ", "repeat 3 {", " and ", " or ", " not ", " in ",
      " as ", " log", "1e999", "1e-", "−", "β", "重", "\u{FEFF}", "\u{A0}", "²", ";", "**", "+=",
      ",",
      "\u{202E}", "e\u{301}", "0x1F", "9999999999999999999999",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x88], [0xF0, 0x9F], [0x80]]

  /// A mutator of texts; the seed decides all inputs.
  ///
  /// - Precondition: there is a text.
  package init(_ sources: [[UInt8]], seed: UInt64) {
    precondition(!sources.isEmpty, "nothing to mutate")
    self.sources = sources
    tokens = sources.map(Lexer.tokens)
    self.seed = seed
    random = RandomStream(seed: seed, purpose: .test)
  }

  /// One of the texts with one to eight changes; the same one for the same seed and index.
  package mutating func input(_ index: UInt64) -> [UInt8] {
    random = RandomStream(seed: seed, purpose: .test, index: index)
    let place = random.below(sources.count)
    var bytes = sources[place]
    if random.below(4) == 0 { bytes = shuffledTokens(of: place) }
    for _ in 0...random.below(8) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let start = random.below(bytes.count + 1)
    let end = min(bytes.count, start + 1 + random.below(random.below(10) == 0 ? 200 : 8))
    switch random.below(8) {
    case 0: if start < bytes.count { bytes[start] = UInt8(random.below(256)) }
    case 1: if start < bytes.count { bytes[start] ^= 1 << UInt8(random.below(8)) }
    case 2: bytes.removeSubrange(start..<end)
    case 3: bytes.insert(contentsOf: bytes[start..<end], at: random.below(bytes.count + 1))
    case 4: bytes.insert(contentsOf: piece(), at: start)
    case 5: if random.below(8) == 0 { bytes.removeSubrange(start...) }
    default:
      bytes.insert(
        contentsOf: SourceMutator.oddities[random.below(SourceMutator.oddities.count)],
        at: start
      )
    }
  }

  /// Some bytes of any of the texts.
  private mutating func piece() -> ArraySlice<UInt8> {
    let source = sources[random.below(sources.count)]
    let start = random.below(source.count + 1)
    return source[start..<min(source.count, start + random.below(60))]
  }

  /// The tokens of a text, some of them dropped, doubled, exchanged, or replaced by any others.
  private mutating func shuffledTokens(of place: Int) -> [UInt8] {
    var pieces = tokens[place].map { sources[place][$0.start..<$0.end] }
    for _ in 0...random.below(6) {
      let index = random.below(pieces.count)
      switch random.below(4) {
      case 0: pieces[index] = []
      case 1: pieces.insert(pieces[index], at: index)
      case 2: pieces.swapAt(index, random.below(pieces.count))
      default:
        let other = random.below(sources.count)
        let token = tokens[other][random.below(tokens[other].count)]
        pieces[index] = sources[other][token.start..<token.end]
      }
    }
    return Array(pieces.joined(separator: [UInt8(ascii: " ")]))
  }
}
