extension Double {
  /// The number as `.opt` text: the shortest digits that give the same number again, such as
  /// `5`, `0.9`, `1e-8`, `-0`.
  ///
  /// - Precondition: the number is finite.
  package var optText: String {
    var bytes: [UInt8] = []
    bytes.append(optText: self)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Appends a text.
  static func += (bytes: inout [UInt8], text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// Appends a number as `.opt` text.
  ///
  /// - Precondition: the number is finite.
  mutating func append(optText number: Double) {
    precondition(number.isFinite, "no text for \(number)")
    var isExponent = false
    for byte in number.description.utf8 {
      switch byte {
      case UInt8(ascii: "e"):
        dropEmptyFraction()
        isExponent = true
      case UInt8(ascii: "+"): continue
      case UInt8(ascii: "0") where isExponent && !isDigit(last): continue
      default: break
      }
      append(byte)
    }
    if !isExponent { dropEmptyFraction() }
  }

  private mutating func dropEmptyFraction() {
    if suffix(2).elementsEqual(".0".utf8) { removeLast(2) }
  }
}

private func isDigit(_ byte: UInt8?) -> Bool {
  byte.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
}
