/// Memory for plain values, which lives as long as its owner: reading it counts no references.
///
/// Small pieces lie side by side: a step that touches few lines of the cache leaves more of it to the tensors.
final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []
  /// What is left of the last block.
  private var rest = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  private static let blockBytes = 4_096
  /// Of every block: a line of the cache.
  private static let alignment = 64

  deinit { for block in blocks { block.deallocate() } }

  /// A copy of some elements.
  func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let memory = allocate(Element.self, count: elements.count)
    memory.initialize(from: elements, count: elements.count)
    return UnsafeBufferPointer(start: memory, count: elements.count)
  }

  /// Memory for so many elements, all with a first value.
  func repeating<Element: BitwiseCopyable>(
    _ value: Element,
    count: Int
  ) -> UnsafeMutablePointer<Element> {
    let memory = allocate(Element.self, count: count)
    memory.initialize(repeating: value, count: count)
    return memory
  }

  private func allocate<Element: BitwiseCopyable>(
    _: Element.Type,
    count: Int
  ) -> UnsafeMutablePointer<Element> {
    let layout = MemoryLayout<Element>.self
    precondition(layout.alignment <= Arena.alignment, "an alignment beyond a line of the cache")
    let byteCount = count * layout.stride
    return allocate(byteCount, layout.alignment).bindMemory(to: Element.self, capacity: count)
  }

  private func allocate(_ byteCount: Int, _ alignment: Int) -> UnsafeMutableRawPointer {
    if let start = rest.baseAddress?.alignedUp(toMultipleOf: alignment) {
      let used = rest.baseAddress.map { start - $0 + byteCount } ?? 0
      if used <= rest.count {
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[used...])
        return start
      }
    }
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: max(byteCount, Arena.blockBytes),
      alignment: Arena.alignment
    )
    blocks.append(block)
    if byteCount < Arena.blockBytes {
      rest = UnsafeMutableRawBufferPointer(
        start: block + byteCount,
        count: Arena.blockBytes - byteCount
      )
    }
    return block
  }
}
