import OptProgram

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

  /// 13 standardised measurements and the cultivar.
  static let wine: DataSplit = {
    let rows = EmbeddedData.numbers(of: EmbeddedData.wine)
    return TableData(
      features: rows.map { Array($0.dropLast()) },
      labels: rows.map { Int32($0.last ?? 0) },
      standardized: 0..<13
    ).split(seed: 1)
  }()

  /// 10 standardised measurements, then the standardised progression.
  static let diabetes = TableData(
    features: EmbeddedData.numbers(of: EmbeddedData.diabetes),
    standardized: 0..<11
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

  /// All pairs a, b, then a sign for "equals" and a + b; half for training, a quarter each held out.
  static func sums(modulus: Int) -> DataSplit {
    var pairs = Array(0..<(modulus * modulus))
    var stream = RandomStream(seed: 1, purpose: .split)
    stream.shuffle(&pairs)
    func part(_ pairs: ArraySlice<Int>) -> Examples {
      let rows = pairs.flatMap { pair in
        let (a, b) = (pair / modulus, pair % modulus)
        return [a, b, modulus, (a + b) % modulus].map { Int32($0) }
      }
      return Examples(count: pairs.count, indices: rows, indexColumns: 4)
    }
    let (half, quarter) = (pairs.count / 2, pairs.count / 4)
    return DataSplit(
      training: part(pairs[..<half]),
      validation: part(pairs[half..<(half + quarter)]),
      test: part(pairs[(half + quarter)...])
    )
  }

  /// A mask of coordinates and a noise for each; the held-out example sees everything without noise.
  ///
  /// Coordinate i is seen with probability 1/2 for the first down to 1/64 for the last; the mask carries
  /// half the inverse of the count, so that the loss is half a mean.
  static func sparseNoise(count: Int) -> DataSplit {
    var stream = RandomStream(seed: 1, purpose: .data)
    let share = 0.5 / Double(count)
    var features: [Float] = []
    let examples = 1_024
    for _ in 0..<examples {
      for place in 0..<count {
        let probability = HostMath.exp2(-1 - 5 * Double(place) / Double(count))
        features.append(Float(stream.uniform() < probability ? share : 0))
      }
      for _ in 0..<count { features.append(Float(stream.normal())) }
    }
    let whole = Examples(
      count: 1,
      features: Array(repeating: Float(share), count: count) + Array(repeating: 0, count: count),
      featureColumns: 2 * count
    )
    return DataSplit(
      training: Examples(count: examples, features: features, featureColumns: 2 * count),
      validation: whole,
      test: whole
    )
  }
}
