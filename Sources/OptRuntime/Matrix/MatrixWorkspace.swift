/// Memory for the temporary arrays of matrix functions, kept from call to call.
///
/// Once the call that needs most has been made, there is room for all without a new allocation.
final class MatrixWorkspace {
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  /// Bytes of the last block that are taken.
  private var taken = 0

  /// All arrays begin on a line of the cache.
  private static let alignment = 64

  deinit { for block in blocks { block.deallocate() } }

  /// Takes all arrays back; several blocks become one.
  func clear() {
    taken = 0
    guard blocks.count > 1 else { return }
    let byteCount = blocks.reduce(0) { $0 + $1.count }
    for block in blocks { block.deallocate() }
    blocks.removeAll(keepingCapacity: true)
    addBlock(byteCount)
  }

  /// An array of equal elements, until everything is cleared.
  func array<Element: BitwiseCopyable>(
    repeating value: Element,
    count: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    let byteCount = count * MemoryLayout<Element>.stride
    let room = (byteCount + MatrixWorkspace.alignment - 1) & -MatrixWorkspace.alignment
    if taken + room > blocks.last?.count ?? 0 || blocks.isEmpty {
      addBlock(max(room, MatrixWorkspace.alignment))
      taken = 0
    }
    let bytes = UnsafeMutableRawBufferPointer(
      rebasing: blocks[blocks.count - 1][taken..<taken + byteCount]
    )
    taken += room
    let array = bytes.bindMemory(to: Element.self)
    array.initialize(repeating: value)
    return array
  }

  private func addBlock(_ byteCount: Int) {
    blocks.append(
      .allocate(byteCount: byteCount, alignment: MatrixWorkspace.alignment)
    )
  }
}
