import Foundation
import OptTasks

/// The tensors of a safetensors file.
///
/// Format: eight bytes of header length, a JSON header with type, shape and place of each tensor, then
/// the data (github.com/huggingface/safetensors, "Format").
struct SafeTensorsFile {
  /// How elements are stored.
  enum ElementType: String {
    case float32 = "F32"
    case float64 = "F64"
    case bfloat16 = "BF16"
    case uint8 = "U8"

    var size: Int {
      switch self {
      case .float32: 4
      case .float64: 8
      case .bfloat16: 2
      case .uint8: 1
      }
    }
  }

  /// One tensor, row-major.
  struct Tensor {
    var name: String
    var type: ElementType
    var shape: [Int]
    var data: Data

    var count: Int { shape.reduce(1, *) }
  }

  /// The tensors in the order of their data.
  var tensors: [Tensor]

  /// Texts about the file.
  var metadata: [String: String] = [:]

  // The limit of the reference implementation: a larger header is a broken or hostile file.
  private static let largestHeader = 100_000_000

  /// The tensor of a name, nil if there is none.
  subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }
}

// MARK: - Reading

extension SafeTensorsFile {
  /// Reads a file.
  ///
  /// - Throws: `Failure` with the file's name and what is wrong in it.
  init(path: String) throws {
    let content: Data
    do {
      content = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      throw Failure("cannot read \(path): \(error.systemReason)")
    }
    do {
      try self.init(content: content)
    } catch let problem as Problem {
      throw Failure("\(path): \(problem.text)")
    }
  }

  /// What is wrong in a file.
  struct Problem: Error, Equatable {
    let text: String
  }

  init(content: Data) throws {
    let (header, start) = try SafeTensorsFile.header(of: content)
    tensors = []
    for (name, value) in header.sorted(by: { $0.key < $1.key }) {
      if name == "__metadata__" {
        metadata = value as? [String: String] ?? [:]
      } else {
        tensors.append(try SafeTensorsFile.tensor(name, value, content, start))
      }
    }
    try refuseOverlaps(header)
  }

  private static func header(of content: Data) throws -> ([String: Any], Int) {
    guard content.count >= 8 else {
      throw Problem(text: "not a safetensors file: it has \(content.count) bytes, fewer than 8")
    }
    let length = content.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(largestHeader) else {
      throw Problem(
        text:
          "not a safetensors file: a header of \(length) bytes is announced; the limit is \(largestHeader)"
      )
    }
    let start = 8 + Int(length)
    guard content.count >= start else {
      throw Problem(
        text: "truncated: the header needs \(length) bytes, \(content.count - 8) are there"
      )
    }
    let text = content.subdata(in: (content.startIndex + 8)..<(content.startIndex + start))
    guard let header = try? JSONSerialization.jsonObject(with: text) as? [String: Any] else {
      throw Problem(text: "not a safetensors file: the header is not a JSON object")
    }
    return (header, start)
  }

  private static func tensor(
    _ name: String,
    _ value: Any,
    _ content: Data,
    _ start: Int
  ) throws -> Tensor {
    guard let entry = value as? [String: Any], let typeName = entry["dtype"] as? String,
      let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int],
      offsets.count == 2
    else {
      throw Problem(text: "tensor `\(name)` lacks dtype, shape or data_offsets")
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw Problem(
        text: "tensor `\(name)` has the type \(typeName); F32, F64 and BF16 can be read"
      )
    }
    var count = 1
    for length in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflows, product < 1 << 48 else {
        throw Problem(text: "tensor `\(name)` has an impossible shape \(shape)")
      }
      count = product
    }
    let (begin, end) = (offsets[0], offsets[1])
    guard begin >= 0, begin <= end, end <= content.count - start else {
      throw Problem(
        text:
          "truncated: tensor `\(name)` ends at byte \(end) of the data, which has \(content.count - start)"
      )
    }
    guard end - begin == count * type.size else {
      throw Problem(
        text:
          "tensor `\(name)` of shape \(shape) and type \(typeName) needs \(count * type.size) bytes, \(end - begin) are given"
      )
    }
    let first = content.startIndex + start
    return Tensor(
      name: name,
      type: type,
      shape: shape,
      data: content.subdata(in: (first + begin)..<(first + end))
    )
  }

  private func refuseOverlaps(_ header: [String: Any]) throws {
    var places: [(begin: Int, end: Int, name: String)] = []
    for tensor in tensors {
      guard let entry = header[tensor.name] as? [String: Any],
        let offsets = entry["data_offsets"] as? [Int], offsets[1] > offsets[0]
      else { continue }
      places.append((offsets[0], offsets[1], tensor.name))
    }
    places.sort { ($0.begin, $0.name) < ($1.begin, $1.name) }
    for (first, second) in zip(places, places.dropFirst()) where second.begin < first.end {
      throw Problem(text: "tensors `\(first.name)` and `\(second.name)` overlap")
    }
  }
}

// MARK: - Writing

extension SafeTensorsFile {
  /// The file's bytes; equal tensors give equal bytes.
  var content: Data {
    var header = "{"
    if !metadata.isEmpty {
      let entries = metadata.sorted { $0.key < $1.key }.map {
        "\(quoted($0.key)):\(quoted($0.value))"
      }
      header += "\"__metadata__\":{\(entries.joined(separator: ","))},"
    }
    var offset = 0
    let entries = tensors.map { tensor in
      defer { offset += tensor.data.count }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      return "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
        + "\"data_offsets\":[\(offset),\(offset + tensor.data.count)]}"
    }
    header += entries.joined(separator: ",") + "}"
    // Data begins at a multiple of eight; the format allows blanks after the header.
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var content = Data(capacity: 8 + header.utf8.count + offset)
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { content.append(contentsOf: $0) }
    content.append(contentsOf: header.utf8)
    for tensor in tensors { content.append(tensor.data) }
    return content
  }

  private func quoted(_ text: String) -> String {
    guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }
}

// MARK: - Elements

extension SafeTensorsFile.Tensor {
  /// A tensor of Float32 elements.
  init(name: String, shape: [Int], _ elements: [Float]) {
    self.init(
      name: name,
      type: .float32,
      shape: shape,
      data: elements.withUnsafeBytes { Data($0) }
    )
  }

  /// A tensor of Float64 elements.
  init(name: String, shape: [Int], _ elements: [Double]) {
    self.init(
      name: name,
      type: .float64,
      shape: shape,
      data: elements.withUnsafeBytes { Data($0) }
    )
  }

  /// The elements as Float64; nil if they are no numbers.
  var doubles: [Double]? {
    switch type {
    case .float32: values(UInt32.self).map { Double(Float(bitPattern: UInt32(littleEndian: $0))) }
    case .float64: values(UInt64.self).map { Double(bitPattern: UInt64(littleEndian: $0)) }
    case .bfloat16:
      values(UInt16.self).map { Double(Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)) }
    case .uint8: nil
    }
  }

  private func values<Value: BitwiseCopyable>(_ type: Value.Type) -> [Value] {
    data.withUnsafeBytes { bytes in
      (0..<count).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: Value.self)
      }
    }
  }
}
