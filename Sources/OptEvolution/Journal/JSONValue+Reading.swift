import Foundation

extension JSONValue {
  /// Reads a JSON text in UTF-8.
  ///
  /// - Throws: `DecodingError` if it is none.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    var scanner = JSONScanner(bytes)
    self = try scanner.document()
  }

  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  var int: Int? { if case .int(let value) = self { value } else { nil } }

  /// The number, whole or not.
  var double: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .null, .bool, .string, .array, .object: nil
    }
  }

  var string: String? { if case .string(let value) = self { value } else { nil } }

  var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

  var fields: [Field]? { if case .object(let fields) = self { fields } else { nil } }

  /// All elements, if each of them can be read.
  func list<Element>(_ read: (JSONValue) -> Element?) -> [Element]? {
    guard let array else { return nil }
    let elements = array.compactMap(read)
    return elements.count == array.count ? elements : nil
  }

  /// A hash, written as hexadecimal digits.
  var hashValue64: UInt64? { string.flatMap { UInt64($0, radix: 16) } }

  /// The value of a key of an object; nil if it is null or not there.
  subscript(key: String) -> JSONValue? {
    guard let value = fields?.first(where: { $0.key == key })?.value, value != .null else {
      return nil
    }
    return value
  }

  /// The value of a key that must be there.
  ///
  /// - Throws: `DecodingError` if it is not, or if it is something else.
  func require<Value>(_ key: String, _ read: (JSONValue) -> Value?) throws -> Value {
    guard let value = self[key].flatMap(read) else {
      throw JSONValue.corrupted("`\(key)` is missing or malformed")
    }
    return value
  }

  /// The value of a key that may be null or missing.
  ///
  /// - Throws: `DecodingError` if it is something else.
  func optional<Value>(_ key: String, _ read: (JSONValue) -> Value?) throws -> Value? {
    self[key] == nil ? nil : try require(key, read)
  }

  static func corrupted(_ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: reason))
  }
}

/// Reads JSON from its first byte to its last.
private struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0

  /// Nesting beyond this is an error rather than the end of the stack.
  private static let deepest = 64

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func document() throws -> JSONValue {
    let result = try value(depth: 0)
    guard next == nil else { throw malformed }
    return result
  }

  private var malformed: DecodingError {
    JSONValue.corrupted("this is not JSON (byte \(place + 1))")
  }

  /// The next byte that is no space, which is not taken.
  private var next: UInt8? {
    mutating get {
      while place < bytes.count {
        switch bytes[place] {
        case 0x20, 0x09, 0x0A, 0x0D: place += 1
        default: return bytes[place]
        }
      }
      return nil
    }
  }

  private mutating func take(_ wanted: Character) -> Bool {
    guard let next, next == wanted.asciiValue else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < JSONScanner.deepest else { throw malformed }
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws -> [JSONValue.Field] {
    place += 1
    if take("}") { return [] }
    var fields: [JSONValue.Field] = []
    repeat {
      guard next == UInt8(ascii: "\"") else { throw malformed }
      let key = try string()
      guard take(":") else { throw malformed }
      fields.append(.init(key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw malformed }
    return fields
  }

  private mutating func array(depth: Int) throws -> [JSONValue] {
    place += 1
    if take("]") { return [] }
    var values: [JSONValue] = []
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw malformed }
    return values
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
    let end = place + word.utf8CodeUnitCount
    guard end <= bytes.count else { throw malformed }
    for offset in 0..<word.utf8CodeUnitCount
    where bytes[place + offset] != word.utf8Start[offset] {
      throw malformed
    }
    place = end
    return value
  }

  private mutating func number() throws -> JSONValue {
    let start = place
    var isWhole = true
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"):
        isWhole = false
      default: return try number(from: start, isWhole)
      }
      place += 1
    }
    return try number(from: start, isWhole)
  }

  private func number(from start: Int, _ isWhole: Bool) throws -> JSONValue {
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isWhole, let value = Int(text) { return .int(value) }
    guard let value = Double(text) else { throw malformed }
    return .double(value)
  }

  // MARK: - Strings

  private mutating func string() throws -> String {
    place += 1
    let start = place
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        place += 1
        return try text(bytes[start..<place - 1])
      case UInt8(ascii: "\\"):
        return try escapedString(from: start)
      case ..<0x20: throw malformed
      default: place += 1
      }
    }
    throw malformed
  }

  /// A string whose first escape is the next byte.
  private mutating func escapedString(from start: Int) throws -> String {
    var content: [UInt8] = []
    content.reserveCapacity(1_024)
    // What lies between escapes is copied as a whole.
    var start = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        content += bytes[start..<place]
        place += 1
        return try text(content)
      case UInt8(ascii: "\\"):
        content += bytes[start..<place]
        place += 1
        content += try escape().utf8
        start = place
      case ..<0x20: throw malformed
      default: place += 1
      }
    }
    throw malformed
  }

  private mutating func escape() throws -> String {
    guard place < bytes.count else { throw malformed }
    defer { place += 1 }
    switch bytes[place] {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(UnicodeScalar(bytes[place]))
    case UInt8(ascii: "u"):
      let scalar = try scalar()
      return String(scalar)
    default: throw malformed
    }
  }

  /// The character of `u0000`, or of two such that are one; ends on its last digit.
  private mutating func scalar() throws -> UnicodeScalar {
    let first = try unit()
    if let scalar = UnicodeScalar(first) { return scalar }
    guard place + 2 < bytes.count, bytes[place + 1] == UInt8(ascii: "\\"),
      bytes[place + 2] == UInt8(ascii: "u")
    else { throw malformed }
    place += 2
    let second = try unit()
    guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second),
      let scalar = UnicodeScalar(0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) - 0xDC00)
    else { throw malformed }
    return scalar
  }

  private mutating func unit() throws -> UInt16 {
    guard place + 4 < bytes.count,
      let unit = UInt16(
        String(decoding: bytes[(place + 1)...(place + 4)], as: UTF8.self),
        radix: 16
      )
    else { throw malformed }
    place += 4
    return unit
  }

  private func text(_ bytes: some Collection<UInt8>) throws -> String {
    guard let result = String(validating: bytes, as: UTF8.self) else { throw malformed }
    return result
  }
}
