import Foundation

/// Reads lines from a terminal with editing, history and completion.
///
/// A line may span several rows while a bracket is open. The terminal is in raw mode only while a
/// line is read, so a crash or a signal elsewhere leaves it usable.
struct LineEditor {
  /// What became of a line.
  enum Outcome: Equatable {
    case line(String)
    case interrupted
    case endOfInput
  }

  private let prompt: String
  private var history: History
  private var drawnCursorRow = 0

  /// An editor for a terminal on standard input and output.
  init(prompt: String, history: History) {
    self.prompt = prompt
    self.history = history
  }

  /// Reads one line, perhaps of several rows.
  ///
  /// `isComplete` says whether enter ends the text; `completions` gives the words that could replace
  /// the last word before the cursor.
  mutating func readLine(
    isComplete: (String) -> Bool,
    completions: (String) -> [String]
  ) -> Outcome {
    guard let raw = RawMode() else { return .endOfInput }
    defer { raw.restore() }
    let decoder = KeyDecoder(read: readByte)
    var buffer = EditBuffer()
    var browsing: (place: Int, prefix: String)?
    drawnCursorRow = 0
    draw(buffer)
    while true {
      let key = decoder.next()
      if key != .up && key != .down { browsing = nil }
      switch key {
      case .interrupt:
        finish(buffer, mark: "^C")
        return .interrupted
      case .endOfInput where buffer.characters.isEmpty:
        finish(buffer, mark: "")
        return .endOfInput
      case .endOfInput:
        _ = buffer.apply(.delete)
      case .enter:
        if isComplete(buffer.text) {
          finish(buffer, mark: "")
          history.add(buffer.text)
          return .line(buffer.text)
        }
        buffer.insert("\n")
      case .tab:
        complete(&buffer, completions)
      case .up, .down:
        browse(&buffer, &browsing, older: key == .up)
      case .clearScreen:
        write("\u{1B}[2J\u{1B}[H")
        drawnCursorRow = 0
      default:
        _ = buffer.apply(key)
      }
      draw(buffer)
    }
  }

  // MARK: - Keys

  private func browse(
    _ buffer: inout EditBuffer,
    _ browsing: inout (place: Int, prefix: String)?,
    older: Bool
  ) {
    let current = browsing ?? (history.entries.count, buffer.textBeforeCursor)
    let next =
      older
      ? history.older(than: current.place, prefix: current.prefix)
      : history.newer(than: current.place, prefix: current.prefix)
    if let next {
      buffer.replace(with: history.entries[next])
      browsing = (next, current.prefix)
    } else if !older {
      buffer.replace(with: current.prefix)
      browsing = nil
    }
  }

  private mutating func complete(
    _ buffer: inout EditBuffer,
    _ completions: (String) -> [String]
  ) {
    let before = buffer.textBeforeCursor
    let candidates = completions(before)
    guard let first = candidates.first else {
      buffer.insert("  ")
      return
    }
    let word = LineEditor.lastWord(of: before)
    let shared = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    if shared.count > word.count {
      buffer.insert(String(shared.dropFirst(word.count)))
    } else if candidates.count > 1 {
      finish(buffer, mark: "")
      write(candidates.joined(separator: "  ") + "\r\n")
    }
  }

  /// The name or command that ends at the end of a text, empty if there is none.
  static func lastWord(of text: String) -> String {
    let word = text.reversed().prefix { $0.isLetter || $0.isNumber || "_:-@.".contains($0) }
    return String(word.reversed())
  }

  // MARK: - Drawing

  private mutating func draw(_ buffer: EditBuffer) {
    let width = max(Terminal.columns, 20)
    let continuation = String(repeating: "·", count: max(prompt.count - 1, 0)) + " "
    var text = ""
    if drawnCursorRow > 0 { text += "\u{1B}[\(drawnCursorRow)A" }
    text += "\r\u{1B}[J" + prompt
    var place = Place(width: width, column: prompt.count)
    var cursor = place
    for (index, character) in buffer.characters.enumerated() {
      if index == buffer.cursor { cursor = place }
      if character.isNewline {
        text += "\r\n" + continuation
        place.newLine(indent: continuation.count)
      } else {
        text.append(character)
        place.advance(displayWidth(character))
      }
    }
    if buffer.cursor == buffer.characters.count { cursor = place }
    // A full last row leaves the terminal's cursor waiting at its end: force the wrap.
    if place.column == 0, place.row > 0 { text += " \r" }
    if place.row > cursor.row { text += "\u{1B}[\(place.row - cursor.row)A" }
    text += "\r" + (cursor.column > 0 ? "\u{1B}[\(cursor.column)C" : "")
    drawnCursorRow = cursor.row
    write(text)
  }

  /// Moves below the text, so that what comes next starts on a line of its own.
  private mutating func finish(_ buffer: EditBuffer, mark: String) {
    var end = buffer
    end.replace(with: buffer.text)
    draw(end)
    write(mark + "\r\n")
    drawnCursorRow = 0
  }

  private func write(_ text: String) { Console.write(text) }
}

/// A place on the rows of a terminal, counted from the prompt.
private struct Place {
  let width: Int
  var row = 0
  var column: Int

  init(width: Int, column: Int) {
    self.width = width
    self.column = column
  }

  mutating func advance(_ cells: Int) {
    if column + cells > width {
      row += 1
      column = 0
    }
    column += cells
    if column == width {
      row += 1
      column = 0
    }
  }

  mutating func newLine(indent: Int) {
    row += 1
    column = indent
  }
}

/// The cells a character takes in a terminal: 2 for wide East Asian ones and emoji, 0 for marks alone.
private func displayWidth(_ character: Character) -> Int {
  guard let scalar = character.unicodeScalars.first else { return 0 }
  if scalar.properties.isEmojiPresentation { return 2 }
  if scalar.properties.generalCategory == .nonspacingMark { return 0 }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
    return 2
  default:
    return 1
  }
}

/// A terminal that hands over each key at once.
private struct RawMode {
  private let saved: termios

  /// Switches standard input to raw mode; nil if it is not a terminal.
  init?() {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    saved = settings
    cfmakeraw(&settings)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGWINCH, &action, nil)
    Console.write("\u{1B}[?2004h")
  }

  func restore() {
    Console.write("\u{1B}[?2004l")
    var settings = saved
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
  }
}

/// Waits for the next byte of standard input; the handler of `SIGWINCH` interrupts the wait.
private func readByte() -> KeyDecoder.Input {
  var byte: UInt8 = 0
  switch read(STDIN_FILENO, &byte, 1) {
  case 1: return .byte(byte)
  case -1 where errno == EINTR: return .signal
  default: return .end
  }
}
