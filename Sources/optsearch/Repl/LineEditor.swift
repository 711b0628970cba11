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
  /// What stands on the terminal, if anything of this line does.
  private var drawn: EditBuffer?

  /// An editor for a terminal on standard input and output.
  init(prompt: String, history: History) {
    self.prompt = prompt
    self.history = history
  }

  /// Reads one line, perhaps of several rows.
  ///
  /// `isComplete` says whether enter ends the text; `completion` gives what tab can make of the text
  /// before the cursor.
  mutating func readLine(
    isComplete: (String) -> Bool,
    completion: (String) -> Completion
  ) -> Outcome {
    guard let raw = RawMode() else { return .endOfInput }
    defer { raw.restore() }
    let decoder = KeyDecoder(read: readByte)
    var buffer = EditBuffer()
    var browsing: (place: Int, prefix: String)?
    drawn = nil
    draw(buffer)
    while true {
      let key = decoder.next()
      if key != .up && key != .down && key != .resize { browsing = nil }
      switch key {
      case .interrupt:
        finish(buffer, mark: "^C")
        return .interrupted
      case .endOfInput where buffer.characters.isEmpty:
        finish(buffer)
        return .endOfInput
      case .endOfInput:
        _ = buffer.apply(.delete)
      case .enter:
        if isComplete(buffer.text) {
          finish(buffer)
          history.add(buffer.text)
          return .line(buffer.text)
        }
        buffer.insert("\n")
      case .tab:
        complete(&buffer, completion(buffer.textBeforeCursor))
      case .up where browsing != nil || !buffer.moveUp():
        browse(&buffer, &browsing, older: true)
      case .down where browsing != nil || !buffer.moveDown():
        browse(&buffer, &browsing, older: false)
      case .up, .down:
        break
      case .clearScreen:
        Console.write("\u{1B}[2J\u{1B}[H")
        drawn = nil
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

  private mutating func complete(_ buffer: inout EditBuffer, _ completion: Completion) {
    guard let first = completion.candidates.first else {
      if completion.word.isEmpty { buffer.insert("  ") }
      return
    }
    let shared = completion.candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    if shared.count > completion.word.count {
      buffer.insert(String(shared.dropFirst(completion.word.count)))
    } else if completion.candidates.count > 1 {
      finish(buffer)
      Console.write(completion.list(width: Terminal.columns))
    }
  }

  // MARK: - Drawing

  /// Draws a text in place of the one drawn last.
  private mutating func draw(_ buffer: EditBuffer) {
    let width = max(Terminal.columns, 20)
    let layout = TextLayout(buffer, prompt: prompt, width: width)
    // With the present width: a terminal that has been resized has wrapped the old rows anew.
    let oldRow = drawn.map { TextLayout($0, prompt: prompt, width: width).cursor.row } ?? 0
    var text = LineEditor.move(oldRow, "A") + "\r\u{1B}[J" + layout.text
    text += LineEditor.move(layout.end.row - layout.cursor.row, "A")
    text += "\r" + LineEditor.move(layout.cursor.column, "C")
    drawn = buffer
    Console.write(text)
  }

  /// The control sequence that moves the cursor by some rows or columns.
  private static func move(_ count: Int, _ direction: Character) -> String {
    count > 0 ? "\u{1B}[\(count)\(direction)" : ""
  }

  /// Moves below the text, so that what comes next starts on a line of its own.
  private mutating func finish(_ buffer: EditBuffer, mark: String = "") {
    var end = buffer
    end.replace(with: buffer.text)
    draw(end)
    Console.write(mark + "\r\n")
    drawn = nil
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
