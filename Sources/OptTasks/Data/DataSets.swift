/// The shipped data sets, decoded once, when first needed.
enum DataSets {
  /// Pixels from 0 to 1 and labels.
  static let digits: DataSplit = {
    var features: [[Double]] = []
    var labels: [Int32] = []
    for line in EmbeddedData.bytes(of: EmbeddedData.digits).split(separator: UInt8(ascii: "\n")) {
      features.append(line.prefix(64).map { Double($0 - UInt8(ascii: "a")) / 16 })
      labels.append(Int32(line.suffix(1).first.map { $0 - UInt8(ascii: "0") } ?? 0))
    }
    return TableData(features: features, labels: labels, standardized: 0..<0).split(seed: 1)
  }()

  /// 30 standardised measurements, then the label as 0 or 1.
  static let cancer = TableData(
    features: EmbeddedData.numbers(of: EmbeddedData.cancer),
    standardized: 0..<30
  ).split(seed: 1)

  /// Genesis as indices of characters, in the order of their codes.
  static let genesis: (text: [Int32], characters: Int) = {
    let bytes = EmbeddedData.bytes(of: EmbeddedData.genesis)
    var isUsed = [Bool](repeating: false, count: 256)
    for byte in bytes { isUsed[Int(byte)] = true }
    var places = [Int32](repeating: 0, count: 256)
    var characters = 0
    for byte in 0..<256 where isUsed[byte] {
      places[byte] = Int32(characters)
      characters += 1
    }
    return (bytes.map { places[Int($0)] }, characters)
  }()

  /// Windows of Genesis: the first eight tenths for training, then a tenth each, of which evenly spaced
  /// windows are looked at.
  static func genesisWindows(length: Int, held: Int) -> DataSplit {
    let text = genesis.text
    let tenth = text.count / 10
    let middle = text[(8 * tenth)..<(9 * tenth)]
    let end = text[(9 * tenth)...].prefix(tenth)
    let stride = max(1, (tenth - length) / held)
    return DataSplit(
      training: Examples(windowsOf: text[..<(8 * tenth)], length: length, stride: 1),
      validation: Examples(windowsOf: middle, length: length, stride: stride),
      test: Examples(windowsOf: end, length: length, stride: stride)
    )
  }
}
