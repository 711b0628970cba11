import OptProgram

/// The shipped data sets, decoded once, when first needed.
enum DataSets {
  /// Pixels from 0 to 1 and labels.
  static let digits: DataSplit = {
    var table = TableData(rows: 0, columns: 64, labelColumns: 1)
    for line in EmbeddedData.bytes(of: EmbeddedData.digits).split(separator: UInt8(ascii: "\n")) {
      table.features += line.prefix(64).map { Float($0 - UInt8(ascii: "a")) / 16 }
      table.labels += line.suffix(1).map { Int32($0 - UInt8(ascii: "0")) }
      table.rows += 1
    }
    return table.split()
  }()

  /// 30 standardised measurements, then the label as 0 or 1.
  static let cancer = table(EmbeddedData.cancer).split(standardized: 0..<30)

  /// 13 standardised measurements and the cultivar.
  static let wine: DataSplit = {
    let rows = EmbeddedData.numbers(of: EmbeddedData.wine)
    return TableData(
      rows: rows.count,
      columns: 13,
      features: rows.flatMap { $0.dropLast().map { Float($0) } },
      labelColumns: 1,
      labels: rows.map { Int32($0.last ?? 0) }
    ).split(standardized: 0..<13)
  }()

  /// 10 standardised measurements, then the standardised progression.
  static let diabetes = table(EmbeddedData.diabetes).split(standardized: 0..<11)

  private static func table(_ literal: StaticString) -> TableData {
    let rows = EmbeddedData.numbers(of: literal)
    return TableData(
      rows: rows.count,
      columns: rows.first?.count ?? 0,
      features: rows.flatMap { $0.map { Float($0) } }
    )
  }

  /// Genesis as indices of characters, in the order of their codes.
  static let genesis = TextData(EmbeddedData.bytes(of: EmbeddedData.genesis))

  /// All pairs a, b, then a sign for "equals" and a + b; half for training, a quarter each held out.
  static func sums(modulus: Int) -> DataSplit {
    var table = TableData(rows: modulus * modulus, labelColumns: 4)
    for a in 0..<modulus {
      for b in 0..<modulus {
        table.labels += [a, b, modulus, (a + b) % modulus].map { Int32($0) }
      }
    }
    return table.split(validation: 0.25, test: 0.25)
  }

  /// A mask of coordinates and a noise for each; the held-out example sees everything without noise.
  ///
  /// Coordinate i is seen with probability 1/2 for the first down to 1/64 for the last; the mask carries
  /// half the inverse of the count, so that the loss is half a mean.
  static func sparseNoise(count: Int) -> DataSplit {
    var stream = RandomStream(seed: 1, purpose: .data)
    let share = Float(0.5 / Double(count))
    var noisy = TableData(rows: 1_024, columns: 2 * count)
    for _ in 0..<noisy.rows {
      for place in 0..<count {
        let probability = HostMath.exp2(-1 - 5 * Double(place) / Double(count))
        noisy.features.append(stream.uniform() < probability ? share : 0)
      }
      for _ in 0..<count { noisy.features.append(Float(stream.normal())) }
    }
    let whole = TableData(
      rows: 1,
      columns: 2 * count,
      features: Array(repeating: share, count: count) + Array(repeating: 0, count: count)
    )
    let held = Examples(rows: 0..<1, of: whole)
    return DataSplit(
      training: Examples(rows: 0..<noisy.rows, of: noisy),
      validation: held,
      test: held
    )
  }
}
