/// Block-wise 8-bit storage packed and unpacked by machine code.
///
/// Gives the same bits as `CodeTables`, which it leaves the few blocks to in which a number is too near to
/// the middle between two entries, and those without a scale to divide by.
final class NativeCodec: Sendable {
  /// Source, target, scale or report, vectors.
  private typealias Function =
    @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer, UnsafeRawPointer, Int) -> Void

  /// What packing a block tells beside its codes.
  struct Report {
    /// The largest magnitude, in each lane.
    var scale = SIMD16<Float>()
    /// Not 0 in a lane with a code that may be wrong.
    var doubts = SIMD8<UInt64>()

    static let doubtsOffset = MemoryLayout<SIMD16<Float>>.size
  }

  private let lanes: Int
  private let tables: CodeTables
  private let memory: ExecutableMemory
  private let encodeEntry: UInt
  private let decodeEntry: UInt

  private struct Key: Hashable {
    var isSigned: Bool
    var isa: InstructionSet
  }

  private static let cache = BoundedCache<Key, NativeCodec>(capacity: 4)

  /// The codec of a storage, generated unless it is known; nil where there can be no machine code.
  static func codec(isSigned: Bool, _ isa: InstructionSet) -> NativeCodec? {
    guard InstructionSet.supported.contains(isa) else { return nil }
    let key = Key(isSigned: isSigned, isa: isa)
    return try? cache.value(for: key) { () throws(NativeError) in
      try NativeCodec(isSigned: isSigned, isa)
    }
  }

  private init(isSigned: Bool, _ isa: InstructionSet) throws(NativeError) {
    lanes = isa.lanes
    tables = .of(isSigned: isSigned)
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: CodecAssembler.capacity,
      alignment: 64
    )
    defer { buffer.deallocate() }
    var assembler = CodecAssembler(.of(isSigned: isSigned), for: isa, into: buffer)
    let (encode, decode) = assembler.assemble()
    let code = UnsafeRawBufferPointer(rebasing: buffer[..<assembler.assembler.count])
    memory = try ExecutableMemory(copying: code)
    encodeEntry = memory.address(encode)
    decodeEntry = memory.address(decode)
  }

  /// Gives elements that begin at a block their codes, and each block its scale.
  ///
  /// Whole vectors are read and written: there must be room behind the elements, which becomes 0, and
  /// behind the codes.
  func encode(
    _ source: UnsafeMutablePointer<Float>,
    count: Int,
    into codes: UnsafeMutablePointer<UInt8>,
    scales: UnsafeMutablePointer<Float>
  ) {
    (source + count).update(repeating: 0, count: vectors(count) * lanes - count)
    let function = unsafeBitCast(encodeEntry, to: Function.self)
    var report = Report()
    for start in stride(from: 0, to: count, by: CodeBook.blockLength) {
      let length = min(CodeBook.blockLength, count - start)
      withUnsafeMutablePointer(to: &report) {
        function(source + start, codes + start, $0, vectors(length))
      }
      let scale = scales + start / CodeBook.blockLength
      scale.pointee = report.scale[0]
      if report.doubts != .zero || scale.pointee == 0 || !scale.pointee.isFinite {
        tables.encode(source + start, count: length, into: codes + start, scales: scale)
      }
    }
  }

  /// Widens elements that begin at a block; there must be room for whole vectors, as in `encode`.
  func decode(
    _ codes: UnsafePointer<UInt8>,
    scales: UnsafePointer<Float>,
    count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let function = unsafeBitCast(decodeEntry, to: Function.self)
    for start in stride(from: 0, to: count, by: CodeBook.blockLength) {
      let length = min(CodeBook.blockLength, count - start)
      function(
        codes + start,
        target + start,
        scales + start / CodeBook.blockLength,
        vectors(length)
      )
    }
  }

  private func vectors(_ count: Int) -> Int { (count + lanes - 1) / lanes }
}
