import OptProgram

/// A table of examples before it is divided: numbers, and perhaps a class each.
struct TableData {
  /// One row an example.
  var features: [[Double]]

  /// The class of each example, or none.
  var labels: [Int32]?

  /// The columns whose first values become (x - mean) / deviation, both of the training part.
  var standardized: Range<Int>

  /// Divides into two thirds for training and a sixth each for validation and test, at random but
  /// always alike.
  func split(seed: UInt64) -> DataSplit {
    var order = Array(features.indices)
    var stream = RandomStream(seed: seed, purpose: .split)
    stream.shuffle(&order)
    let held = features.count / 6
    let training = Array(order.dropLast(2 * held))
    let scales = standardized.map { column in
      Standardization(training.map { features[$0][column] })
    }
    func part(_ rows: ArraySlice<Int>) -> Examples {
      var flat: [Float] = []
      for row in rows {
        for (column, value) in features[row].enumerated() {
          let isScaled = standardized.contains(column)
          flat.append(
            Float(isScaled ? scales[column - standardized.lowerBound].apply(value) : value)
          )
        }
      }
      return Examples(
        count: rows.count,
        features: flat,
        featureColumns: features.first?.count ?? 0,
        indices: labels.map { labels in rows.map { labels[$0] } } ?? [],
        indexColumns: labels == nil ? 0 : 1
      )
    }
    return DataSplit(
      training: part(training[...]),
      validation: part(order.suffix(2 * held).prefix(held)),
      test: part(order.suffix(held))
    )
  }
}

/// The scaling of one column to mean 0 and variance 1; a constant column only loses its mean.
struct Standardization {
  private let mean: Double
  private let scale: Double

  init(_ values: [Double]) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.mean = mean
    scale = variance > 0 ? 1 / variance.squareRoot() : 1
  }

  func apply(_ value: Double) -> Double { (value - mean) * scale }
}
