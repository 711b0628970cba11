import OptProgram
import OptShims

/// The memory of one state of one tensor.
final class StateMemory {
  let layout: StateLayout

  /// The number, for a scalar.
  let number: UnsafeMutablePointer<Double>

  /// The elements, for an array.
  private(set) var elements: ElementMemory

  private let allocation: UnsafeMutableRawPointer

  /// Bytes behind the elements, for code that works on whole vectors.
  private static let room = 64

  /// The state at 0.
  ///
  /// The allocator puts large arrays at the same place of a page, where a processor mistakes a load for one
  /// that must wait for a store to another array. So states begin at different places, by their number.
  init(_ layout: StateLayout, number ordinal: Int = 0) {
    self.layout = layout
    let count = layout.isScalar ? 0 : layout.count
    let blocks = (count + CodeBook.blockLength - 1) / CodeBook.blockLength
    let byteCount = max(layout.byteCount(elementBytes: 4), MemoryLayout<Double>.size)
    let offset = (1 + ordinal) % 12 * 5 * 64
    allocation = .allocate(byteCount: offset + byteCount + StateMemory.room, alignment: 64)
    let memory = allocation + offset
    number = memory.bindMemory(to: Double.self, capacity: 1)
    switch layout.storage {
    case .full: elements = .floats(memory.bindMemory(to: Float.self, capacity: count))
    case .bf16: elements = .halves(memory.bindMemory(to: UInt16.self, capacity: count))
    case .q8, .q8u:
      let scales = memory.bindMemory(to: Float.self, capacity: blocks)
      let codes = memory.advanced(by: blocks * 4).bindMemory(to: UInt8.self, capacity: count)
      elements = .codes(codes, scales: scales, isSigned: layout.storage == .q8)
    }
    reset()
  }

  deinit { allocation.deallocate() }

  /// Sets the state to 0.
  func reset() {
    if layout.isScalar { number.initialize(to: 0) }
    let count = layout.isScalar ? 0 : layout.count
    switch elements {
    case .floats(let floats): floats.initialize(repeating: 0, count: count)
    case .halves(let halves): halves.initialize(repeating: 0, count: count)
    case .codes(let codes, let scales, let isSigned):
      let blocks = (count + CodeBook.blockLength - 1) / CodeBook.blockLength
      scales.initialize(repeating: 0, count: blocks)
      codes.initialize(repeating: CodeBook.of(isSigned: isSigned).code(0), count: count)
    }
  }
}

/// Where the elements of an array are, and how they are stored.
enum ElementMemory {
  case floats(UnsafeMutablePointer<Float>)
  case halves(UnsafeMutablePointer<UInt16>)
  case codes(UnsafeMutablePointer<UInt8>, scales: UnsafeMutablePointer<Float>, isSigned: Bool)

  /// Widens elements `start ..< start + count`.
  ///
  /// - Precondition: `start` is a multiple of the codes' block length; for a codec, there is room for whole
  ///   vectors.
  func decode(
    _ start: Int,
    _ count: Int,
    into target: UnsafeMutablePointer<Float>,
    _ codec: NativeCodec? = nil
  ) {
    switch self {
    case .floats(let floats): target.update(from: floats + start, count: count)
    case .halves(let halves): ArrayFunctions.best.bf16_decode(target, halves + start, count)
    case .codes(let codes, let scales, let isSigned):
      let (codes, scales) = (codes + start, scales + start / CodeBook.blockLength)
      if let codec {
        codec.decode(codes, scales: scales, count: count, into: target)
      } else {
        let tables = CodeTables.of(isSigned: isSigned)
        tables.decode(codes, scales: scales, count: count, into: target)
      }
    }
  }

  /// Rounds elements to the storage and writes them from place `start` on.
  ///
  /// - Precondition: `start` is a multiple of the codes' block length; for a codec, there is room for whole
  ///   vectors.
  func encode(
    _ source: UnsafeMutablePointer<Float>,
    _ start: Int,
    _ count: Int,
    _ codec: NativeCodec?
  ) {
    switch self {
    case .floats(let floats): (floats + start).update(from: source, count: count)
    case .halves(let halves): ArrayFunctions.best.bf16_encode(halves + start, source, count)
    case .codes(let codes, let scales, let isSigned):
      let (codes, scales) = (codes + start, scales + start / CodeBook.blockLength)
      if let codec {
        codec.encode(source, count: count, into: codes, scales: scales)
      } else {
        let tables = CodeTables.of(isSigned: isSigned)
        tables.encode(source, count: count, into: codes, scales: scales)
      }
    }
  }

  /// Machine code for 8-bit storage; nil for the others, or without instruction set.
  func codec(_ isa: InstructionSet?) -> NativeCodec? {
    guard case .codes(_, _, let isSigned) = self, let isa else { return nil }
    return NativeCodec.codec(isSigned: isSigned, isa)
  }
}
