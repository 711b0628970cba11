extension CodeBook {
  /// The book of a storage.
  static func of(isSigned: Bool) -> CodeBook { isSigned ? .signed : .unsigned }

  /// Widens elements that begin at a block.
  func decode(
    _ codes: UnsafePointer<UInt8>,
    scales: UnsafePointer<Float>,
    count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    entries.withUnsafeBufferPointer { entries in
      for start in stride(from: 0, to: count, by: CodeBook.blockLength) {
        let scale = scales[start / CodeBook.blockLength]
        for place in start..<min(start + CodeBook.blockLength, count) {
          target[place] = entries[Int(codes[place])] * scale
        }
      }
    }
  }

  /// Gives elements that begin at a block their codes, and each block its scale.
  func encode(
    _ source: UnsafePointer<Float>,
    count: Int,
    into codes: UnsafeMutablePointer<UInt8>,
    scales: UnsafeMutablePointer<Float>
  ) {
    for start in stride(from: 0, to: count, by: CodeBook.blockLength) {
      let length = min(CodeBook.blockLength, count - start)
      let scale = CodeBook.scale(source + start, length)
      scales[start / CodeBook.blockLength] = scale
      encode(source + start, length, scale, codes + start)
    }
  }

  private func encode(
    _ source: UnsafePointer<Float>,
    _ count: Int,
    _ scale: Float,
    _ codes: UnsafeMutablePointer<UInt8>
  ) {
    guard scale > 0 else {
      // All elements are 0, or one is not finite and makes NaN of its block.
      (codes).update(repeating: scale.isNaN ? 0 : code(Float(0)), count: count)
      return
    }
    for place in 0..<count { codes[place] = code(source[place] / scale) }
  }

  /// The largest magnitude of a block; NaN if an element is not finite.
  private static func scale(_ source: UnsafePointer<Float>, _ count: Int) -> Float {
    var largest: UInt32 = 0
    // Magnitudes order like their bits, infinities and NaN above all numbers.
    for place in 0..<count { largest = max(largest, source[place].magnitude.bitPattern) }
    let scale = Float(bitPattern: largest)
    return scale.isFinite ? scale : .nan
  }
}
