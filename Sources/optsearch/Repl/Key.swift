/// One key press, or one paste, as the line editor sees it.
enum Key: Equatable {
  case character(Character)
  case paste(String)
  case enter
  case tab
  case backspace
  case delete
  case left
  case right
  case wordLeft
  case wordRight
  case up
  case down
  case home
  case end
  case killToEnd
  case killToStart
  case killWord
  case yank
  case clearScreen
  case interrupt
  case endOfInput
  case resize
  case ignored
}

/// Turns the bytes of a terminal into keys.
struct KeyDecoder {
  /// The next byte, waiting for it; nil at the end of input or when a signal came.
  enum Input: Equatable {
    case byte(UInt8)
    case signal
    case end
  }

  let read: () -> Input

  /// The next key.
  func next() -> Key {
    switch read() {
    case .end: .endOfInput
    case .signal: .resize
    case .byte(let byte): key(byte)
    }
  }

  private func key(_ byte: UInt8) -> Key {
    switch byte {
    case 0x01: .home
    case 0x02: .left
    case 0x03: .interrupt
    case 0x04: .endOfInput
    case 0x05: .end
    case 0x06: .right
    case 0x08, 0x7F: .backspace
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x0B: .killToEnd
    case 0x0C: .clearScreen
    case 0x0E: .down
    case 0x10: .up
    case 0x15: .killToStart
    case 0x17: .killWord
    case 0x19: .yank
    case 0x1B: escape()
    case 0x00..<0x20: .ignored
    default: character(byte)
    }
  }

  private func escape() -> Key {
    guard case .byte(let kind) = read() else { return .ignored }
    switch kind {
    case UInt8(ascii: "b"): return .wordLeft
    case UInt8(ascii: "f"): return .wordRight
    case 0x7F: return .killWord
    case UInt8(ascii: "["), UInt8(ascii: "O"): return controlSequence()
    default: return .ignored
    }
  }

  /// The rest of `ESC [ parameters final` (ECMA-48, 5.4).
  private func controlSequence() -> Key {
    var parameters = ""
    while case .byte(let byte) = read() {
      guard (0x40...0x7E).contains(byte) else {
        parameters.append(Character(Unicode.Scalar(byte)))
        continue
      }
      return key(final: Character(Unicode.Scalar(byte)), parameters: parameters)
    }
    return .ignored
  }

  private func key(final: Character, parameters: String) -> Key {
    let hasModifier = parameters.hasSuffix(";5") || parameters.hasSuffix(";3")
    switch (final, parameters) {
    case ("A", _): return .up
    case ("B", _): return .down
    case ("C", _): return hasModifier ? .wordRight : .right
    case ("D", _): return hasModifier ? .wordLeft : .left
    case ("H", _), ("~", "1"), ("~", "7"): return .home
    case ("F", _), ("~", "4"), ("~", "8"): return .end
    case ("~", "3"): return .delete
    case ("~", "200"): return .paste(pasted())
    default: return .ignored
    }
  }

  /// The text between the marks of a bracketed paste.
  private func pasted() -> String {
    let mark = Array("\u{1B}[201~".utf8)
    var bytes: [UInt8] = []
    while case .byte(let byte) = read() {
      bytes.append(byte)
      if bytes.suffix(mark.count).elementsEqual(mark) {
        bytes.removeLast(mark.count)
        break
      }
    }
    return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
      .replacing("\r", with: "\n")
  }

  private func character(_ first: UInt8) -> Key {
    let count = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1
    var bytes = [first]
    for _ in 0..<count {
      guard case .byte(let byte) = read() else { return .ignored }
      bytes.append(byte)
    }
    guard let text = String(validating: bytes, as: UTF8.self), let only = text.first else {
      return .ignored
    }
    return .character(only)
  }
}
