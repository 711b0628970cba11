import Foundation

extension String {
  /// The text with spaces in front up to a width.
  func padded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}

extension Double {
  /// The number with some digits after the point.
  func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}

/// Values as JSON with keys in snake case.
func jsonText(_ values: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.outputFormatting = .sortedKeys
  return String(decoding: try encoder.encode(values), as: UTF8.self)
}
