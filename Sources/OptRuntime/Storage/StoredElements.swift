import OptProgram

/// A state as it is stored, for any width of arithmetic: the model of the codecs.
enum StoredElements<Real: MatrixReal>: Hashable, Sendable {
  case full([Real])
  case bfloat16([UInt16])
  case codes([UInt8], scales: [Float], isSigned: Bool)

  /// Rounds elements to a storage.
  init(_ elements: [Real], _ storage: Storage) {
    switch storage {
    case .full: self = .full(elements)
    case .bf16: self = .bfloat16(elements.map { Bfloat16.encode(Float($0)) })
    case .q8: self = .quantized(elements, .signed, isSigned: true)
    case .q8u: self = .quantized(elements, .unsigned, isSigned: false)
    }
  }

  private static func quantized(
    _ elements: [Real],
    _ book: CodeBook,
    isSigned: Bool
  ) -> StoredElements {
    var codes: [UInt8] = []
    var scales: [Float] = []
    for start in stride(from: 0, to: elements.count, by: CodeBook.blockLength) {
      let block = elements[start..<min(start + CodeBook.blockLength, elements.count)]
      let scale = Float(ReferenceFold.maximum(block.map { $0.magnitude }))
      guard scale.isFinite else {
        // One number that is not finite makes NaN of its block.
        scales.append(.nan)
        codes += block.map { _ in 0 }
        continue
      }
      scales.append(scale)
      codes += block.map { scale == 0 ? book.code(0) : book.code(Double($0 / Real(scale))) }
    }
    return .codes(codes, scales: scales, isSigned: isSigned)
  }

  /// The elements at full width.
  var elements: [Real] {
    switch self {
    case .full(let elements): return elements
    case .bfloat16(let elements): return elements.map { Real(Bfloat16.decode($0)) }
    case .codes(let codes, let scales, let isSigned):
      let entries = (isSigned ? CodeBook.signed : .unsigned).entries
      return codes.indices.map { place in
        Real(entries[Int(codes[place])]) * Real(scales[place / CodeBook.blockLength])
      }
    }
  }
}
