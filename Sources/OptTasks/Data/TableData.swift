import OptProgram

/// A table of examples before it is divided: numbers, and perhaps classes.
struct TableData {
  /// The number of examples.
  var rows: Int

  /// Numbers of one example.
  var columns = 0

  /// The numbers, row after row.
  var features: [Float] = []

  /// Whole numbers of one example.
  var labelColumns = 0

  /// The whole numbers, row after row.
  var labels: [Int32] = []

  /// Divides into parts for training, validation and test, at random but always alike.
  ///
  /// `standardized` columns become (x - mean) / deviation, both of the training part; a constant column
  /// only loses its mean. Works in place: large tables exist once.
  consuming func split(
    seed: UInt64 = 1,
    validation: Double = 1.0 / 6,
    test: Double = 1.0 / 6,
    standardized: Range<Int> = 0..<0
  ) -> DataSplit {
    var table = consume self
    let rows = table.rows
    var order = Array(0..<rows)
    var stream = RandomStream(seed: seed, purpose: .split)
    stream.shuffle(&order)
    TableData.reorder(&table.features, width: table.columns, order)
    TableData.reorder(&table.labels, width: table.labelColumns, order)
    let testStart = rows - Int(Double(rows) * test)
    let validationStart = testStart - Int(Double(rows) * validation)
    for column in standardized { table.standardize(column, over: validationStart) }
    return DataSplit(
      training: Examples(rows: 0..<validationStart, of: table),
      validation: Examples(rows: validationStart..<testStart, of: table),
      test: Examples(rows: testStart..<rows, of: table),
      resampling: .rows
    )
  }

  private mutating func standardize(_ column: Int, over count: Int) {
    func sum(_ term: (Double) -> Double) -> Double {
      (0..<count).reduce(0) { $0 + term(Double(features[$1 * columns + column])) }
    }
    let mean = sum { $0 } / Double(count)
    let variance = sum { ($0 - mean) * ($0 - mean) } / Double(count)
    let scale = variance > 0 ? 1 / variance.squareRoot() : 1
    for row in 0..<rows {
      let place = row * columns + column
      features[place] = Float((Double(features[place]) - mean) * scale)
    }
  }

  /// Moves row `order[i]` to place i, along the cycles of the permutation.
  private static func reorder<Element>(_ rows: inout [Element], width: Int, _ order: [Int]) {
    guard width > 0 else { return }
    var isPlaced = [Bool](repeating: false, count: order.count)
    for start in order.indices where !isPlaced[start] {
      let first = Array(rows[(start * width)..<((start + 1) * width)])
      var place = start
      while order[place] != start {
        for column in 0..<width {
          rows[place * width + column] = rows[order[place] * width + column]
        }
        isPlaced[place] = true
        place = order[place]
      }
      for column in 0..<width { rows[place * width + column] = first[column] }
      isPlaced[place] = true
    }
  }
}
