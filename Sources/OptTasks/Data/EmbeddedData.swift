/// The data that ships: literals, so that the first run needs no files and costs no time to compile.
///
/// Credits and licences stand beside each literal.
enum EmbeddedData {
  /// The bytes of a literal.
  static func bytes(of literal: StaticString) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
  }

  /// The numbers of a literal of comma-separated rows.
  static func numbers(of literal: StaticString) -> [[Double]] {
    bytes(of: literal).split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: ",")).map { field in
        guard let number = Double(String(decoding: field, as: UTF8.self)) else {
          preconditionFailure("embedded data holds numbers only")
        }
        return number
      }
    }
  }
}
