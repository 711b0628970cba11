/// Memory for plain values, which lives as long as its owner: reading it counts no references.
final class Arena {
  private var allocations: [UnsafeMutableRawPointer] = []

  deinit { for memory in allocations { memory.deallocate() } }

  /// A copy of some elements.
  func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    memory.initialize(from: elements, count: elements.count)
    allocations.append(UnsafeMutableRawPointer(memory))
    return UnsafeBufferPointer(start: memory, count: elements.count)
  }

  /// Memory for so many elements, all with a first value.
  func repeating<Element: BitwiseCopyable>(
    _ value: Element,
    count: Int
  ) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: count)
    memory.initialize(repeating: value, count: count)
    allocations.append(UnsafeMutableRawPointer(memory))
    return memory
  }

  /// Memory for so many floats, all 0, on lines of the cache.
  func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutablePointer<Float>.allocateFloats(count)
    allocations.append(UnsafeMutableRawPointer(memory))
    return memory
  }
}
