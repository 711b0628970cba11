import Foundation
import Testing

@testable import optsearch

/// The parts of the line editor that need no terminal.
struct LineEditingTests {
  /// The keys that a terminal's bytes stand for.
  private func keys(_ bytes: [UInt8]) -> [Key] {
    var rest = bytes[...]
    let decoder = KeyDecoder { rest.popFirst().map { .byte($0) } ?? .end }
    var keys: [Key] = []
    while true {
      let key = decoder.next()
      if key == .endOfInput { return keys }
      keys.append(key)
    }
  }

  private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

  /// The buffer after typing a text and pressing keys.
  private func buffer(_ text: String, _ keys: Key...) -> EditBuffer {
    var buffer = EditBuffer()
    buffer.replace(with: text)
    for key in keys {
      let isApplied = buffer.apply(key)
      #expect(isApplied)
    }
    return buffer
  }

  // MARK: - Keys

  @Test(arguments: [
    ("\u{1B}[A", Key.up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
    ("\u{1B}OA", .up), ("\u{1B}OD", .left), ("\u{1B}[H", .home), ("\u{1B}[F", .end),
    ("\u{1B}[1~", .home), ("\u{1B}[4~", .end), ("\u{1B}[3~", .delete),
    ("\u{1B}[1;5C", .wordRight), ("\u{1B}[1;5D", .wordLeft), ("\u{1B}[1;3D", .wordLeft),
    ("\u{1B}b", .wordLeft), ("\u{1B}f", .wordRight), ("\u{1B}[99z", .ignored),
  ])
  func `escape sequences are keys`(text: String, key: Key) {
    #expect(keys(text) == [key])
  }

  @Test(arguments: [
    (UInt8(0x01), Key.home), (0x02, .left), (0x03, .interrupt), (0x05, .end), (0x06, .right),
    (0x08, .backspace), (0x7F, .backspace), (0x09, .tab), (0x0A, .enter), (0x0D, .enter),
    (0x0B, .killToEnd), (0x0C, .clearScreen), (0x0E, .down), (0x10, .up), (0x15, .killToStart),
    (0x17, .killWord), (0x19, .yank), (0x1D, .ignored),
  ])
  func `control characters are keys`(byte: UInt8, key: Key) {
    #expect(keys([byte]) == [key])
  }

  @Test func `characters of one to four bytes are whole`() {
    #expect(keys("aß€😀") == [.character("a"), .character("ß"), .character("€"), .character("😀")])
  }

  @Test func `broken UTF-8 is ignored and does not swallow what follows for good`() {
    #expect(keys([0xFF, 0x80, 0x80, 0x80, UInt8(ascii: "a")]).last == .character("a"))
    #expect(keys([0x80, UInt8(ascii: "x"), UInt8(ascii: "a")]).last == .character("a"))
  }

  @Test func `a paste is one key, whatever it contains`() {
    let text = "a = 1\r\nb = 2\rc\u{3}\u{1B}[A"
    #expect(
      keys("\u{1B}[200~\(text)\u{1B}[201~x") == [
        .paste("a = 1\nb = 2\nc\u{3}\u{1B}[A"), .character("x"),
      ]
    )
  }

  @Test func `a signal redraws`() {
    #expect(KeyDecoder { .signal }.next() == .resize)
  }

  // MARK: - Buffer

  @Test func `arrows move and text goes in at the cursor`() {
    let edited = buffer("ac", .left, .character("b"))
    #expect(edited.text == "abc")
    #expect(edited.cursor == 2)
    #expect(buffer("a", .left, .left, .left).cursor == 0)
    #expect(buffer("a", .right).cursor == 1)
  }

  @Test func `a combining mark joins its letter and is deleted with it`() {
    let edited = buffer("e", .character("\u{301}"))
    #expect(edited.characters == ["é"])
    #expect(edited.cursor == 1)
    #expect(buffer("ae\u{301}", .backspace).text == "a")
    #expect(buffer("x", .left, .character("\u{301}")).cursor == 1)
  }

  @Test func `backspace and delete take one character, none at the ends`() {
    #expect(buffer("ab😀", .backspace).text == "ab")
    #expect(buffer("ab", .home, .delete).text == "b")
    #expect(buffer("ab", .home, .backspace).text == "ab")
    #expect(buffer("ab", .delete).text == "ab")
  }

  @Test func `words are names`() {
    #expect(buffer("beta_1 + m2", .wordLeft).cursor == 9)
    #expect(buffer("beta_1 + m2", .wordLeft, .wordLeft).cursor == 0)
    #expect(buffer("beta_1 + m2", .home, .wordRight).cursor == 6)
    #expect(buffer("beta_1 + m2", .killWord).text == "beta_1 + ")
  }

  @Test func `what is killed can be put back`() {
    #expect(buffer("abc", .left, .killToStart).text == "c")
    #expect(buffer("abc", .left, .killToStart, .end, .yank).text == "cab")
    #expect(buffer("abc", .home, .right, .killToEnd).text == "a")
  }

  @Test func `home and end stay in the row of a text of several`() {
    #expect(buffer("ab\ncd", .home).cursor == 3)
    #expect(buffer("ab\ncd", .home, .left, .home).cursor == 0)
    #expect(buffer("ab\ncd", .home, .left, .home, .end).cursor == 2)
  }

  @Test func `arrows move between the rows of a text of several`() {
    var text = buffer("abcd\ne\nfgh")
    let moves = [text.moveUp(), text.moveUp(), text.moveUp()]
    #expect(moves == [true, true, false])
    #expect(text.cursor == 1)
    text = buffer("abcd\ne\nfgh", .home, .left, .home, .left)
    #expect(text.cursor == 4)
    let movesDown = [text.moveDown(), text.moveDown(), text.moveDown()]
    #expect(movesDown == [true, true, false])
    #expect(text.cursor == 8)
  }

  @Test func `a paste leaves out what would move the cursor`() {
    let text = "a\tb\nc\u{3}\u{1B}[A重"
    #expect(buffer("", .paste(text)).text == "a  b\nc[A重")
  }

  @Test func `keys that neither move nor edit are left to others`() {
    var buffer = EditBuffer()
    for key in [Key.enter, .tab, .up, .down, .interrupt, .endOfInput, .resize, .ignored] {
      let isApplied = buffer.apply(key)
      #expect(!isApplied)
    }
  }

  // MARK: - Layout

  @Test func `rows end at the width, wide characters are not cut`() {
    let narrow = TextLayout(buffer("abc重重"), prompt: "> ", width: 6)
    #expect(narrow.end == TextLayout.Place(row: 1, column: 4))
    let full = TextLayout(buffer("abcd", .left), prompt: "> ", width: 6)
    #expect(full.end == TextLayout.Place(row: 1, column: 0))
    #expect(full.cursor == TextLayout.Place(row: 0, column: 5))
    #expect(full.text == "> abcd \r")
    let lines = TextLayout(buffer("a\nb"), prompt: "> ", width: 6)
    #expect(lines.text == "> a\r\n· b")
    #expect(lines.cursor == TextLayout.Place(row: 1, column: 3))
  }

  @Test func `completions are those that begin with the word, in columns`() {
    let completion = Completion(of: "s", among: ["sum(", "sign(", "max(", "sum(", "sqrt("])
    #expect(completion.candidates == ["sign(", "sqrt(", "sum("])
    #expect(completion.list(width: 14) == "sign(  sum(\r\nsqrt(\r\n")
    #expect(completion.list(width: 3) == "sign(\r\nsqrt(\r\nsum(\r\n")
    #expect(Completion(of: "x", among: ["a"]).list(width: 80).isEmpty)
    #expect(Completion(of: "", among: ["b", "a"]).candidates == ["a", "b"])
  }

  // MARK: - History

  @Test func `history comes back in the next session, rows and backslashes unharmed`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "state/optsearch/history")
    var history = History(file: file)
    for line in ["a = 1", "f(1,\n2)", "\\n \\", "\\n \\", "  ", "ü"] { history.add(line) }
    #expect(History(file: file).entries == ["a = 1", "f(1,\n2)", "\\n \\", "ü"])
  }

  @Test func `history is searched by prefix`() {
    var history = History(file: nil)
    for line in [":step 3", "a = 1", ":trace", "b = 1"] { history.add(line) }
    #expect(history.older(than: 4, prefix: ":") == 2)
    #expect(history.older(than: 2, prefix: ":") == 0)
    #expect(history.older(than: 0, prefix: ":") == nil)
    #expect(history.newer(than: 0, prefix: ":") == 2)
    #expect(history.newer(than: 2, prefix: ":") == nil)
    #expect(history.older(than: 4, prefix: "") == 3)
  }

  @Test func `a history that is no text counts as empty`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data([0xFF, 0xFE, 0x00]), to: "history")
    #expect(History(file: URL(filePath: path)).entries.isEmpty)
  }
}
