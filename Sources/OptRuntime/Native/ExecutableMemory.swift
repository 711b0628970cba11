import Foundation

/// Machine code in memory: written first, then executable, never both at once.
final class ExecutableMemory: Sendable {
  private let base: UInt
  private let byteCount: Int

  /// Memory with a copy of code and data.
  init(copying code: UnsafeRawBufferPointer) throws(NativeError) {
    byteCount = max(code.count, 1)
    let mapping = mmap(
      nil,
      byteCount,
      PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANON,
      -1,
      0
    )
    guard let mapping, mapping != MAP_FAILED else { throw .mappingFailed(errno) }
    base = UInt(bitPattern: mapping)
    UnsafeMutableRawBufferPointer(start: mapping, count: byteCount).copyMemory(from: code)
    guard mprotect(mapping, byteCount, PROT_READ | PROT_EXEC) == 0 else {
      let reason = errno
      munmap(mapping, byteCount)
      throw .mappingFailed(reason)
    }
  }

  deinit {
    munmap(UnsafeMutableRawPointer(bitPattern: base), byteCount)
  }

  /// The address of a byte of the code.
  func address(_ offset: Int) -> UInt { base + UInt(offset) }
}
