/// Colours of a terminal, or none.
struct Paint: Sendable {
  /// What a piece of text is.
  enum Role: Hashable, Sendable {
    case plain
    case message
    case gutter
    case severity(Diagnostic.Severity)
    case secondary
  }

  var isOn: Bool

  func callAsFunction(_ text: String, _ role: Role) -> String {
    guard isOn, let code = code(of: role), !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private func code(of role: Role) -> String? {
    switch role {
    case .plain: nil
    case .message: "1"
    case .gutter, .secondary: "1;34"
    case .severity(.error): "1;31"
    case .severity(.warning): "1;33"
    case .severity(.note): "1;36"
    }
  }
}

/// A row of characters that is drawn at any column, in pieces of one role each.
struct DrawnRow {
  private var cells: [(text: Character, role: Paint.Role)] = []

  /// Draws a text over what is there.
  mutating func draw(_ text: String, at column: Int, _ role: Paint.Role) {
    while cells.count < column { cells.append((" ", .plain)) }
    for (offset, character) in text.enumerated() {
      if column + offset < cells.count {
        cells[column + offset] = (character, role)
      } else {
        cells.append((character, role))
      }
    }
  }

  /// The row without blanks at its end.
  func text(_ paint: Paint) -> String {
    let end = cells.lastIndex { $0.text != " " }.map { $0 + 1 } ?? 0
    var result = ""
    var piece = ""
    var role = Paint.Role.plain
    for cell in cells[..<end] {
      if cell.role != role {
        result += paint(piece, role)
        piece = ""
        role = cell.role
      }
      piece.append(cell.text)
    }
    return result + paint(piece, role)
  }
}
