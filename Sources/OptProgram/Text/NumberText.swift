extension Double {
  /// The number as `.opt` text: the shortest digits that give the same number again, such as
  /// `5`, `0.9`, `1e-8`, `-0`.
  ///
  /// - Precondition: the number is finite.
  package var optText: String {
    precondition(isFinite, "no text for \(self)")
    let text = description
    guard let exponentMark = text.utf8.firstIndex(of: UInt8(ascii: "e")) else {
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    let mantissa = text[..<exponentMark]
    let exponent = Int(text[text.index(after: exponentMark)...]) ?? 0
    return (mantissa.hasSuffix(".0") ? mantissa.dropLast(2) : mantissa) + "e\(exponent)"
  }
}
