import OptProgram
import OptShims

/// The memory of one state of one tensor.
final class StateMemory {
  let layout: StateLayout

  /// The number, for a scalar.
  var number = 0.0

  /// The elements, for an array.
  private(set) var elements: ElementMemory

  private let memory: UnsafeMutableRawPointer

  /// The state at 0.
  init(_ layout: StateLayout) {
    self.layout = layout
    let count = layout.isScalar ? 0 : layout.count
    let blocks = (count + CodeBook.blockLength - 1) / CodeBook.blockLength
    let byteCount = max(layout.isScalar ? 0 : layout.byteCount(elementBytes: 4), 4)
    memory = .allocate(byteCount: byteCount, alignment: 64)
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

  deinit { memory.deallocate() }

  /// Sets the state to 0.
  func reset() {
    number = 0
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
  /// - Precondition: `start` is a multiple of the codes' block length.
  func decode(_ start: Int, _ count: Int, into target: UnsafeMutablePointer<Float>) {
    switch self {
    case .floats(let floats): target.update(from: floats + start, count: count)
    case .halves(let halves): ArrayFunctions.best.bf16_decode(target, halves + start, count)
    case .codes(let codes, let scales, let isSigned):
      CodeTables.of(isSigned: isSigned).decode(
        codes + start,
        scales: scales + start / CodeBook.blockLength,
        count: count,
        into: target
      )
    }
  }

  /// Rounds elements to the storage and writes them from place `start` on.
  ///
  /// - Precondition: `start` is a multiple of the codes' block length.
  func encode(_ source: UnsafePointer<Float>, _ start: Int, _ count: Int) {
    switch self {
    case .floats(let floats): (floats + start).update(from: source, count: count)
    case .halves(let halves): ArrayFunctions.best.bf16_encode(halves + start, source, count)
    case .codes(let codes, let scales, let isSigned):
      CodeTables.of(isSigned: isSigned).encode(
        source,
        count: count,
        into: codes + start,
        scales: scales + start / CodeBook.blockLength
      )
    }
  }
}
