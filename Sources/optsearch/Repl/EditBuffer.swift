/// The text being edited and the cursor in it.
struct EditBuffer: Equatable {
  private(set) var characters: [Character] = []
  private(set) var cursor = 0
  private var killed: [Character] = []

  /// The whole text.
  var text: String { String(characters) }

  /// The text before the cursor.
  var textBeforeCursor: String { String(characters[..<cursor]) }

  /// Replaces everything and puts the cursor at the end.
  mutating func replace(with text: String) {
    characters = Array(text)
    cursor = characters.count
  }

  /// Inserts at the cursor; a combining mark joins the character before it.
  mutating func insert(_ text: String) {
    let before = Array(textBeforeCursor + text)
    characters = before + characters[cursor...]
    cursor = before.count
  }

  /// Applies a key that edits or moves; false if the key is none of these.
  mutating func apply(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(EditBuffer.printable(text))
    case .backspace: remove(max(cursor - 1, 0)..<cursor)
    case .delete: remove(cursor..<min(cursor + 1, characters.count))
    case .left: cursor = max(cursor - 1, 0)
    case .right: cursor = min(cursor + 1, characters.count)
    case .wordLeft: cursor = wordStart
    case .wordRight: cursor = wordEnd
    case .home: cursor = lineStart
    case .end: cursor = lineEnd
    case .killToEnd: kill(cursor..<lineEnd)
    case .killToStart: kill(lineStart..<cursor)
    case .killWord: kill(wordStart..<cursor)
    case .yank: insert(String(killed))
    case .enter, .tab, .up, .down, .clearScreen, .interrupt, .endOfInput, .resize, .ignored:
      return false
    }
    return true
  }

  /// Moves to the line above; false on the first one.
  mutating func moveUp() -> Bool {
    guard lineStart > 0 else { return false }
    let column = cursor - lineStart
    cursor = lineStart - 1
    cursor = min(lineStart + column, lineEnd)
    return true
  }

  /// Moves to the line below; false on the last one.
  mutating func moveDown() -> Bool {
    guard lineEnd < characters.count else { return false }
    let column = cursor - lineStart
    cursor = lineEnd + 1
    cursor = min(lineStart + column, lineEnd)
    return true
  }

  /// A text without what would move the cursor of a terminal; tabs are two blanks.
  private static func printable(_ text: String) -> String {
    let blanks = text.replacing("\t", with: "  ")
    return blanks.filter { character in
      character.isNewline
        || character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
  }

  private var lineStart: Int {
    (characters[..<cursor].lastIndex { $0.isNewline }).map { $0 + 1 } ?? 0
  }

  private var lineEnd: Int {
    characters[cursor...].firstIndex { $0.isNewline } ?? characters.count
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, !characters[place - 1].isWordPart { place -= 1 }
    while place > 0, characters[place - 1].isWordPart { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < characters.count, !characters[place].isWordPart { place += 1 }
    while place < characters.count, characters[place].isWordPart { place += 1 }
    return place
  }

  private mutating func kill(_ range: Range<Int>) {
    killed = Array(characters[range])
    remove(range)
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }
}

extension Character {
  /// Whether the character is part of a name.
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
