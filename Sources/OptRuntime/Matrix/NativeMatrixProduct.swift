/// A product of one layout as machine code.
final class NativeMatrixProduct: Sendable {
  /// A, B, initial values, result.
  private typealias Function =
    @convention(c) (
      UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer
    ) -> Void

  private let memory: ExecutableMemory
  private let entry: UInt

  /// The key of a product in the cache.
  private struct Key: Hashable {
    var layout: MatrixLayout
    var isa: InstructionSet
  }

  private static let cache = BoundedCache<Key, NativeMatrixProduct>(capacity: 1_024)

  /// The product of a layout, generated unless it is known; nil where there can be no machine code.
  static func product(_ layout: MatrixLayout, _ isa: InstructionSet) -> NativeMatrixProduct? {
    guard InstructionSet.supported.contains(isa), isSuitable(layout) else { return nil }
    return try? cache.value(for: Key(layout: layout, isa: isa)) { () throws(NativeError) in
      try NativeMatrixProduct(layout, isa)
    }
  }

  /// Whether there is anything to compute, and every offset within a matrix fits an instruction.
  private static func isSuitable(_ layout: MatrixLayout) -> Bool {
    let floats = [
      layout.rows * layout.aRow, layout.inner * layout.aColumn, layout.inner * layout.bRow,
      (layout.columns + 128) * layout.bColumn, layout.rows * layout.resultRow,
    ]
    return min(layout.rows, layout.columns, layout.inner) > 0
      && floats.allSatisfy { $0 < Int(Int32.max) / 8 }
  }

  private init(_ layout: MatrixLayout, _ isa: InstructionSet) throws(NativeError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: MatrixAssembler.capacity,
      alignment: 64
    )
    defer { buffer.deallocate() }
    var assembler = MatrixAssembler(layout, for: isa, into: buffer)
    let start = assembler.assemble()
    let code = UnsafeRawBufferPointer(rebasing: buffer[..<assembler.assembler.count])
    memory = try ExecutableMemory(copying: code)
    entry = memory.address(start)
  }

  /// Computes the product; `initial` is read where the layout starts from a row.
  @inline(__always)
  func callAsFunction(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    _ initial: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>
  ) {
    unsafeBitCast(entry, to: Function.self)(a, b, initial, result)
  }
}
