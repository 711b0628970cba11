/// Examples of one part of a data set: a row of features and a run of indices each.
///
/// What the columns mean, inputs or targets, is the model's business. The parts of a data set share
/// their arrays.
package struct Examples: Sendable {
  /// The number of examples.
  package var count: Int

  /// Features of this part and others, row after row.
  package var features: [Float] = []

  /// Features of one example.
  package var featureColumns = 0

  /// Indices of this part and others.
  package var indices: [Int32] = []

  /// Indices of one example.
  package var indexColumns = 0

  /// How far the runs of neighbouring examples are apart; they overlap in text.
  package var indexStride = 0

  /// The place of the first example's first feature.
  private var firstFeature = 0

  /// The place of the first example's first index.
  private var firstIndex = 0

  /// Examples that need no data.
  init(count: Int) { self.count = count }

  /// A range of the rows of a table.
  init(rows: Range<Int>, of table: TableData) {
    count = rows.count
    features = table.features
    featureColumns = table.columns
    indices = table.labels
    indexColumns = table.labelColumns
    indexStride = indexColumns
    firstFeature = rows.lowerBound * featureColumns
    firstIndex = rows.lowerBound * indexColumns
  }

  /// Overlapping windows of a range of a text, `stride` apart.
  init(windowsOf text: [Int32], in range: Range<Int>, length: Int, stride: Int) {
    count = max(0, (range.count - length) / stride + 1)
    indices = text
    indexColumns = length
    indexStride = stride
    firstIndex = range.lowerBound
  }

  /// The place of an example's first feature.
  func featureStart(_ example: Int) -> Int { firstFeature + example * featureColumns }

  /// The place of an example's first index.
  func indexStart(_ example: Int) -> Int { firstIndex + example * indexStride }
}

/// A data set, divided once and for all.
package struct DataSplit: Sendable {
  /// What gradients are taken of.
  package var training: Examples

  /// What searches and tuning see.
  package var validation: Examples

  /// What only final reports see.
  package var test: Examples
}
