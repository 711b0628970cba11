/// A JSON value whose keys keep their order, for lines that are the same bytes in every run.
package enum JSONValue: Hashable, Sendable {
  /// One key of an object and its value.
  package struct Field: Hashable, Sendable {
    package var key: String
    package var value: JSONValue

    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([Field])

  /// The number, or null where JSON has no number for it.
  package static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .double(value)
  }

  /// The text, or null.
  package static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// A hash as 16 hexadecimal digits; as a number it would lose bits in many readers.
  package static func hash(_ value: UInt64) -> JSONValue {
    let digits = String(value, radix: 16)
    return .string(String(repeating: "0", count: 16 - digits.count) + digits)
  }

  /// The value as JSON text on one line.
  package var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value as JSON text on one line, in UTF-8.
  package func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += value.description.utf8
    case .double(let value):
      // The description is the shortest decimal that is read back as the same number.
      precondition(value.isFinite, "JSON has no \(value)")
      bytes += value.description.utf8
    case .string(let value): JSONValue.write(value, to: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (index, field) in fields.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONValue.write(field.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        field.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { text in
      // Most texts have hardly anything to escape: what lies between is copied as a whole.
      var rest = text[...]
      while let place = rest.firstIndex(where: needsEscape) {
        bytes += UnsafeBufferPointer(rebasing: rest[..<place])
        writeEscaped(rest[place], to: &bytes)
        rest = rest[(place + 1)...]
      }
      bytes += UnsafeBufferPointer(rebasing: rest)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func writeEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\n"): bytes += "\\n".utf8
    case UInt8(ascii: "\t"): bytes += "\\t".utf8
    case UInt8(ascii: "\r"): bytes += "\\r".utf8
    case ..<0x20:
      let digits = String(byte, radix: 16)
      bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    default: bytes += [UInt8(ascii: "\\"), byte]
    }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object with its keys in the order of the text.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Field($0.0, $0.1) })
  }
}
