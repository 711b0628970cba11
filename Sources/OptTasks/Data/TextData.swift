/// A text as indices of its distinct bytes, in the order of their codes.
struct TextData: Sendable {
  /// The place of each byte among those that occur.
  let text: [Int32]

  /// The number of distinct bytes.
  let characters: Int

  init(_ bytes: some Collection<UInt8>) {
    var isUsed = [Bool](repeating: false, count: 256)
    for byte in bytes { isUsed[Int(byte)] = true }
    var places = [Int32](repeating: 0, count: 256)
    var characters = 0
    for byte in 0..<256 where isUsed[byte] {
      places[byte] = Int32(characters)
      characters += 1
    }
    text = bytes.map { places[Int($0)] }
    self.characters = characters
  }

  /// Windows of the text: all of those in the first part, and about `held` evenly spaced ones of the
  /// parts for validation and test at the end.
  func windows(
    length: Int,
    held: Int,
    validation: Double = 0.1,
    test: Double = 0.1
  ) -> DataSplit {
    let testStart = text.count - Int(Double(text.count) * test)
    let validationStart = testStart - Int(Double(text.count) * validation)
    func spaced(_ range: Range<Int>) -> Examples {
      Examples(
        windowsOf: text,
        in: range,
        length: length,
        stride: max(1, (range.count - length) / held)
      )
    }
    return DataSplit(
      training: Examples(windowsOf: text, in: 0..<validationStart, length: length, stride: 1),
      validation: spaced(validationStart..<testStart),
      test: spaced(testStart..<text.count),
      resampling: .windows(validation: validationStart..<testStart, length: length)
    )
  }
}
