import OptDiagnostics

/// Where the characters of a text being edited stand on the rows of a terminal.
struct TextLayout {
  /// A row and a column, counted from the prompt.
  struct Place: Equatable {
    var row = 0
    var column: Int
  }

  /// What is written: the prompt, the text, and a mark before each of its further lines.
  private(set) var text: String

  /// The place of the cursor.
  private(set) var cursor: Place

  /// The place behind the text.
  private(set) var end: Place

  private let width: Int

  /// The layout of a text on a terminal of some columns.
  init(_ buffer: EditBuffer, prompt: String, width: Int) {
    self.width = width
    text = prompt
    end = Place(column: prompt.count)
    cursor = end
    let continuation = String(repeating: "·", count: max(prompt.count - 1, 0)) + " "
    for (index, character) in buffer.characters.enumerated() {
      if index == buffer.cursor { cursor = end }
      if character.isNewline {
        text += "\r\n" + continuation
        end = Place(row: end.row + 1, column: continuation.count)
      } else {
        text.append(character)
        advance(character.displayWidth)
      }
    }
    if buffer.cursor == buffer.characters.count { cursor = end }
    // A full last row leaves the terminal's cursor waiting at its end: force the wrap.
    if end.column == 0, end.row > 0 { text += " \r" }
  }

  private mutating func advance(_ cells: Int) {
    if end.column + cells > width { end = Place(row: end.row + 1, column: 0) }
    end.column += cells
    if end.column == width { end = Place(row: end.row + 1, column: 0) }
  }
}
