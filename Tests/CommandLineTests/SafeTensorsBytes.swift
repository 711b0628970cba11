import Foundation

/// safetensors files byte by byte, independent of the program's own reader and writer.
enum SafeTensorsBytes {
  /// A file of Float64 tensors.
  static func doubles(_ tensors: [(name: String, shape: [Int], elements: [Double])]) -> Data {
    var entries: [String] = []
    var data = Data()
    for tensor in tensors {
      let begin = data.count
      for element in tensor.elements {
        withUnsafeBytes(of: element.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
      entries.append(entry(tensor.name, "F64", tensor.shape, begin, data.count))
    }
    return file(header: "{\(entries.joined(separator: ","))}", data: data)
  }

  /// A file of one Float32 vector.
  static func floats(_ name: String, _ elements: [Float]) -> Data {
    var data = Data()
    for element in elements {
      withUnsafeBytes(of: element.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return file(header: "{\(entry(name, "F32", [elements.count], 0, data.count))}", data: data)
  }

  /// One tensor's part of a header.
  static func entry(
    _ name: String,
    _ type: String,
    _ shape: [Int],
    _ begin: Int,
    _ end: Int
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  /// A file with any header, right or wrong.
  static func file(header: String, data: Data) -> Data {
    var file = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { file.append(contentsOf: $0) }
    return file + Data(header.utf8) + data
  }

  /// The bytes of a tensor in a file.
  static func bytes(of name: String, in file: Data) throws -> Data? {
    let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: file.dropFirst(8).prefix(length))
    guard let entry = (header as? [String: Any])?[name] as? [String: Any],
      let offsets = entry["data_offsets"] as? [Int]
    else { return nil }
    return Data(file.dropFirst(8 + length + offsets[0]).prefix(offsets[1] - offsets[0]))
  }

  /// The elements of a Float64 tensor in a file.
  static func doubles(of name: String, in file: Data) throws -> [Double]? {
    try bytes(of: name, in: file)?.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)
          )
        )
      }
    }
  }

  /// The elements of a Float32 tensor in a file.
  static func floats(of name: String, in file: Data) throws -> [Float]? {
    try bytes(of: name, in: file)?.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
          )
        )
      }
    }
  }
}
