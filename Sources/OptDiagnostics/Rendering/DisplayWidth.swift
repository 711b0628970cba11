extension Unicode.Scalar {
  /// The columns a terminal gives to the character: 0 to marks, 2 to wide East Asian ones and emoji.
  package var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}

extension Character {
  /// The columns a terminal gives to the character with its marks.
  package var displayWidth: Int { unicodeScalars.first?.displayWidth ?? 0 }
}
